/** The same harness against a real geth in developer mode: a client that is not anvil, with its own pool and rules. */
import { Transaction as EthersTransaction, type TransactionLike, Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BUILT_IN, defineWorkload, makePlan, type RunRecord, readRecord, run } from '../../harness/index.ts';
import { imbalances } from '../../harness/measure/index.ts';
import type { Address, Chain, Hex, Session, Transaction } from '../../harness/spec/index.ts';
import { fromHex, quantity, toHex } from '../../harness/std/hex.ts';
import rpc from '../../harness/targets/json-rpc/index.ts';
import { accountsFromSeed } from '../../harness/wallet/index.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { ask, DEVELOPER_KEY, type Geth, installedGeth, startGeth } from '../support/geth.ts';
import { planParts } from '../support/plan-parts.ts';

const program = await installedGeth();
if (program === null) process.stderr.write('skipped: geth, as Go is missing\n');

const ACCOUNTS = 200;
/** The verdict must not hang on how busy the testing machine is. */
const PATIENT = ['--set', 'validity.lagP99=1m'];

interface OnChain {
  readonly hash: Hex;
  readonly from: Address;
}

/** Every transaction of the chain from the senders of a run with this seed, as the chain itself tells. */
async function sentBy(url: string, seed: number): Promise<OnChain[]> {
  const senders = new Set(accountsFromSeed(seed, ACCOUNTS).addresses);
  const head = Number(await ask(url, 'eth_blockNumber'));
  const found: OnChain[] = [];
  for (let number = 1; number <= head; number++) {
    const block = (await ask(url, 'eth_getBlockByNumber', quantity(number), true)) as {
      transactions: OnChain[];
    };
    found.push(...block.transactions.filter(({ from }) => senders.has(from)));
  }
  return found;
}

/** One run of the built command line, paid for by the developer's account. */
async function runOn(url: string, seed: number, more: readonly string[]) {
  const out = temporaryFolder();
  const args = ['run', '--target', url, '--seed', `${seed}`, '--accounts', `${ACCOUNTS}`, '--out', out];
  const finished = await cli([...args, '--quiet', ...PATIENT, ...more], { LAKH_FUNDER_KEY: DEVELOPER_KEY });
  expect(finished.stderr).toBe('');
  return { code: finished.code, record: await readRecord(out) };
}

function countOf(reasons: RunRecord['rejections'], code: string): number {
  return reasons.find((reason) => reason.code === code)?.count ?? 0;
}

describe.skipIf(program === null)('geth', () => {
  let geth: Geth;
  beforeAll(async () => {
    geth = await startGeth(program!);
  });
  afterAll(() => geth.stop());

  it.each([
    ['http', 11],
    ['ws', 12],
    ['ipc', 13],
  ] as const)(
    'over %s, 200/s for 4 s: all succeed, and the chain counts what the ledger counts',
    async (way, seed) => {
      const { code, record } = await runOn(geth[way], seed, ['--rate', '200', '--duration', '4s']);
      expect(code).toBe(0);
      expect(record.verdict).toEqual({ verdict: 'valid', reasons: [] });
      expect(record.ledger).toMatchObject({ scheduled: 800, accepted: 800, succeeded: 800 });
      expect(imbalances(record.ledger)).toEqual([]);
      expect(record.oracle).toMatchObject({ passed: true, read: true });
      expect(record.chain.client).toMatch(/^Geth\//);
      // A push tells of a block at once; over HTTP it has to be asked for.
      expect(record.chain.watchResolutionMs).toBe(way === 'http' ? 100 : 0);
      expect(record.blocks.reduce((sum, block) => sum + block.ours, 0)).toBe(800);
      expect(await sentBy(geth.http, seed)).toHaveLength(record.ledger.included);
      // A few transactions fund them all, however much gas a new account costs under this chain's rules.
      expect(record.setup.fundingTransactions).toBeLessThan(ACCOUNTS / 10);
    },
    120_000,
  );

  it('in batches over HTTP and over WebSocket the answers find their transactions', async () => {
    const batches = ['--rate', '400', '--duration', '4s', '--batch', '50', '--set', 'batch.linger=100ms'];
    for (const [way, seed] of [['http', 14] as const, ['ws', 15] as const]) {
      const { code, record } = await runOn(geth[way], seed, batches);
      expect(code).toBe(0);
      expect(record.ledger).toMatchObject({ scheduled: 1600, succeeded: 1600 });
    }
  }, 120_000);

  it('counts what reverts as reverted, and the others as succeeded', async () => {
    const seed = 16;
    const record = await runReverting(geth, seed);
    expect(record.ledger).toMatchObject({ scheduled: 200, included: 200, reverted: 100, succeeded: 100 });
    expect(imbalances(record.ledger)).toEqual([]);
    expect(record.actions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'revert', count: 100, succeeded: 0, reverted: 100 }),
        expect.objectContaining({ action: 'keep', count: 100, succeeded: 100, reverted: 0 }),
      ]),
    );
    const statuses = await Promise.all(
      (await sentBy(geth.http, seed)).map(async ({ hash }) => {
        const receipt = (await ask(geth.http, 'eth_getTransactionReceipt', hash)) as { status: Hex };
        return Number(receipt.status);
      }),
    );
    expect(statuses.filter((status) => status === 0)).toHaveLength(record.ledger.reverted);
    expect(statuses.filter((status) => status === 1)).toHaveLength(record.ledger.succeeded);
  }, 60_000);

  describe('nonce rules', () => {
    const wallet = new Wallet(DEVELOPER_KEY);
    const address = wallet.address.toLowerCase() as Address;
    let chain: Chain;
    let session: Session;
    /** Hashes by block, as the watcher delivers them. */
    const blocks: string[][] = [];
    let wake = () => {};

    beforeAll(async () => {
      chain = await rpc.start(rpc.options.parse({ url: geth.ws }), {
        allocations: [],
        signal: new AbortController().signal,
        log: () => {},
      });
      session = await rpc.open((await chain.link()).data);
      await chain.watch({
        head() {},
        finalised() {},
        fault: ({ message }) => expect.unreachable(message),
        block: ({ hashes, succeeded }) => {
          blocks.push(Array.from(succeeded, (_, i) => toHex(hashes.subarray(32 * i, 32 * i + 32))));
          wake();
        },
      });
    });
    afterAll(async () => {
      await session.close();
      await chain.stop();
    });

    async function signed(
      nonce: number,
      over: TransactionLike = {},
      by: Wallet = wallet,
    ): Promise<Transaction> {
      const raw = await by.signTransaction({
        ...{ type: 2, chainId: chain.info.chainId, nonce, to: address, value: 1n, gasLimit: 50_000n },
        ...{ maxFeePerGas: 10_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
        ...over,
      });
      return { raw: fromHex(raw), hash: fromHex(EthersTransaction.from(raw).hash!) };
    }

    async function blocksUntil(enough: () => boolean): Promise<void> {
      while (!enough()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }

    const stands = (transaction: Transaction) => blocks.flat().includes(toHex(transaction.hash));
    const submit = async (transaction: Transaction) => (await session.submit([transaction]))[0]!;

    it('refuses a nonce that is used', async () => {
      const nonce = await session.pendingNonce(address);
      const first = await signed(nonce);
      expect(await submit(first)).toEqual({ outcome: 'accepted' });
      await blocksUntil(() => stands(first));
      expect(await submit(await signed(nonce, { value: 2n }))).toMatchObject({
        outcome: 'rejected',
        code: 'nonce-too-low',
      });
    }, 30_000);

    it('holds what comes after a gap, and includes both when the gap is filled', async () => {
      const nonce = await session.pendingNonce(address);
      const late = await signed(nonce + 1);
      expect(await submit(late)).toEqual({ outcome: 'accepted' });
      expect(await submit(late)).toEqual({ outcome: 'accepted', alreadyKnown: true });
      expect(await submit(await signed(nonce + 1, { value: 2n }))).toMatchObject({
        outcome: 'rejected',
        code: 'replacement-underpriced',
      });
      const seen = blocks.length;
      await blocksUntil(() => blocks.length >= seen + 2);
      expect(stands(late)).toBe(false);
      expect(await session.pendingNonce(address)).toBe(nonce);

      const filling = await signed(nonce);
      expect(await submit(filling)).toEqual({ outcome: 'accepted' });
      await blocksUntil(() => stands(filling) && stands(late));
      const order = blocks.flat();
      expect(order.indexOf(toHex(filling.hash))).toBeLessThan(order.indexOf(toHex(late.hash)));
      expect(await session.pendingNonce(address)).toBe(nonce + 2);
    }, 30_000);

    it.each([
      ['gas-limit-exceeded', { gasLimit: 30_000_000n }],
      ['intrinsic-gas', { gasLimit: 1000n }],
      ['wrong-chain', { chainId: 5 }],
      ['underpriced', { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }],
      ['invalid-transaction', { gasLimit: 15_000_000n, maxFeePerGas: 10n ** 12n }],
    ])('says why it refuses: %s', async (code, over) => {
      const nonce = await session.pendingNonce(address);
      expect(await submit(await signed(nonce, over))).toMatchObject({ outcome: 'rejected', code });
      expect(await session.pendingNonce(address)).toBe(nonce);
    });

    it('refuses the transaction of somebody without ether, and bytes that are none', async () => {
      const poor = new Wallet(`0x${'17'.repeat(32)}`);
      expect(await submit(await signed(0, {}, poor))).toMatchObject({ code: 'insufficient-funds' });
      const garbage = { raw: Uint8Array.of(2, 0xc1, 0x80), hash: new Uint8Array(32) };
      expect(await submit(garbage)).toMatchObject({ outcome: 'rejected', code: 'invalid-transaction' });
    });
  });
});

describe.skipIf(program === null).concurrent('a geth with a tiny pool', () => {
  const TINY = ['--txpool.globalslots', '60', '--txpool.globalqueue', '20', '--txpool.accountslots', '2'];
  const LOAD = ['--rate', '400', '--duration', '5s', '--drain', '6s'];

  async function overload(seed: number, more: readonly string[]) {
    const geth = await startGeth(program!, [...TINY, ...more]);
    try {
      const { record } = await runOn(geth.http, seed, LOAD);
      return { record, onChain: await sentBy(geth.http, seed) };
    } finally {
      await geth.stop();
    }
  }

  it('that says so: what it refuses is rejected as pool-full, and the ledger balances', async () => {
    const { record, onChain } = await overload(21, ['--txpool.nolocals']);
    const { ledger } = record;
    expect(imbalances(ledger)).toEqual([]);
    expect(ledger.scheduled).toBe(2000);
    expect(ledger.rejected).toBeGreaterThan(100);
    expect(countOf(record.rejections, 'pool-full')).toBeGreaterThan(ledger.rejected / 2);
    expect(ledger.succeeded).toBeGreaterThan(100);
    expect(onChain).toHaveLength(ledger.included);
  }, 120_000);

  it('that keeps local transactions for later: it accepts them, and the ledger has them expire', async () => {
    const { record, onChain } = await overload(22, []);
    const { ledger } = record;
    expect(imbalances(ledger)).toEqual([]);
    expect(ledger.scheduled).toBe(2000);
    expect(ledger.rejected).toBeLessThan(ledger.scheduled / 4);
    expect(ledger.expired).toBeGreaterThan(0);
    // Its pool passes a few dozen a block on: how many, depends on what else the machine does.
    expect(ledger.succeeded).toBeGreaterThan(50);
    expect(onChain).toHaveLength(ledger.included);
  }, 120_000);
});

/** Creates contracts: every other one has init code that reverts (PUSH1 0, PUSH1 0, REVERT), the others stop at once. */
const creations = defineWorkload({
  name: 'creations',
  summary: 'contract creations, half of which revert',
  options: z.strictObject({}),
  actions: ['keep', 'revert'],
  requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 500_000 }),
  setup: () => ({ stages: [], deployment: null }),
  drive: () => ({
    intent: (index) => ({
      from: index % ACCOUNTS,
      to: null,
      valueWei: 0n,
      data: index % 2 === 0 ? '0x00' : '0x60006000fd',
      gasLimit: 500_000,
      action: index % 2 === 0 ? 'keep' : 'revert',
    }),
  }),
  oracle: { before: async () => null, after: async () => [] },
});

async function runReverting(geth: Geth, seed: number): Promise<RunRecord> {
  const plan = makePlan(
    {
      workload: 'creations',
      target: geth.http,
      load: { rate: 40, duration: '5s' },
      accounts: { count: ACCOUNTS },
      seed,
      workers: 0,
      out: temporaryFolder(),
    },
    { ...BUILT_IN, workloads: [creations] },
  );
  const parts = planParts(plan, { workload: creations, secrets: { funderKey: DEVELOPER_KEY } });
  return (await run(plan, parts)).record;
}
