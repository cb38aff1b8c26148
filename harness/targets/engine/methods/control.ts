/** Owns the methods that a test drives a chain with: blocks on demand, time, snapshots. */
import type { Snapshot } from '../../../spec/engine.ts';
import { quantity } from '../../../std/hex.ts';
import type { Filters } from '../filters.ts';
import { count, invalid, isObject } from '../params.ts';
import { RpcError } from '../rpc-error.ts';
import type { ChainParts, Methods } from './method.ts';

const MOST_SNAPSHOTS = 10_000;
const MOST_MINED = 1_000;

export function controlMethods(parts: ChainParts, filters: Filters): Methods {
  const { producer, time, history } = parts;
  const snapshots = new Snapshots(parts, filters);
  return {
    /** Also takes the time of the block, or `{ timestamp, blocks }`. */
    evm_mine: async ([given]) => {
      const { timestamp, blocks } = isObject(given) ? given : { timestamp: given, blocks: undefined };
      const wanted = blocks === undefined ? 1 : count(blocks, 'the number of blocks');
      if (wanted > MOST_MINED) throw invalid('the number of blocks', blocks, `at most ${MOST_MINED}`);
      if (timestamp !== undefined && timestamp !== null) {
        time.setNext(count(timestamp, 'the timestamp'), history.head.timestampS);
      }
      for (let made = 0; made < wanted; made++) await producer.mine();
      return '0x0';
    },
    evm_increaseTime: ([seconds]) => time.increase(count(seconds, 'the seconds')),
    evm_setNextBlockTimestamp: ([timestamp]) => {
      time.setNext(count(timestamp, 'the timestamp'), history.head.timestampS);
      return null;
    },
    evm_snapshot: () => snapshots.take(),
    evm_revert: ([id]) => snapshots.revert(id),
  };
}

class Snapshots {
  private readonly parts: ChainParts;
  private readonly filters: Filters;
  /** In the order in which they were taken. */
  private readonly taken = new Map<string, Snapshot>();
  private count = 0;

  constructor(parts: ChainParts, filters: Filters) {
    this.parts = parts;
    this.filters = filters;
  }

  take(): Promise<string> {
    const { engine, producer } = this.parts;
    if (engine.snapshot === undefined)
      throw new RpcError(-32601, `the engine ${engine.name} has no snapshots`);
    if (this.taken.size >= MOST_SNAPSHOTS)
      throw new RpcError(-32005, `${MOST_SNAPSHOTS} snapshots are kept already`);
    return producer.betweenBlocks(async () => {
      const id = quantity(++this.count);
      this.taken.set(id, await engine.snapshot!());
      return id;
    });
  }

  /** False where there is no such snapshot; what waits in the pool goes, as its nonces may be none any more. */
  revert(id: unknown): Promise<boolean> {
    const { producer, history, pool } = this.parts;
    return producer.betweenBlocks(async () => {
      const snapshot = typeof id === 'string' ? this.taken.get(id) : undefined;
      if (snapshot === undefined) return false;
      const ids = [...this.taken.keys()];
      for (const later of ids.slice(ids.indexOf(id as string))) this.taken.delete(later);
      await snapshot.restore();
      pool.clear();
      history.rewind(snapshot.head);
      this.filters.rewind(snapshot.head.number);
      return true;
    });
  }
}
