/** Owns the methods about logs, and about filters, which are asked for what changed. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../std/clock.ts';
import type { Filters, LogFilter } from '../filters.ts';
import { filterObject, type LogQuery, logQuery, logsIn } from '../log-query.ts';
import { bytes32 } from '../params.ts';
import { RpcError } from '../rpc-error.ts';
import type { ChainParts, Methods } from './method.ts';

/** Searching goes on for this long before others have their turn. */
const SLICE_NS = 4e6;
const MOST_LOGS = 10_000;
/** Of data, in characters. */
const MOST_LOG_TEXT = 64 * 2 ** 20;

export function logFinder({ history }: Pick<ChainParts, 'history'>, clock: Clock) {
  /** @throws RpcError -32000 where blocks are no longer kept, -32005 for more logs than an answer may have. */
  return async (query: LogQuery, from: number, to: number): Promise<unknown[]> => {
    const found: unknown[] = [];
    let text = 0;
    let sinceNs = clock.nowNs();
    for (let number = from; number <= Math.min(to, history.head.number); number++) {
      const block = history.block(number);
      if (block === undefined) throw new RpcError(-32000, `blocks before ${history.from} are no longer kept`);
      for (const log of logsIn(block, query)) {
        text += (log.data as string).length;
        if (found.length === MOST_LOGS || text > MOST_LOG_TEXT) throw tooMany(number);
        found.push(log);
      }
      if (clock.nowNs() - sinceNs < SLICE_NS) continue;
      await turn();
      sinceNs = clock.nowNs();
    }
    return found;
  };
}

function tooMany(number: number): RpcError {
  return new RpcError(
    -32005,
    `query returned more than ${MOST_LOGS} results: ask for fewer blocks, which come up to ${number - 1}`,
  );
}

export function logMethods(parts: ChainParts, filters: Filters, find: ReturnType<typeof logFinder>): Methods {
  const { history, tags } = parts;
  return {
    eth_getLogs: ([given]) => {
      const filter = filterObject(given);
      const query = logQuery(filter);
      const { blockHash, fromBlock, toBlock } = filter;
      const [from, to] =
        blockHash === undefined
          ? [tags.number(fromBlock), tags.number(toBlock)]
          : oneBlock(blockHash, fromBlock, toBlock);
      if (from > to) throw new RpcError(-32602, `invalid block range: ${from} is after ${to}`);
      return find(query, from, to);
    },
    eth_newFilter: ([given]) => filters.add(logFilter(parts, filterObject(given))),
    eth_newBlockFilter: () => filters.add(null),
    eth_newPendingTransactionFilter: () => filters.addPending(),
    eth_getFilterChanges: ([id]) => filters.changes(id),
    eth_getFilterLogs: ([id]) => filters.logs(id),
    eth_uninstallFilter: ([id]) => filters.remove(id),
  };

  function oneBlock(hash: unknown, ...range: unknown[]): [number, number] {
    if (range.some((one) => one !== undefined)) {
      throw new RpcError(-32602, 'either blockHash, or fromBlock and toBlock');
    }
    const block = history.byHash(bytes32(hash, 'the block hash'));
    if (block === undefined) throw new RpcError(-32000, 'unknown block');
    return [block.number, block.number];
  }
}

/** A tag at the upper end, and the head at the lower, are from now on. */
function logFilter({ tags }: ChainParts, filter: Record<string, unknown>): LogFilter {
  const { fromBlock, toBlock } = filter;
  const moves = (tag: unknown) => typeof tag !== 'string' || !tag.startsWith('0x');
  return {
    query: logQuery(filter),
    from: moves(fromBlock) && fromBlock !== 'earliest' ? null : tags.number(fromBlock),
    to: moves(toBlock) && toBlock !== 'earliest' ? null : tags.number(toBlock),
  };
}
