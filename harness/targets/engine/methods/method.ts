/** Owns what a method of the chain is, and what all of them may use. */
import type { Engine } from '../../../spec/engine.ts';
import type { BlockTags } from '../block-tags.ts';
import type { ChainTime } from '../chain-time.ts';
import type { Door } from '../door.ts';
import type { History } from '../history.ts';
import type { Mempool } from '../mempool.ts';
import type { PendingFeed } from '../pending-feed.ts';
import type { Producer } from '../producer.ts';

/** What somebody gave, by position: anything at all. */
export type Params = readonly unknown[];
/** Gives what goes into JSON as `result`, or throws an `RpcError`. */
export type Method = (params: Params) => unknown;
export type Methods = Readonly<Record<string, Method>>;

export interface ChainParts {
  readonly engine: Engine;
  readonly chainId: number;
  readonly client: string;
  readonly pool: Mempool;
  readonly door: Door;
  readonly history: History;
  readonly producer: Producer;
  readonly tags: BlockTags;
  readonly time: ChainTime;
  readonly feed: PendingFeed;
}
