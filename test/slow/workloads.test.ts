/** Every workload on the embedded engine, on the same around edr, and on anvil: valid, balanced, true by its oracle, reverting only as meant. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, type RunRecord, run } from '../../harness/index.ts';
import { imbalances } from '../../harness/measure/index.ts';
import type { Setup, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { HAVE_EDR } from '../support/engines.ts';
import { LONG } from '../support/long.ts';
import { planParts } from '../support/plan-parts.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakh-workloads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TARGETS = {
  engine: { name: 'engine', blockTime: '500ms' },
  ...(HAVE_EDR && { edr: { name: 'engine', engine: 'edr', blockTime: '500ms' } }),
  anvil: { name: 'anvil', blockTime: '1s' },
} as const;
type TargetName = keyof typeof TARGETS;
/** Quick tests have a short run of each workload. */
const ON_ENGINE = LONG
  ? BUILT_IN.workloads.map(({ name }) => name)
  : ['erc20', 'dex-swap', 'mix', 'contract-call'];
/** It answers slowly, and what it does is not what is tested here. */
const ON_EDR = LONG ? ['transfers', 'erc20', 'dex-swap', 'nft-mint', 'dao-vote'] : ['erc20', 'dex-swap'];
const CONTENTIONS = LONG ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];

interface Ran {
  readonly record: RunRecord;
  readonly setup: Setup<unknown>;
  readonly context: WorkloadContext<unknown>;
}

let runs = 0;

/** One run; how late the generator is depends on what else this machine does, and must not decide here. */
async function ran(workload: Workload, target: TargetName, options: object, load: object): Promise<Ran> {
  const plan = makePlan(
    {
      workload: { ...options, name: workload.name },
      target: TARGETS[target],
      load,
      validity: { lagP99: '1m' },
      out: join(folder, String(runs++)),
    },
    BUILT_IN,
  );
  let seen: Omit<Ran, 'record'> | undefined;
  const watched: Workload = Object.create(workload, {
    setup: {
      value(context: WorkloadContext<unknown>) {
        const setup = workload.setup(context);
        seen = { setup, context };
        return setup;
      },
    },
  });
  const { record } = await run(plan, planParts(plan, { workload: watched }));
  return { record, ...seen! };
}

const named = (name: string) => BUILT_IN.workloads.find((workload) => workload.name === name)!;
const LOAD = { rate: 50, duration: '4s', drain: '60s' };

function expectTrue({ record }: Ran, target: TargetName): void {
  expect(record.verdict.reasons.filter(({ level }) => level === 'invalid')).toEqual([]);
  expect(imbalances(record.ledger)).toEqual([]);
  expect(record.oracle).toMatchObject({ passed: true, read: true, failures: [] });
  expect(record.oracle.checks).toBeGreaterThan(0);
  expect(record.ledger).toMatchObject({ scheduled: 200, rejected: 0, unanswered: 0, expired: 0 });
  expect(record.reverts.filter(({ meant }) => !meant)).toEqual([]);
  expect(record.revertsExamined).toBe(record.ledger.reverted);
  expect(record.steps.abandoned).toBe(0);
  for (const { action, succeeded, reverted, gasUsed } of record.actions) {
    expect(succeeded + reverted, `${action} is included`).toBeGreaterThan(0);
    expect(gasUsed, `${action} uses gas`).toBeGreaterThan(21_000);
  }
  // edr does not tell which transactions met.
  if (target !== 'edr') expect(record.conflicts).toMatchObject({ source: 'chain' });
}

/** The same contracts and the same intents, whatever the chain. */
function expectSame(workload: Workload, engine: Ran, anvil: Ran): void {
  const { chainId: _, ...here } = engine.context;
  const { chainId: __, ...there } = anvil.context;
  expect(here).toEqual(there);
  expect(engine.setup.contracts).toEqual(anvil.setup.contracts);
  // Typed data are signed for a chain: what is signed for two of them differs.
  if (workload.name === 'dao-vote' || workload.name === 'mix') return;
  expect(engine.setup).toEqual(anvil.setup);
  const drivers = [engine, anvil].map(({ context, setup }) => workload.drive(context, setup.deployment));
  for (let index = 0; index < 300; index++) {
    const [one, other] = drivers.map((driver) => driver.intent(index, keyedRandom(1, STREAM.intent, index)));
    expect(one).toEqual(other);
  }
}

// One that only reads has its own suite. Several at once, as nothing here is about time.
it.concurrent.each(
  BUILT_IN.workloads.filter(({ reads }) => !reads).map((workload) => [workload.name, workload] as const),
)(
  '%s is valid, balanced, true by its oracle, reverts only as meant, and is the same everywhere',
  async (name, workload) => {
    const targets = (Object.keys(TARGETS) as TargetName[]).filter(
      (target) => target === 'anvil' || (target === 'edr' ? ON_EDR : ON_ENGINE).includes(name),
    );
    const on: Partial<Record<TargetName, Ran>> = {};
    await Promise.all(
      targets.map(async (target) => {
        const one = await ran(workload, target, REQUIRED_OPTIONS[name] ?? {}, LOAD);
        expectTrue(one, target);
        on[target] = one;
      }),
    );
    if (on.engine) expectSame(workload, on.engine, on.anvil!);
  },
  240_000,
);

describe.concurrent('contention', () => {
  it('on dex-swap: from 0 to 1 the realised conflict rate rises from near 0 to near 1', async () => {
    const load = { rate: 15, duration: '8s', drain: '60s' };
    const runs = await Promise.all(
      CONTENTIONS.map((contention) => ran(named('dex-swap'), 'anvil', { contention }, load)),
    );
    for (const { record } of runs) expect(record.oracle.passed).toBe(true);
    const rates = runs.map(({ record }) => record.conflicts!.rate);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(rates[0]).toBeLessThan(0.15);
    expect(rates.at(-1)).toBeGreaterThan(0.85);
  }, 300_000);
});

describe.runIf(LONG).concurrent('a season of a DAO', () => {
  it('carries twenty proposals to their execution, with a thousand votes', async () => {
    const { record } = await ran(named('dao-vote'), 'anvil', {}, { rate: 80, duration: '20s', drain: '2m' });
    const succeeded = (action: RegExp) =>
      record.actions.filter((row) => action.test(row.action)).reduce((sum, row) => sum + row.succeeded, 0);
    expect(record.oracle).toMatchObject({ passed: true, read: true });
    expect(succeeded(/^execute/)).toBeGreaterThanOrEqual(20);
    expect(succeeded(/^castVote/)).toBeGreaterThanOrEqual(1_000);
  }, 300_000);
});
