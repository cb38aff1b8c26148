/** Owns what the engine's tests share: signed transactions by ethers, small contracts, an engine to feed. */
import { type TransactionRequest, Wallet } from 'ethers';
import { ENGINES, type EngineName } from '../../../../harness/engines/index.ts';
import type {
  Engine,
  EngineOptions,
  PooledTransaction,
  SealedBlock,
} from '../../../../harness/spec/engine.ts';
import type { Address, Hex } from '../../../../harness/spec/intent.ts';
import { fromHex } from '../../../../harness/std/hex.ts';

export const GWEI = 10n ** 9n;
export const ETHER = 10n ** 18n;
export const CHAIN_ID = 1337;
export const FEE_RECIPIENT: Address = '0xfee0000000000000000000000000000000000fee';

export const WALLETS = Array.from(
  { length: 4 },
  (_, index) => new Wallet(`0x${(index + 1).toString(16).padStart(64, '0')}`),
);

export function addressOf(index: number): Address {
  return WALLETS[index]!.address.toLowerCase() as Address;
}

export function engineOptions(changes: Partial<EngineOptions> = {}): EngineOptions {
  return {
    chainId: CHAIN_ID,
    blockGasLimit: 30_000_000,
    baseFeeWei: GWEI,
    feeRecipient: FEE_RECIPIENT,
    allocations: WALLETS.map((_, index) => ({ address: addressOf(index), balanceWei: ETHER })),
    ...changes,
  };
}

/** Two threads, where it can have several. */
export function makeEngine(
  changes: Partial<EngineOptions> = {},
  name: EngineName = 'ethereumjs',
): Promise<Engine> {
  return ENGINES[name](engineOptions({ threads: 2, ...changes }));
}

/** Signs with the reference signer; an EIP-1559 transfer of nothing unless `changes` says otherwise. */
export async function signed(
  from: number,
  nonce: number,
  changes: TransactionRequest = {},
): Promise<Uint8Array> {
  const legacy = changes.type === 0 || changes.type === 1;
  const fees = legacy ? { gasPrice: 2n * GWEI } : { maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI };
  const request = {
    type: 2,
    chainId: CHAIN_ID,
    nonce,
    to: addressOf(0),
    gasLimit: 21_000,
    ...fees,
    ...changes,
  };
  return fromHex(await WALLETS[from]!.signTransaction(request));
}

/** Builds and seals one block of `transactions`; all must stand. */
export async function makeBlock(
  engine: Engine,
  transactions: readonly PooledTransaction[],
  timestampS = 1_000,
): Promise<SealedBlock> {
  const builder = await engine.begin(timestampS);
  const refusal = (await builder.add(transactions)).find((reason) => reason !== null);
  if (refusal !== undefined) throw new Error(refusal);
  return builder.seal();
}

/** All must be transactions of this chain. */
export async function decodeAll(engine: Engine, raws: readonly Uint8Array[]): Promise<PooledTransaction[]> {
  return (await engine.decode(raws)).map((decoded) => {
    if ('invalid' in decoded) throw new Error(decoded.invalid);
    return decoded;
  });
}

/** Creation code whose contract has `runtime` (at most 255 bytes) as its code. */
export function deploying(runtime: string): Hex {
  return `0x60${(runtime.length / 2).toString(16).padStart(2, '0')}8060095f395ff3${runtime}`;
}

export function word(value: number | bigint | string): string {
  return (typeof value === 'string' ? value.slice(2) : value.toString(16)).padStart(64, '0');
}

export const CONTRACTS = {
  /** `(slot, value)`: stores and logs; reverts without call data. */
  store: '36156015576020356000355560003560206000a1005b5f5ffd',
  /** `(address, slot, value, fail)`: calls a store; reverts where that fails or `fail` is not zero. */
  caller: '604060205f375f5f60405f5f5f355af11560603517601957005b5f5ffd',
  /** Makes, always at the same address, a contract that writes a slot and destroys itself. */
  phoenix: '66600160015533ff5f525f6007601934f500',
  /** Says the hash of block `(number)`. */
  blockHash: '5f35405f5260205ff3',
} as const;
