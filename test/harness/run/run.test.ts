import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { BUILT_IN, makePlan, run } from '../../../harness/index.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { planParts } from '../../support/plan-parts.ts';

it('leaves no listener behind on the signals that it was given: a search makes many runs with the same ones', async () => {
  const [stop, abort] = [new AbortController().signal, new AbortController().signal];
  const scenario = {
    target: { name: 'engine', blockTime: '50ms' },
    load: { rate: 50, duration: '200ms' },
    accounts: { count: 4 },
    workers: 0,
    out: temporaryFolder(),
  };
  const plan = makePlan(scenario, BUILT_IN);
  await run(plan, planParts(plan, { stop, abort }));
  expect(getEventListeners(stop, 'abort')).toHaveLength(0);
  expect(getEventListeners(abort, 'abort')).toHaveLength(0);
});
