import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { factsOf, MATRIX_TARGETS, targetScenario, underWay } from '../../../harness/matrix/index.ts';
import { makePlan } from '../../../harness/plan/index.ts';
import geth from '../../../harness/targets/geth/index.ts';

const CATALOG = { ...BUILT_IN, targets: [...BUILT_IN.targets, geth] };
const COMMON = { blockTimeMs: 500, gasLimit: 123_000_000 };

describe.each(MATRIX_TARGETS)('%s', (name) => {
  const target = targetScenario(name, COMMON, '/opt/geth');

  it('is started with the block time and the gas limit of all', () => {
    const plan = makePlan({ target }, CATALOG);
    const options = plan.target.options as { blockTime: number; gasLimit: number };
    expect(options.gasLimit).toBe(123_000_000);
    expect(options.blockTime).toBe(name === 'geth' ? 1000 : 500);
    expect(factsOf(name, COMMON, null).blockTimeMs).toBe(options.blockTime);
  });

  it('says what is inside its clock, and how it is reached', () => {
    const facts = factsOf(name, COMMON, null);
    expect(facts.insideTheClock).toContain('execution');
    expect(facts.inProcess).toBe(!['anvil', 'geth'].includes(name));
  });

  it('has fewer of what is heavier under way', () => {
    expect(underWay(name, 300_000)).toBeLessThan(underWay(name, 90_000));
    expect(underWay(name, 1e12)).toBe(10);
  });
});

it('geth takes whole seconds, upwards', () => {
  const timeOf = (blockTimeMs: number) =>
    targetScenario('geth', { ...COMMON, blockTimeMs }, undefined).blockTime;
  expect([1, 1000, 1001, 2500].map(timeOf)).toEqual([1000, 1000, 2000, 3000]);
});

it('a geth that was named is the one that is started', () => {
  expect(targetScenario('geth', COMMON, '/opt/geth').program).toBe('/opt/geth');
  expect(targetScenario('geth', COMMON, undefined)).not.toHaveProperty('program');
});
