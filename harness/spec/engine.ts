/** Execution engines: (state, block) -> (state, receipts), with no pool, no clock and no network. */
import type { Address, Hex } from './intent.ts';
import type { Allocation } from './target.ts';

export interface EngineOptions {
  readonly chainId: number;
  readonly blockGasLimit: number;
  readonly baseFeeWei: bigint;
  /** Receives tips and is nobody's account. */
  readonly feeRecipient: Address;
  readonly allocations: readonly Allocation[];
}

/** A transaction that was decoded and whose sender is known. `decoded` belongs to the engine that made it. */
export interface PooledTransaction {
  readonly hash: Hex;
  readonly sender: Address;
  readonly nonce: number;
  readonly gasLimit: number;
  readonly maxFeeWei: bigint;
  readonly tipWei: bigint;
  /** The most it can take from the sender: value and gas limit times fee. */
  readonly costWei: bigint;
  readonly decoded: unknown;
}

export interface Receipt {
  readonly hash: Hex;
  readonly succeeded: boolean;
  readonly gasUsed: number;
  readonly gasPriceWei: bigint;
  readonly from: Address;
  readonly to: Address | null;
  readonly contractAddress: Address | null;
  /** What a transaction that failed returned: the reason of its revert; `null` where it succeeded or ran out of gas. */
  readonly returned: Hex | null;
  readonly logs: readonly {
    readonly address: Address;
    readonly topics: readonly Hex[];
    readonly data: Hex;
  }[];
}

export interface SealedBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly timestampS: number;
  readonly gasUsed: number;
  readonly gasLimit: number;
  readonly baseFeeWei: bigint;
  readonly receipts: readonly Receipt[];
  /** Transactions that touched a slot, or changed an account, which an earlier one of the block had changed; the fee
   *  recipient's account is left out. `null` where the engine does not tell. */
  readonly conflicting: number | null;
}

/** A block under construction. */
export interface BlockBuilder {
  readonly gasLeft: number;
  /** Executes one transaction on top of those before it; `refused` says why it cannot stand here at all. */
  add(transaction: PooledTransaction): Promise<Receipt | { readonly refused: string }>;
  seal(): Promise<SealedBlock>;
}

/** What the engine can be asked of its latest state. */
export interface EngineState {
  balance(address: Address): Promise<bigint>;
  nonce(address: Address): Promise<number>;
  code(address: Address): Promise<Hex>;
  storage(address: Address, slot: Hex): Promise<Hex>;
  call(call: { from?: Address; to: Address | null; data: Hex; valueWei: bigint; gasLimit: number }): Promise<{
    readonly succeeded: boolean;
    readonly data: Hex;
    readonly gasUsed: number;
  }>;
}

export interface Engine {
  readonly name: string;
  /** The version of the executor, for the record. */
  readonly version: string;
  readonly head: SealedBlock;
  readonly nextBaseFeeWei: bigint;
  readonly state: EngineState;
  /** Decodes and recovers the sender. Throws a `LakhError` with code `invalid-transaction` where it cannot. */
  decode(raw: Uint8Array): PooledTransaction;
  begin(timestampS: number): Promise<BlockBuilder>;
}

export type EngineFactory = (options: EngineOptions) => Promise<Engine>;
