import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { makePlan } from '../../../harness/plan/index.ts';
import { firstWait, type PresignedTransaction, presign } from '../../../harness/run/index.ts';
import { toHex } from '../../../harness/std/hex.ts';
import { planParts } from '../../support/plan-parts.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'lakh-presign-'));
});
afterAll(() => rmSync(out, { recursive: true }));

const COUNT = 150;

function planOf(scenario: object) {
  return makePlan({ accounts: { count: 7 }, out, ...scenario }, BUILT_IN);
}

async function all(transactions: AsyncIterable<PresignedTransaction>): Promise<PresignedTransaction[]> {
  const found: PresignedTransaction[] = [];
  for await (const transaction of transactions) found.push(transaction);
  return found;
}

describe('presign', () => {
  it('gives as many as are asked for, the same bytes whichever signer made them', async () => {
    const bySigner = ['kernel', 'wasm', 'ethers'].map(async (signer) => {
      const plan = planOf({ signer, workload: 'erc20' });
      const { transactions } = await presign(plan, planParts(plan), COUNT);
      return (await all(transactions)).map(({ account, nonce, action, raw, hash }) => {
        return { account, nonce, action, raw: toHex(raw), hash: toHex(hash) };
      });
    });
    const [kernel, wasm, ethers] = await Promise.all(bySigner);
    expect(kernel).toHaveLength(COUNT);
    expect(wasm).toEqual(kernel);
    expect(ethers).toEqual(kernel);
  });

  it('says of each whose it is, its nonce and what it does', async () => {
    const plan = planOf({ workload: 'erc20' });
    const { chain, senders, transactions } = await presign(plan, planParts(plan), COUNT);
    const next = new Map<number, number>();
    const actions = new Set<string>();
    for (const { account, nonce, action, raw, hash } of await all(transactions)) {
      const decoded = Transaction.from(toHex(raw));
      expect(decoded).toMatchObject({ nonce, hash: toHex(hash), chainId: BigInt(chain.chainId) });
      expect(decoded.from!.toLowerCase()).toBe(senders[account]);
      expect(nonce).toBe(next.get(account) ?? nonce);
      next.set(account, nonce + 1);
      actions.add(action);
    }
    expect(next.size).toBe(7);
    expect([...actions].sort()).toEqual(['approve', 'transfer', 'transferFrom']);
  });

  it('ends where it is interrupted, before or half-way', async () => {
    const plan = planOf({});
    const before = planParts(plan, { stop: AbortSignal.abort() });
    await expect(presign(plan, before, COUNT)).rejects.toMatchObject({ code: 'interrupted' });

    const stop = new AbortController();
    const { transactions } = await presign(plan, planParts(plan, { stop: stop.signal }), COUNT);
    let seen = 0;
    const reading = (async () => {
      for await (const _ of transactions) if (++seen === 3) stop.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    expect(seen).toBeLessThan(COUNT);
  });
});

describe('firstWait', () => {
  const waitOf = (workload: string, count: number, accounts = 60) => {
    const plan = planOf({ workload, accounts: { count: accounts } });
    return firstWait(plan, planParts(plan).workload, undefined, count);
  };

  it.each(['transfers', 'erc20', 'dex-swap', 'staking'])('%s has no steps that wait', (workload) => {
    expect(waitOf(workload, 1000)).toBeNull();
  });

  it.each(['dao-vote', 'supply-chain', 'nft-market'])('%s has', (workload) => {
    const first = waitOf(workload, 1000)!;
    expect(first).toBeGreaterThan(0);
    expect(waitOf(workload, first)).toBeNull();
    expect(waitOf(workload, first + 1)).toBe(first);
  });
});
