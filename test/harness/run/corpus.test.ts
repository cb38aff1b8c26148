/** Loads that are signed beforehand: sent as they were signed, and refused where they would not be what the plan says. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { JsonRpcProvider } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, type RunRecord, run } from '../../../harness/index.ts';
import { signCorpus } from '../../../harness/run/index.ts';
import { accountFromKey } from '../../../harness/wallet/index.ts';
import { ANVIL_KEY, end, startAnvil, type TestAnvil } from '../../support/anvil.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { planParts } from '../../support/plan-parts.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const BASE = {
  target: { name: 'engine', blockTime: '100ms' },
  load: { rate: 100, duration: '1s' },
  accounts: { count: 10 },
  validity: { lagP99: '1m' },
  workers: 0,
};

function planOf(scenario: object) {
  return makePlan({ ...BASE, ...scenario, out: join(folder, `record-${files++}`) }, BUILT_IN);
}

async function signed(scenario: object, count = 100): Promise<string> {
  const plan = planOf(scenario);
  const path = join(folder, `${files++}.corpus`);
  await signCorpus(plan, planParts(plan), count, path);
  return path;
}

async function replay(scenario: object): Promise<RunRecord> {
  const plan = planOf(scenario);
  return (await run(plan, planParts(plan))).record;
}

const refused = (message: string) =>
  expect.objectContaining({ code: 'bad-corpus', message: expect.stringContaining(message) });

describe('on a chain that is made for the run', () => {
  it.each([
    ['transfers', 0],
    ['transfers', 2],
    ['erc20', 2],
  ])('%s go as they were signed, on %d threads', async (workload, workers) => {
    const corpus = await signed({ workload });
    const record = await replay({ workload, corpus, workers });
    expect(record.ledger).toMatchObject({ scheduled: 100, succeeded: 100 });
    expect(record.oracle).toMatchObject({ passed: true, read: true });
    expect(record.verdict.verdict).toBe('valid');
  });

  it('nothing is stuck behind arrivals that were dropped', async () => {
    const corpus = await signed({}, 400);
    const load = { rate: 400, duration: '1s', maxInFlight: 20 };
    const record = await replay({ corpus, load, samples: true });
    const { dropped, succeeded, expired } = record.ledger;
    expect(dropped).toBeGreaterThan(0);
    expect({ sum: dropped + succeeded, expired }).toEqual({ sum: 400, expired: 0 });
    expect(record.oracle.passed).toBe(true);
  });

  it('a closed load ends where the corpus ends', async () => {
    const corpus = await signed({}, 60);
    const record = await replay({ corpus, load: { inFlight: 20, duration: '30s' }, workers: 2 });
    expect(record.ledger).toMatchObject({ scheduled: 60, succeeded: 60 });
  });

  it('is refused where it is of another load', async () => {
    const corpus = await signed({});
    await expect(replay({ corpus, seed: 2 })).rejects.toThrow(refused('another seed: 1, not 2'));
    await expect(replay({ corpus, workload: 'erc20' })).rejects.toThrow(refused('another workload'));
    await expect(replay({ corpus, accounts: { count: 11 } })).rejects.toThrow(
      refused('another set of accounts'),
    );
    await expect(replay({ corpus, fees: { type: 'legacy' } })).rejects.toThrow(
      refused('another type of fees'),
    );
    await expect(replay({ corpus, load: { rate: 101, duration: '1s' } })).rejects.toThrow(
      refused('holds 100 transactions, and the plan sends 101'),
    );
    const elsewhere = { name: 'engine', blockTime: '100ms', chainId: 5 };
    await expect(replay({ corpus, target: elsewhere })).rejects.toThrow(
      refused('was signed for chain 1337, and this is chain 5'),
    );
  });

  it('steps that wait for others cannot be signed beforehand', async () => {
    await expect(signed({ workload: 'dao-vote' })).rejects.toMatchObject({ code: 'bad-scenario' });
  });
});

describe('on a chain that lives on', () => {
  let anvil: TestAnvil;
  beforeAll(async () => {
    anvil = await startAnvil(['--block-time', '1']);
  });
  afterAll(() => end(anvil.process));

  it('the set-up stands when it is sent, and it can be sent once', async () => {
    const target = { name: 'rpc', url: anvil.url, poll: '50ms' };
    const scenario = { workload: 'erc20', target, load: { rate: 50, duration: '1s' } };
    const secrets = { funderKey: ANVIL_KEY };
    const plan = planOf(scenario);
    const path = join(folder, 'rpc.corpus');
    await signCorpus(plan, planParts(plan, { secrets }), 50, path);
    const sending = planOf({ ...scenario, corpus: path });
    const { record } = await run(sending, planParts(sending, { secrets }));
    expect(record.setup.setupTransactions).toBe(0);
    expect(record.ledger).toMatchObject({ scheduled: 50, succeeded: 50 });
    expect(record.oracle).toMatchObject({ passed: true, read: true });
    // Fees so high that the accounts would need more first: nothing is sent for a corpus that is refused.
    const again = planOf({ ...scenario, corpus: path, fees: { maxFeeGwei: 20 } });
    const [funder] = accountFromKey(ANVIL_KEY).addresses;
    const provider = new JsonRpcProvider(anvil.url);
    const sentBefore = await provider.getTransactionCount(funder!);
    await expect(run(again, planParts(again, { secrets }))).rejects.toThrow(refused('is stale: account 0'));
    expect(await provider.getTransactionCount(funder!)).toBe(sentBefore);
    provider.destroy();
  });
});
