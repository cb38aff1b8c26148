/** The router's calls: how intents are encoded, and what a call promises about its sender's balances. */
import type { Address, Hex } from '../../harness/spec/index.ts';
import { encoder, selectorOf } from '../../harness/std/index.ts';
import { addressOf, argumentsOf, wordOf } from '../words.ts';

/** Seconds of block time: the first of January 2100. */
export const DEADLINE = 4_102_444_800;

/** Amounts, the path, who gets the output, the deadline. With ether in, one of the amounts is the value. */
const SWAPS = {
  exactIn: 'swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
  exactOut: 'swapTokensForExactTokens(uint256,uint256,address[],address,uint256)',
  exactInToEth: 'swapExactTokensForETH(uint256,uint256,address[],address,uint256)',
  exactOutToEth: 'swapTokensForExactETH(uint256,uint256,address[],address,uint256)',
  exactInFromEth: 'swapExactETHForTokens(uint256,address[],address,uint256)',
  exactOutFromEth: 'swapETHForExactTokens(uint256,address[],address,uint256)',
} as const;
const ADD = 'addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)';
const REMOVE = 'removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)';

export const encode = {
  exactIn: encoder(SWAPS.exactIn),
  exactOut: encoder(SWAPS.exactOut),
  exactInToEth: encoder(SWAPS.exactInToEth),
  exactOutToEth: encoder(SWAPS.exactOutToEth),
  exactInFromEth: encoder(SWAPS.exactInFromEth),
  exactOutFromEth: encoder(SWAPS.exactOutFromEth),
  addLiquidity: encoder(ADD),
  removeLiquidity: encoder(REMOVE),
  getReserves: encoder('getReserves()'),
};

const BY_SELECTOR = new Map(
  Object.entries({ ...SWAPS, add: ADD, remove: REMOVE }).map(([kind, signature]) => [
    selectorOf(signature),
    kind as keyof typeof SWAPS | 'add' | 'remove',
  ]),
);

const SELECTOR_DIGITS = 10;

/** What a call is, and its arguments. */
function read(data: Hex) {
  return {
    kind: BY_SELECTOR.get(data.slice(0, SELECTOR_DIGITS) as Hex),
    words: argumentsOf(data).length,
    address: (at: number): Address => addressOf(data, at),
    amount: (at: number) => BigInt(wordOf(data, at)),
  };
}

/** The addresses among the arguments, and whether ether goes through WETH. */
export function touched(data: Hex): { readonly addresses: readonly Address[]; readonly ether: boolean } {
  const { kind, words, address } = read(data);
  const addresses = Array.from({ length: words }, (_, at) => address(at));
  return { addresses, ether: kind !== undefined && /Eth$/.test(kind) };
}

/** Gains of the sender that a call promises, losses below 0; ether and shares that are minted are not told of. */
export interface Promised {
  readonly asset: Address;
  readonly least: bigint;
}

/** The worst that a call that went through can do to its sender's tokens. `pairOf` finds the pool of two tokens. */
export function promises(data: Hex, pairOf: (a: Address, b: Address) => Address): Promised[] {
  const { kind, words, address, amount } = read(data);
  const first = (at: number) => address(at);
  const last = () => address(words - 1);
  switch (kind) {
    case 'exactIn':
      return [
        { asset: first(6), least: -amount(0) },
        { asset: last(), least: amount(1) },
      ];
    case 'exactOut':
      return [
        { asset: first(6), least: -amount(1) },
        { asset: last(), least: amount(0) },
      ];
    case 'exactInToEth':
      return [{ asset: first(6), least: -amount(0) }];
    case 'exactOutToEth':
      return [{ asset: first(6), least: -amount(1) }];
    case 'exactInFromEth':
    case 'exactOutFromEth':
      return [{ asset: last(), least: amount(0) }];
    case 'add':
      return [
        { asset: address(0), least: -amount(2) },
        { asset: address(1), least: -amount(3) },
      ];
    case 'remove':
      return [{ asset: pairOf(address(0), address(1)), least: -amount(2) }];
    default:
      return [];
  }
}
