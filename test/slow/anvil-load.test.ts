/** What the foundation must show against a real anvil; LAKH_SECONDS says how long, 20 at its real length. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, type RunRecord, readRecord, run, type Target } from '../../harness/index.ts';
import { imbalances } from '../../harness/measure/index.ts';
import type { Chain, Hex } from '../../harness/spec/index.ts';
import { cli, startCli, temporaryFolder } from '../support/cli.ts';
import { planParts } from '../support/plan-parts.ts';

const SECONDS = Number(process.env.LAKH_SECONDS ?? 5);

/** The verdict must not hang on how busy the testing machine is. The lag itself is asserted nowhere. */
const PATIENT = { lagP99: '1m' };

/** Runs a scenario on a target, and asks its chain something before it is stopped; nothing is traced: that has tests of its own. */
async function runAndAsk<T>(
  scenario: object,
  ask: (chain: Chain) => Promise<T>,
  during: (chain: Chain) => void = () => {},
): Promise<{ record: RunRecord; answer: T }> {
  const plan = makePlan(
    { validity: PATIENT, out: mkdtempSync(join(tmpdir(), 'lakh-')), ...scenario },
    BUILT_IN,
  );
  const parts = planParts(plan, { brief: true });
  let answer: T | undefined;
  const target: Target = {
    ...parts.target,
    async start(options, context) {
      const chain = await parts.target.start(options, context);
      return Object.assign(Object.create(chain) as Chain, {
        // The run asks for a watch once for set-up and once for the load.
        watch: (listener: Parameters<Chain['watch']>[0]) => {
          during(chain);
          return chain.watch(listener);
        },
        async stop() {
          answer ??= await ask(chain);
          await chain.stop();
        },
      });
    },
  };
  const { record } = await run(plan, { ...parts, target });
  return { record, answer: answer! };
}

/** Every transaction hash of the chain, by its own account. */
async function hashesOf(chain: Chain): Promise<string[]> {
  const head = Number(await chain.request('eth_blockNumber'));
  const hashes: string[] = [];
  for (let number = 1; number <= head; number++) {
    const block = (await chain.request('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])) as {
      transactions: Hex[];
    };
    hashes.push(...block.transactions);
  }
  return hashes;
}

/**
 * Where a core is busy anvil (1.7.1, about one run of ten) leaves an account's transactions queued for good, though the
 * first of them has the nonce that is next. The ledger says so; the others must all be there.
 */
function expectAllButStranded(ledger: RunRecord['ledger'], count: number): void {
  expect(imbalances(ledger)).toEqual([]);
  expect(ledger).toMatchObject({ scheduled: count, dropped: 0, accepted: count });
  expect(ledger.succeeded).toBe(count - ledger.expired);
  expect(ledger.expired).toBeLessThan(count / 100);
}

describe('against anvil', () => {
  it(
    `1,000/s for ${SECONDS} s: everything is included, and the chain counts what the ledger counts`,
    async () => {
      const { record, answer: hashes } = await runAndAsk(
        { target: 'anvil', load: { rate: 1000, duration: `${SECONDS}s` } },
        hashesOf,
      );
      const { verdict, ledger } = record;
      expect(verdict.verdict).toBe('valid');
      expect(verdict.reasons.map(({ code }) => code)).toEqual(ledger.expired > 0 ? ['expired'] : []);
      expectAllButStranded(ledger, 1000 * SECONDS);
      expect(hashes.length).toBe(ledger.included);
      expect(new Set(hashes).size).toBe(hashes.length);
      expect(record.oracle).toMatchObject({ passed: true, read: true });
      expect(record.blocks.reduce((sum, block) => sum + block.ours, 0)).toBe(ledger.included);
    },
    60_000 + 6_000 * SECONDS,
  );

  it('stopped for 2 s of 10: the arrivals of that time are kept and their waiting shows', async () => {
    let planned = false;
    const { record } = await runAndAsk(
      { target: { name: 'anvil', blockTime: '500ms' }, load: { rate: 500, duration: '10s' } },
      async () => null,
      ({ pid }) => {
        if (planned) return;
        planned = true;
        setTimeout(() => process.kill(pid!, 'SIGSTOP'), 4_000);
        setTimeout(() => process.kill(pid!, 'SIGCONT'), 6_000);
      },
    );
    expectAllButStranded(record.ledger, 5000);
    // A fifth of the arrivals waited between 0 and 2 s: without omission the 90th percentile is about one second.
    expect(record.latency.inclusion.p90Ns!).toBeGreaterThan(0.9e9);
    expect(record.latency.inclusion.p99Ns!).toBeGreaterThan(1.8e9);
    expect(record.latency.inclusion.p50Ns!).toBeLessThan(record.latency.inclusion.p90Ns!);
  }, 120_000);

  it('signs byte-identical transactions with 1 worker and with 2', async () => {
    const scenario = { target: 'anvil', load: { rate: 200, duration: '2s' }, seed: 7 };
    const [one, two] = await Promise.all([
      runAndAsk({ ...scenario, workers: 1 }, hashesOf),
      runAndAsk({ ...scenario, workers: 2 }, hashesOf),
    ]);
    expect(one.answer).toHaveLength(400);
    // The hash covers every byte.
    expect([...two.answer].sort()).toEqual([...one.answer].sort());
    expect(two.record.generators.map((g) => g.sent)).toEqual([200, 200]);
  }, 120_000);

  it('in a closed load of batches: the ledger balances and the oracle passes', async () => {
    const { record } = await runAndAsk(
      {
        target: { name: 'anvil', blockTime: '250ms' },
        load: { arrival: 'closed', inFlight: 500, duration: '3s' },
        batch: { size: 100, linger: '2ms' },
        workers: 2,
      },
      async () => null,
    );
    expect(record.verdict.verdict).toBe('valid');
    expect(imbalances(record.ledger)).toEqual([]);
    expect(record.ledger.succeeded).toBeGreaterThan(500);
    expect(record.generators.every((g) => g.inFlightMax <= 250)).toBe(true);
  }, 60_000);
});

describe('the main job, from the built command line', () => {
  it('runs on the embedded default and prints the path of its report last', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await cli([
      'run',
      '--duration',
      '4s',
      '--rate',
      '100',
      '--out',
      out,
      '--set',
      'validity.lagP99=1m',
    ]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(join(out, 'report.html'));
    const record = await readRecord(out);
    expect(record.ledger).toMatchObject({ scheduled: 400, succeeded: 400 });
    expect(record.chain.client).toContain('lakh-engine/parallel');
  }, 60_000);

  it('with --json prints one object, and nothing else, on stdout', async () => {
    const { stdout } = await cli([
      'run',
      '--duration',
      '2s',
      '--rate',
      '50',
      '--json',
      '--out',
      temporaryFolder(),
    ]);
    const summary = JSON.parse(stdout);
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining(['verdict', 'reasons', 'ledger', 'throughput', 'latency', 'record']),
    );
    expect(Object.keys(summary.latency.inclusion)).toEqual(
      expect.arrayContaining(['count', 'minNs', 'p50Ns', 'p90Ns', 'p99Ns', 'p999Ns', 'maxNs']),
    );
  }, 60_000);

  it('fails with 99 on a threshold, and says the actual value', async () => {
    const args = [
      'run',
      '--duration',
      '2s',
      '--rate',
      '50',
      '--threshold',
      'goodput > 9000/s',
      '--set',
      'validity.lagP99=1m',
    ];
    const { code, stdout } = await cli([...args, '--out', temporaryFolder()]);
    expect(code).toBe(99);
    expect(stdout).toMatch(/goodput > 9000\/s/);
  }, 60_000);

  it('drains and writes on the first interrupt', async () => {
    const out = temporaryFolder();
    const running = startCli(['run', '--duration', '60s', '--rate', '50', '--out', out]);
    await running.saw(/goodput/);
    running.child.kill('SIGINT');
    const { code } = await running.finished;
    expect(code).toBe(105);
    const record = await readRecord(out);
    expect(record.ending).toBe('interrupted');
    expect(record.ledger.succeeded).toBe(record.ledger.admitted);
    expect(imbalances(record.ledger)).toEqual([]);
  }, 60_000);
});
