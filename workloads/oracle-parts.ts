/** What oracles share: which accounts to look at, what a run did, and how a comparison is told. */
import type { Address, Check, Intent, OracleReader, RunFacts } from '../harness/spec/index.ts';
import { OUTCOME } from '../harness/spec/index.ts';

/** Indices spread evenly over all accounts or objects, `most` at the most. */
export function sampled(count: number, most: number): number[] {
  const size = Math.min(count, Math.max(1, most));
  return Array.from({ length: size }, (_, i) => Math.floor((i * count) / size));
}

export interface Comparison {
  /** Whose value it is. */
  readonly of: string;
  readonly expected: bigint | number;
  readonly actual: bigint | number;
}

const SHOWN = 3;

/** Passed when every pair is equal; the detail names the first that are not. */
export function compare(name: string, comparisons: readonly Comparison[]): Check {
  const wrong = comparisons.filter(({ expected, actual }) => expected !== actual);
  const told = wrong.slice(0, SHOWN).map((w) => `${w.of} is ${w.actual}, ${w.expected} expected`);
  const detail = wrong.length === 0 ? '' : `${wrong.length} of ${comparisons.length}: ${told.join('; ')}`;
  return { name, passed: wrong.length === 0, compared: comparisons.length, detail };
}

/** A condition that must hold of every one of `values`; the detail names the first that break it. */
export function hold<T>(
  name: string,
  values: readonly T[],
  holds: (value: T) => boolean,
  tell: (value: T) => string,
): Check {
  const wrong = values.filter((value) => !holds(value));
  const detail =
    wrong.length === 0
      ? ''
      : `${wrong.length} of ${values.length}: ${wrong.slice(0, SHOWN).map(tell).join('; ')}`;
  return { name, passed: wrong.length === 0, compared: values.length, detail };
}

/** One intent that the chain executed, or of which nobody knows. */
export interface Done {
  readonly index: number;
  readonly intent: Intent;
  /** It may have succeeded, or not. */
  readonly uncertain: boolean;
}

/** Every intent that succeeded or may have, in the order of their indices, made anew. */
export function* succeeded(facts: RunFacts): Generator<Done> {
  for (let index = 0; index < facts.scheduled; index++) {
    const outcome = facts.outcome(index);
    if (outcome !== OUTCOME.succeeded && outcome !== OUTCOME.uncertain) continue;
    yield { index, intent: facts.intent(index), uncertain: outcome === OUTCOME.uncertain };
  }
}

/** Accounts with an intent of unknown fate: what the chain says of them proves nothing. */
export function uncertainSenders(facts: RunFacts): Set<number> {
  const senders = new Set<number>();
  for (let index = 0; index < facts.scheduled; index++) {
    if (facts.outcome(index) === OUTCOME.uncertain) senders.add(facts.intent(index).from);
  }
  return senders;
}

/** Nonces of a sample of the accounts, to be compared after the run. */
export interface NoncesBefore {
  /** Indices of the accounts that are looked at. */
  readonly sample: readonly number[];
  readonly nonces: readonly number[];
}

export async function noncesBefore(
  accounts: readonly Address[],
  reader: OracleReader,
): Promise<NoncesBefore> {
  const sample = sampled(accounts.length, reader.sample);
  return { sample, nonces: await reader.nonces(sample.map((account) => accounts[account]!)) };
}

/** Each account's nonce grew by its included transactions: no inclusion was missed, none was invented. */
export async function noncesAddUp(
  accounts: readonly Address[],
  before: NoncesBefore,
  facts: RunFacts,
  reader: OracleReader,
  uncertain: ReadonlySet<number> = uncertainSenders(facts),
): Promise<Check> {
  const addresses = before.sample.map((account) => accounts[account]!);
  const now = await reader.nonces(addresses);
  const known = before.sample
    .map((account, at) => ({ account, at }))
    .filter(({ account }) => !uncertain.has(account) && !facts.unknown?.(account));
  return compare(
    'nonces add up',
    known.map(({ account, at }) => ({
      of: addresses[at]!,
      expected: before.nonces[at]! + facts.included(account),
      actual: now[at]!,
    })),
  );
}
