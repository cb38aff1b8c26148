/** Owns which logs a filter means (execution-apis, schema `Filter`), and finding them in a block. */
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { fromHex } from '../../std/hex.ts';
import { mayHold } from './bloom.ts';
import { logJson, placedReceipts } from './json.ts';
import { address, bytes32, invalid, isObject } from './params.ts';

type Log = Receipt['logs'][number];

/** `null` takes anything. */
export interface LogQuery {
  readonly addresses: readonly Hex[] | null;
  /** By position: any of these. */
  readonly topics: readonly (readonly Hex[] | null)[];
}

const MOST_ALTERNATIVES = 1_000;
const MOST_TOPICS = 4;

/** Reads `address` and `topics`; whoever asks reads the blocks. */
export function logQuery({ address: addresses, topics }: Record<string, unknown>): LogQuery {
  if (topics !== undefined && topics !== null && !Array.isArray(topics)) {
    throw invalid('the topics', topics, 'a list');
  }
  const positions: unknown[] = topics ?? [];
  if (positions.length > MOST_TOPICS) throw invalid('the topics', topics, `at most ${MOST_TOPICS}`);
  return {
    addresses: alternatives(addresses, 'the addresses', address),
    topics: positions.map((topic) => alternatives(topic, 'a topic', (one) => bytes32(one, 'a topic'))),
  };
}

/** One or a list of them; nothing, or a list of nothing, takes anything. */
function alternatives(given: unknown, what: string, read: (one: unknown) => Hex): readonly Hex[] | null {
  if (given === undefined || given === null) return null;
  const list: unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > MOST_ALTERNATIVES) throw invalid(what, given, `at most ${MOST_ALTERNATIVES}`);
  return list.length === 0 ? null : list.map(read);
}

/** The parameter of `eth_getLogs` and its like. */
export function filterObject(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalid('the filter', value, 'an object');
  return value;
}

/** What matches in one block, as JSON. */
export function* logsIn(block: SealedBlock, query: LogQuery): Generator<Record<string, unknown>> {
  const bloom = fromHex(block.rest.logsBloom);
  const wanted = [query.addresses, ...query.topics];
  if (!wanted.every((any) => any === null || any.some((text) => mayHold(bloom, text)))) return;
  for (const placed of placedReceipts(block)) {
    for (const [at, log] of placed.receipt.logs.entries()) {
      if (matches(log, query)) yield logJson(block, placed, at);
    }
  }
}

function matches(log: Log, { addresses, topics }: LogQuery): boolean {
  if (addresses !== null && !addresses.includes(log.address)) return false;
  if (topics.length > log.topics.length) return false;
  return topics.every((any, position) => any === null || any.includes(log.topics[position]!));
}
