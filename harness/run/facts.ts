/** What oracles learn of a run: outcomes by index, fees and inclusions by account. */
import { Outcomes } from '../measure/index.ts';
import type { Driver, RunFacts } from '../spec/index.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import type { GeneratorResult } from './generator.ts';

export function factsOf(results: readonly GeneratorResult[], driver: Driver, seed: number): RunFacts {
  const outcomes = new Outcomes();
  for (const result of results) outcomes.merge(result.outcomes);
  const random = keyedRandom();
  return {
    scheduled: Math.max(0, ...results.map((result) => result.indexEnd)),
    outcome: (index) => outcomes.get(index),
    intent: (index) => driver.intent(index, random.seek(seed, STREAM.intent, index)),
    feesWei: (account) => results.reduce((sum, result) => sum + (result.feesWei[account] ?? 0n), 0n),
    shared: false,
    included: (account) => results.reduce((sum, result) => sum + (result.includedBy[account] ?? 0), 0),
  };
}
