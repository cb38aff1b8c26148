/** Workloads: what is sent. Pure: no clock, no network, no global random. */
import type { z } from 'zod';
import type { Address, Hex, Intent } from './intent.ts';
import type { ReadOptions, View } from './reads.ts';
import type { Outcome } from './stage.ts';
import type { RpcRequest } from './target.ts';

/** A stream of random numbers keyed by (seed, index): the same for an index whatever happened before it. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  float(): number;
  /** Uniform whole number in [0, bound). */
  below(bound: number): number;
  /** Uniform 32-bit unsigned whole number. */
  uint32(): number;
}

/** What a workload knows before it says what it needs. */
export interface WorkloadContext<Options> {
  readonly options: Options;
  readonly seed: number;
  /** The chain's own number: part of what typed data are signed for (EIP-712). */
  readonly chainId: number;
  /** The run's accounts; an intent names its sender by the index in this list. */
  readonly accounts: readonly Address[];
  /** Who deploys, and its next nonce: the addresses of contracts follow from both. */
  readonly deployer: { readonly address: Address; readonly nonce: number };
}

/** What a run must provide for a workload. */
export interface Requirements {
  /** The fewest accounts that make sense. */
  readonly accounts: number;
  /** The most ether one intent moves out of its sender's account. */
  readonly valueWei: bigint;
  /** The most gas one intent may use. */
  readonly gasLimit: number;
}

/** Transactions that must stand before the clock starts. Stages follow each other; within one, order is free
 *  between senders. An intent may name the index one past the last account as its sender: the deployer. Contract addresses follow from the deployer's address and nonce. */
export interface Setup<Deployment> {
  readonly stages: readonly (readonly Intent[])[];
  readonly deployment: Deployment;
  /** Contracts that must have code when the clock starts. */
  readonly contracts?: readonly Address[];
  /** Calls that must go through on the chain as it stands when the clock starts; they are tried, not sent. */
  readonly rehearsal?: readonly Intent[];
}

/** What a step of a journey waits for: that an earlier one stands in a block and succeeded, and then some more. */
export interface Wait {
  /** The index of the earlier step, smaller than its own; `Driver.awaited` must be true of it. */
  readonly after: number;
  /** How many blocks must follow the one that includes it; 0 where it is left out. */
  readonly blocks?: number;
  /** How many seconds of block time must pass from the block that includes it; 0 where it is left out. */
  readonly seconds?: number;
}

/** Yields intents; bound once to options, accounts and deployment. */
export interface Driver {
  /** The sender of the i-th intent where it can be told without making the intent; else index modulo accounts. */
  sender?(index: number): number;
  intent(index: number, random: Random): Intent;
  /**
   * What the i-th intent waits for, `null` for nothing; pure, as `intent` is. It is sent when it is due and the wait is
   * over. A step whose earlier one did not succeed is dropped and counted.
   */
  wait?(index: number): Wait | null;
  /** Whether others may wait for the i-th intent. */
  awaited?(index: number): boolean;
  /**
   * Names of the state that an intent writes besides its sender, so that conflicts can be estimated on a chain that
   * cannot tell. Left out: its callee.
   */
  writes?(intent: Pick<Intent, 'to' | 'data'>): readonly string[];
  /** A call for reads beside the load; pure. It must go through before, during and after it. Left out: none is known. */
  view?(random: Random): View;
}

/** What the run knows about what became of its intents. */
export interface RunFacts {
  /** Intents were scheduled for the indices 0 to `scheduled` - 1. */
  readonly scheduled: number;
  outcome(index: number): Outcome;
  /** The intent again: made anew, byte for byte the same. */
  intent(index: number): Intent;
  /** Fees that the account paid for its included transactions. */
  feesWei(account: number): bigint;
  /** Included transactions of the account. */
  included(account: number): number;
  /** Whether other workloads use the accounts too: then their ether is not of this workload alone. */
  readonly shared: boolean;
  /** Whether the account sent something for another workload of which nobody knows what became. */
  unknown?(account: number): boolean;
}

/** One thing that must be true of the chain after a run. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** How many values were compared. */
  readonly compared: number;
  /** What was expected and what was found, for people; empty when it passed. */
  readonly detail: string;
}

/** What must be true of the chain afterwards. `Before` is what must be read before the clock starts. */
export interface Oracle<Options, Deployment, Before> {
  before(context: WorkloadContext<Options>, deployment: Deployment, request: OracleReader): Promise<Before>;
  after(
    context: WorkloadContext<Options>,
    deployment: Deployment,
    before: Before,
    facts: RunFacts,
    request: OracleReader,
  ): Promise<readonly Check[]>;
}

/** Reads of chain state at the latest block. Lists are answered in the order asked. */
export interface OracleReader {
  readonly request: RpcRequest;
  /** How many accounts or objects an oracle may look at; a workload with more takes a sample. */
  readonly sample: number;
  balances(addresses: readonly Address[]): Promise<bigint[]>;
  nonces(addresses: readonly Address[]): Promise<number[]>;
  /** `eth_call` of each, at the latest block; rejects where one reverts. */
  calls(calls: readonly { readonly to: Address; readonly data: Hex }[]): Promise<Hex[]>;
}

/** What to send. */
export interface Workload<Options = unknown, Deployment = unknown, Before = unknown> {
  readonly name: string;
  readonly summary: string;
  /** `import.meta.url` of the module whose default export this is; see `Target.module`. */
  readonly module?: string;
  readonly options: z.ZodType<Options>;
  /** What its intents do, by name. */
  readonly actions: readonly string[];
  /** Stands in place of `actions` where they follow from the options. */
  actionsOf?(options: Options): readonly string[];
  /** Custom errors of its contracts as Solidity declares them (`error Late(uint256)`): for the reasons of reverts. */
  errors?(options: Options): readonly string[];
  /** Reasons of reverts that this workload means to happen, as reports show them: `UniswapV2: K`, `Late`. */
  meantReverts?(options: Options): readonly string[];
  /**
   * There is such a method where the workload only reads: what it reads, at the rate of the load. Nothing is sent then,
   * and no intent is asked for.
   */
  reads?(options: Options): ReadOptions;
  requirements(options: Options): Requirements;
  setup(context: WorkloadContext<Options>): Setup<Deployment>;
  drive(context: WorkloadContext<Options>, deployment: Deployment): Driver;
  readonly oracle: Oracle<Options, Deployment, Before>;
}
