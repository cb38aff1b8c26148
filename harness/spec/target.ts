/** Targets: where transactions go. A target reports stages; it never times, signs, retries or counts. */
import type { z } from 'zod';
import type { ExecutionRecord } from './execution.ts';
import type { Address, Hex, Transaction } from './intent.ts';
import type { HttpEndpoint } from './reads.ts';
import type { Answer } from './stage.ts';

/** Ether given to an address before the chain starts. */
export interface Allocation {
  readonly address: Address;
  readonly balanceWei: bigint;
}

/** What the runner may rely on; it branches on these, never on a target's name. */
export interface Capabilities {
  /** `genesis`: `start` honours `allocations`; `funder`: the run needs a funder's key where balances fall short. */
  readonly funding: 'genesis' | 'funder';
  /** The most transactions that one `submit` may carry. */
  readonly maxBatch: number;
  /** Blocks after which an inclusion is settled; 0 where a block is final when it is made. */
  readonly reorgDepth: number;
  /** Whether the watcher reports finality. */
  readonly finality: boolean;
  /** Upper bound on how much later than the fact the watcher sees a block; 0 when it is pushed. */
  readonly watchResolutionMs: number;
  /** Whether blocks are made only when there is something to put in: silence is then no stall. */
  readonly blocksOnDemand: boolean;
  /** Whether the chain runs inside this process, so that its CPU time is part of ours. */
  readonly inProcess: boolean;
}

export interface ChainInfo {
  readonly chainId: number;
  /** What the node says of itself, as `web3_clientVersion` does. */
  readonly client: string;
  readonly blockGasLimit: number;
  /** Facts worth keeping beside a figure: block time, engine, version, endpoint without credentials. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** One block as the watcher saw it. The columns have one entry a transaction, ours or not, in block order. */
export interface Block {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** The header's own time, seconds since 1970 (EVM chains keep whole seconds). */
  readonly timestampS: number;
  readonly gasUsed: number;
  readonly gasLimit: number;
  readonly baseFeeWei: bigint | null;
  /** 32 bytes a transaction. */
  readonly hashes: Uint8Array;
  /** 1 where the transaction succeeded, 0 where it reverted. */
  readonly succeeded: Uint8Array;
  readonly gasUsedBy: Float64Array;
  /** Effective gas price in wei. */
  readonly gasPriceWei: BigUint64Array;
}

/** What a watched chain reports. `head` comes the moment a block is known of, `block` when its content is there. */
export interface BlockListener {
  head(number: number): void;
  block(block: Block): void;
  /** All blocks up to `number` are final. */
  finalised(number: number): void;
  /** The chain cannot be seen at present; `lost` when it will not come back (the process is gone). */
  fault(fault: { readonly lost: boolean; readonly message: string }): void;
}

/** How many of a block's transactions touched a slot, or changed an account, that an earlier one of the block had changed. */
export interface BlockConflicts {
  readonly transactions: number;
  readonly conflicting: number;
}

/** How a transaction failed: what it returned, or that its gas ran out. */
export type RevertCause = { readonly returned: Hex } | { readonly outOfGas: true };

/** A JSON-RPC question to the chain (EIP-1193). Rejects with a `LakhError` where the answer is an error. */
export type RpcRequest = (method: string, params?: readonly unknown[]) => Promise<unknown>;

/** What a thread needs to open a session: structured-clonable, with what must be transferred. */
export interface Link {
  readonly data: unknown;
  readonly transfer?: readonly import('node:worker_threads').Transferable[];
}

/** A running chain, seen from the coordinator. */
export interface Chain {
  readonly info: ChainInfo;
  readonly capabilities: Capabilities;
  /** The target's process, where this run started one. */
  readonly pid?: number;
  /** At the least: eth_getBalance, eth_getTransactionCount, eth_call, eth_getCode, eth_gasPrice,
   *  eth_getBlockByNumber, eth_sendRawTransaction, eth_getTransactionReceipt. */
  readonly request: RpcRequest;
  /** Several questions in as few round trips as the target allows; answers in the order asked. */
  requestAll(calls: readonly { method: string; params: readonly unknown[] }[]): Promise<unknown[]>;
  /** Reports every block after the present head; the returned function ends it. */
  watch(listener: BlockListener): Promise<() => void>;
  /** A fresh link for one more session. */
  link(): Promise<Link>;
  /**
   * Conflicts in each of these blocks, `null` for one that cannot be told; slots and accounts count, what the fee
   * recipient earns does not. Left out where the chain never can.
   */
  conflicts?(blocks: readonly number[]): Promise<readonly (BlockConflicts | null)[]>;
  /** What making the blocks from one number to another took; `null` where nobody looked. */
  execution?(from: number, to: number): Promise<ExecutionRecord | null>;
  /** Where the chain answers JSON-RPC over HTTP, for read load; left out where it does not. */
  readonly http?: readonly HttpEndpoint[];
  /** Why each of these included transactions failed, `null` for one that cannot be told. */
  revertCauses?(hashes: readonly Hex[]): Promise<readonly (RevertCause | null)[]>;
  /** CPU time, in microseconds, that the target used so far, where the target can tell. */
  cpuMicros?(): Promise<number | null>;
  /** Ends everything that `start` began. May be called twice. */
  stop(): Promise<void>;
}

/** A way in, owned by one generator in one thread. */
export interface Session {
  /**
   * Resolves with one answer a transaction, in order. Never rejects for anything that happens in operation.
   * `senders`: the account of each, by its number; a target inside this process may find signers sooner by it.
   */
  submit(batch: readonly Transaction[], senders?: readonly number[]): Promise<readonly Answer[]>;
  /** The next nonce of an address, counting what the pool holds. */
  pendingNonce(address: Address): Promise<number>;
  /** Requests handed over but not yet on the wire: a queue that hides in `submit` latency. */
  queued(): number;
  close(): Promise<void>;
}

export interface StartContext {
  readonly allocations: readonly Allocation[];
  /** Aborted when the run is torn down. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

/** Where transactions go. */
export interface Target<Options = unknown> {
  readonly name: string;
  readonly summary: string;
  /** `import.meta.url` of the module whose default export this is, so that any thread can load it.
   *  Without it the target runs only with `workers: 0`, in the caller's thread. */
  readonly module?: string;
  readonly options: z.ZodType<Options>;
  start(options: Options, context: StartContext): Promise<Chain>;
  open(link: Link['data']): Promise<Session>;
}
