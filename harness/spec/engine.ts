/** Execution engines: (state, block) -> (state, receipts), with no pool, no clock and no network. */
import type { StateStore } from './chain-store.ts';
import type { BlockWork } from './execution.ts';
import type { Address, Hex } from './intent.ts';
import type { Allocation } from './target.ts';

/** An account of the genesis: ether, and for a contract its code and storage. */
export interface GenesisAccount extends Allocation {
  readonly nonce?: number;
  readonly code?: Hex;
  /** Value by slot, 32 bytes each. */
  readonly storage?: Readonly<Record<Hex, Hex>>;
}

/** An engine runs on so many threads at the most. */
export const MOST_THREADS = 64;

export interface EngineOptions {
  readonly chainId: number;
  readonly blockGasLimit: number;
  readonly baseFeeWei: bigint;
  /** Receives tips and is nobody's account. */
  readonly feeRecipient: Address;
  readonly allocations: readonly GenesisAccount[];
  /** Threads that execute, where the engine can have several, up to `MOST_THREADS`; as many as the machine has cores by default. */
  readonly threads?: number;
  /** Blocks go by Block-STM though there are few transactions or one thread; of `parallel` alone. */
  readonly inAnyCase?: boolean;
  /** Blocks tell who read from whom, which takes time: `BlockWork.dependencies`; implies `inAnyCase`. */
  readonly dependencies?: boolean;
  /**
   * Where the chain is kept: each block goes there before it is the head, and the engine begins at what is there. It is
   * a chain of these options. For `parallel` and `sequential`.
   */
  readonly store?: StateStore;
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
  /**
   * What a transaction that failed returned: the reason of its revert; `null` where it succeeded or ran out of gas,
   * `undefined` where only `Engine.returned` can tell.
   */
  readonly returned: Hex | null | undefined;
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

/** What stands in a header beside the fields of `SealedBlock`: with those, all that the block's hash is made of. */
export interface HeaderRest {
  readonly feeRecipient: Address;
  readonly transactionsRoot: Hex;
  readonly receiptsRoot: Hex;
  /** 256 bytes. */
  readonly logsBloom: Hex;
  readonly extraData: Hex;
  /** `mixHash` in JSON-RPC. */
  readonly prevRandao: Hex;
  readonly withdrawalsRoot: Hex;
  readonly blobGasUsed: number;
  readonly excessBlobGas: number;
  readonly parentBeaconBlockRoot: Hex;
  readonly requestsHash: Hex;
}

/** The bytes of each transaction of a block, as they were sent; an array, or what finds them when they are asked for. */
export interface RawTransactions {
  readonly length: number;
  at(index: number): Uint8Array | undefined;
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
  readonly rest: HeaderRest;
  readonly raws: RawTransactions;
  /** Transactions that touched a slot, or changed an account, which an earlier one of the block had changed; the fee
   *  recipient's account is left out. `null` where the engine does not tell. */
  readonly conflicting: number | null;
  /** `null` where the engine does not tell. */
  readonly work: BlockWork | null;
}

/** A block under construction. */
export interface BlockBuilder {
  readonly gasLeft: number;
  /** Of signed transactions (EIP-7934). */
  readonly bytesLeft: number;
  /**
   * Executes transactions on top of those before them, in this order; together they are within `gasLeft` by their gas
   * limits, and within `bytesLeft`.
   * For each: null where it stands in the block now, else why it cannot stand here at all.
   */
  add(transactions: readonly PooledTransaction[]): Promise<readonly (string | null)[]>;
  seal(): Promise<SealedBlock>;
}

/** An account and slots of it with Merkle proofs under the state root of the head (EIP-1186). */
export interface AccountProof {
  readonly balanceWei: bigint;
  readonly nonce: number;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
  /** Nodes from the root on, as RLP. */
  readonly accountProof: readonly Hex[];
  readonly storage: readonly { readonly value: bigint; readonly proof: readonly Hex[] }[];
}

/** A state to which an engine can return. */
export interface Snapshot {
  readonly head: SealedBlock;
  /** Makes it the head again: blocks since are gone, and snapshots taken since must not be used any more. Once only. */
  restore(): Promise<void>;
}

/** What decides whether a sender may send. */
export interface SenderAccount {
  readonly nonce: number;
  readonly balanceWei: bigint;
}

/** What the engine can be asked of its latest state. */
export interface EngineState {
  /** Of each address; all of one and the same head. */
  accounts(addresses: readonly Address[]): Promise<readonly SenderAccount[]>;
  balance(address: Address): Promise<bigint>;
  nonce(address: Address): Promise<number>;
  code(address: Address): Promise<Hex>;
  storage(address: Address, slot: Hex): Promise<Hex>;
  call(call: { from?: Address; to: Address | null; data: Hex; valueWei: bigint; gasLimit: number }): Promise<{
    readonly succeeded: boolean;
    readonly data: Hex;
    readonly gasUsed: number;
  }>;
  /** `slots` are 32 bytes each. Absent where the engine has no proofs. */
  proof?(address: Address, slots: readonly Hex[]): Promise<AccountProof>;
}

/** Says nothing of a sender. */
export const NO_HINT = 0xffff_ffff;

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
   * number below 2^18 that is the same for all of one sender, or NO_HINT. Nothing rests on their being right.
   */
  decode(
    raws: readonly Uint8Array[],
    hints?: ArrayLike<number>,
  ): Promise<readonly (PooledTransaction | Invalid)[]>;
  /** The bytes that it was decoded from. */
  raw(transaction: PooledTransaction): Uint8Array;
  begin(timestampS: number): Promise<BlockBuilder>;
  /** What a failed transaction of a sealed block returned, where receipts do not say it. */
  returned?(hash: Hex): Promise<Hex | null>;
  /** Remembers the state after the head, between two blocks. Absent where the engine cannot go back. */
  snapshot?(): Promise<Snapshot>;
  /** Ends its threads, if it has any. Nothing may be asked of it afterwards. */
  close(): Promise<void>;
}

/** @throws LakhError `bad-data` where the store has a state with another root than its last block says */
export type EngineFactory = (options: EngineOptions) => Promise<Engine>;
