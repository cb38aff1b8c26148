/** Execution engines: (state, block) -> (state, receipts), with no pool, no clock and no network. */
import type { BlockWork } from './execution.ts';
import type { Address, Hex } from './intent.ts';
import type { Allocation } from './target.ts';

export interface EngineOptions {
  readonly chainId: number;
  readonly blockGasLimit: number;
  readonly baseFeeWei: bigint;
  /** Receives tips and is nobody's account. */
  readonly feeRecipient: Address;
  readonly allocations: readonly Allocation[];
  /** Threads that execute, where the engine can have several; as many as the machine has cores by default. */
  readonly threads?: number;
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

/**
 * Bytes that are no transaction of this chain. The reason starts as geth's does where a client would tell the cases
 * apart: `invalid chain id`, `intrinsic gas too low`, `transaction gas limit too high`.
 */
export interface Invalid {
  readonly invalid: string;
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

/** An array, or what makes each receipt when it is asked for. */
export interface Receipts extends Iterable<Receipt> {
  readonly length: number;
  at(index: number): Receipt | undefined;
}

/** What every watcher wants of a block's receipts: a column a fact, an entry a transaction. */
export interface ReceiptColumns {
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  /** 1 or 0. */
  readonly succeeded: Uint8Array;
  readonly gasUsedBy: Float64Array;
  readonly gasPriceWei: BigUint64Array;
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
  readonly columns: ReceiptColumns;
  readonly receipts: Receipts;
  /** Transactions that touched a slot, or changed an account, which an earlier one of the block had changed; the fee
   *  recipient's account is left out. `null` where the engine does not tell. */
  readonly conflicting: number | null;
  /** `null` where the engine does not tell. */
  readonly work: BlockWork | null;
}

/** A block under construction. */
export interface BlockBuilder {
  readonly gasLeft: number;
  /**
   * Executes transactions on top of those before them, in this order; their gas limits together are within `gasLeft`.
   * For each: null where it stands in the block now, else why it cannot stand here at all.
   */
  add(transactions: readonly PooledTransaction[]): Promise<readonly (string | null)[]>;
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
  /** How many transactions are worth handing over at once: 1 where they are executed one after the other in any case. */
  readonly wave: number;
  /**
   * Decodes each and finds its sender. Hints, one a transaction, make that cheaper where the engine can use them: any
   * number below 2^18 that is the same for all of one sender. Nothing rests on their being right.
   */
  decode(
    raws: readonly Uint8Array[],
    hints?: ArrayLike<number>,
  ): Promise<readonly (PooledTransaction | Invalid)[]>;
  begin(timestampS: number): Promise<BlockBuilder>;
  /** Ends its threads, if it has any. Nothing may be asked of it afterwards. */
  close(): Promise<void>;
}

export type EngineFactory = (options: EngineOptions) => Promise<Engine>;
