/** Loads that are signed beforehand: sent as they were signed, and refused where they would not be what the plan says. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonRpcProvider } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCorpus } from '../../../harness/corpus/index.ts';
import { BUILT_IN, makePlan, type RunRecord, run } from '../../../harness/index.ts';
import { signCorpus } from '../../../harness/run/index.ts';
import { accountFromKey } from '../../../harness/wallet/index.ts';
import { ANVIL_KEY, end, startAnvil, type TestAnvil } from '../../support/anvil.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { planParts } from '../../support/plan-parts.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const JUNK = 'test test test test test test test test test test test junk';
const ABOUT = `${'abandon '.repeat(11)}about`;

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

  it.each([
    [10, 2],
    [2, 3],
  ])('a closed load of %i senders on %i threads ends where the corpus ends', async (count, workers) => {
    const accounts = { count };
    const corpus = await signed({ accounts }, 60);
    const record = await replay({ accounts, corpus, load: { inFlight: 20, duration: '30s' }, workers });
    expect(record.ledger).toMatchObject({ scheduled: 60, succeeded: 60 });
    // Its rate is of the time that it took, not of that which was asked for.
    expect(record.window.endNs).toBeLessThan(10e9);
    expect(record.throughput.goodputTps).toBeGreaterThan(60 / 10);
    expect(record.verdict.reasons.map(({ code }) => code)).toContain('corpus-exhausted');
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

  it('that other accounts signed, though the plan is the same', async () => {
    const accounts = { count: 10, source: 'mnemonic' };
    const plan = planOf({ accounts });
    const path = join(folder, 'mnemonic.corpus');
    const phrase = (mnemonic: string) => planParts(plan, { secrets: { mnemonic } });
    await signCorpus(plan, phrase(JUNK), 100, path);
    const sending = planOf({ accounts, corpus: path });
    await expect(run(sending, phrase(ABOUT))).rejects.toThrow(refused('was signed by other accounts'));
    const { record } = await run(sending, phrase(JUNK));
    expect(record.ledger.succeeded).toBe(100);
  });

  it('that pays less than the chain asks for', async () => {
    const corpus = await signed({});
    const dear = { name: 'engine', blockTime: '100ms', baseFeeGwei: 100 };
    await expect(replay({ corpus, target: dear })).rejects.toThrow(
      refused('and the base fee of this chain is 100000000000'),
    );
  });

  it('is refused a place that is another file, a folder, or none, before anything is signed', async () => {
    const plan = planOf({});
    const scenario = join(folder, 'precious.yaml');
    writeFileSync(scenario, 'workload: transfers');
    for (const path of [scenario, folder, '']) {
      await expect(signCorpus(plan, planParts(plan), 100, path)).rejects.toMatchObject({ code: 'bad-flag' });
    }
    await expect(signCorpus(plan, planParts(plan), 100, join(folder, 'no', 'such'))).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    expect(readFileSync(scenario, 'utf8')).toBe('workload: transfers');
    // One that is a corpus is replaced.
    const corpus = await signed({});
    await signCorpus(plan, planParts(plan), 50, corpus);
    expect(checkCorpus(corpus).count).toBe(50);
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
