/** Call data for SwapRouter and NonfungiblePositionManager of v3-periphery 1.4.4, whose functions take structs. */
import type { Address, Hex } from '../../harness/spec/index.ts';
import { encoder, selectorOf } from '../../harness/std/index.ts';
import type { Range } from './options.ts';

/** 2106: later than any block of a run. */
const DEADLINE = 2 ** 32 - 1;

const tuple = {
  exactInputSingle: encoder(
    'exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))',
  ),
  exactOutputSingle: encoder(
    'exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))',
  ),
  mint: encoder('mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))'),
  increaseLiquidity: encoder('increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256))'),
  decreaseLiquidity: encoder('decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))'),
  collect: encoder('collect((uint256,address,uint128,uint128))'),
};
/** The fields of exactInput's struct as if they were arguments: behind the selector they are encoded alike. */
const exactInputFields = encoder('exactInput(bytes,address,uint256,uint256,uint256)');

export const SELECTOR = {
  exactInput: selectorOf('exactInput((bytes,address,uint256,uint256,uint256))'),
  multicall: selectorOf('multicall(bytes[])'),
  mint: tuple.mint().slice(0, 10),
  increaseLiquidity: tuple.increaseLiquidity().slice(0, 10),
};

/** One way through one pool. */
export interface Hop {
  readonly tokenIn: Address;
  readonly tokenOut: Address;
  readonly fee: number;
}

export function exactInputSingle(hop: Hop, recipient: Address, amountIn: bigint, leastOut: bigint): Hex {
  return tuple.exactInputSingle(
    hop.tokenIn,
    hop.tokenOut,
    hop.fee,
    recipient,
    DEADLINE,
    amountIn,
    leastOut,
    0,
  );
}

export function exactOutputSingle(hop: Hop, recipient: Address, amountOut: bigint, mostIn: bigint): Hex {
  return tuple.exactOutputSingle(
    hop.tokenIn,
    hop.tokenOut,
    hop.fee,
    recipient,
    DEADLINE,
    amountOut,
    mostIn,
    0,
  );
}

/** Over several pools; each hop goes on from where the one before it ended. */
export function exactInput(hops: readonly Hop[], recipient: Address, amountIn: bigint): Hex {
  // Path: token, then 3 bytes of fee and the next token for each hop (v3-periphery, libraries/Path.sol).
  const steps = hops.map(({ fee, tokenOut }) => fee.toString(16).padStart(6, '0') + tokenOut.slice(2));
  const path: Hex = `${hops[0]!.tokenIn}${steps.join('')}`;
  const fields = exactInputFields(path, recipient, DEADLINE, amountIn, 0).slice(10);
  // A struct with a dynamic field stands behind its offset.
  return `${SELECTOR.exactInput}${word(32)}${fields}`;
}

/** A new position of `recipient`, for at most `most` of each token. */
export function mint(
  pair: readonly [Address, Address],
  fee: number,
  { lower, upper }: Range,
  most: bigint,
  recipient: Address,
): Hex {
  return tuple.mint(...pair, fee, signed(lower), signed(upper), most, most, 0, 0, recipient, DEADLINE);
}

/** More liquidity for a position, for at most `most` of each token. Anyone may. */
export function increaseLiquidity(id: number, most: bigint): Hex {
  return tuple.increaseLiquidity(id, most, most, 0, 0, DEADLINE);
}

const UINT128_MAX = 2n ** 128n - 1n;

/** Takes liquidity out and collects what it is worth, with all fees, in one transaction. */
export function decreaseAndCollect(id: number, liquidity: bigint, recipient: Address): Hex {
  return multicall([
    tuple.decreaseLiquidity(id, liquidity, 0, 0, DEADLINE),
    tuple.collect(id, recipient, UINT128_MAX, UINT128_MAX),
  ]);
}

/** Several calls of the position manager as one: `multicall(bytes[])`. */
export function multicall(calls: readonly Hex[]): Hex {
  let heads = '';
  let tails = '';
  for (const call of calls) {
    const bytes = (call.length - 2) / 2;
    heads += word(32 * calls.length + tails.length / 2);
    tails += word(bytes) + call.slice(2).padEnd(64 * Math.ceil(bytes / 32), '0');
  }
  return `${SELECTOR.multicall}${word(32)}${word(calls.length)}${heads}${tails}`;
}

function word(value: number): string {
  return value.toString(16).padStart(64, '0');
}

/** Two's complement in 256 bits. */
function signed(value: number): bigint {
  return BigInt.asUintN(256, BigInt(value));
}
