import { getEventListeners } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { BUILT_IN, makePlan, run } from '../../../harness/index.ts';
import { needFolder } from '../../../harness/record/index.ts';
import broken from '../../support/broken-transfers.ts';
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

it('drops nothing in a closed load with fewer senders than workers, and as many places as may be in flight', async () => {
  const plan = makePlan(
    {
      target: { name: 'engine', blockTime: '50ms' },
      load: { arrival: 'closed', inFlight: 8, maxInFlight: 8, duration: '500ms' },
      accounts: { count: 2 },
      workers: 4,
      validity: { lagP99: '1m' },
      out: temporaryFolder(),
    },
    BUILT_IN,
  );
  const { record } = await run(plan, planParts(plan));
  expect(record.ledger.dropped).toBe(0);
  expect(record.ledger.succeeded).toBeGreaterThan(8);
});

it.each([
  0, 1,
])('writes a record when an intent does not encode under way, with %i workers', async (workers) => {
  const log: string[] = [];
  const plan = makePlan(
    {
      target: { name: 'engine', blockTime: '50ms' },
      load: { rate: 100, duration: '2s', drain: '60s' },
      workers,
      out: temporaryFolder(),
    },
    BUILT_IN,
  );
  const began = performance.now();
  const { record } = await run(
    plan,
    planParts(plan, { workload: broken, log: (message) => log.push(message) }),
  );
  expect(record.verdict).toMatchObject({ verdict: 'invalid' });
  expect(record.verdict.reasons.map(({ code }) => code)).toContain('generator-lost');
  expect(log.join()).toMatch(/a generator died: The data must be 0x/);
  // Nobody is waited for who is not there any more.
  expect(performance.now() - began).toBeLessThan(30_000);
});

it('refuses a folder that cannot be written before anything starts, and leaves none behind', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const started = vi.fn();
  for (const out of [file, join(file, 'x')]) {
    const plan = makePlan({ load: { rate: 10, duration: '100ms' }, workers: 0, out }, BUILT_IN);
    const { target } = planParts(plan);
    const refused = run(plan, planParts(plan, { target: { ...target, start: started } }));
    await expect(refused).rejects.toMatchObject({ code: 'file-unreadable' });
  }
  expect(started).not.toHaveBeenCalled();
  await needFolder(join(folder, 'a', 'b'));
  expect(readdirSync(folder)).toEqual(['file']);
});
