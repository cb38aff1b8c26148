import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PooledTransaction } from '../../../../harness/spec/engine.ts';
import type { RejectCode } from '../../../../harness/spec/stage.ts';
import { Mempool, type PoolLimits } from '../../../../harness/targets/engine/mempool.ts';
import { LIMITS, pooled, poolWith, RICH, sender } from './pool-fixtures.ts';

const nonces = (pool: Mempool) => [...pool.heads()].map(({ transaction }) => transaction.nonce);

describe('Mempool', () => {
  const full: Partial<PoolLimits> = { size: 1 };
  const narrow: Partial<PoolLimits> = { perSender: 1 };
  const cases: [string, Partial<PooledTransaction>, RejectCode | null, object?, Partial<PoolLimits>?][] = [
    ['takes what follows', { nonce: 1 }, null],
    ['takes what comes after a gap', { nonce: 5 }, null],
    ['refuses more gas than a block has', { gasLimit: 1_000_001 }, 'gas-limit-exceeded'],
    ['takes all the gas of a block', { gasLimit: 1_000_000, nonce: 1 }, null],
    ['refuses a fee cap below the floor', { maxFeeWei: 9n, nonce: 1 }, 'underpriced'],
    ['takes a fee cap at the floor', { maxFeeWei: 10n, nonce: 1 }, null],
    ['refuses a nonce used before', { nonce: 2 }, 'nonce-too-low', { nonce: 3 }],
    [
      'refuses what the balance does not bear alone',
      { sender: sender(2) },
      'insufficient-funds',
      { balanceWei: 2_099_999n },
    ],
    ['counts what waits already', { nonce: 1 }, 'insufficient-funds', { balanceWei: 4_199_999n }],
    ['takes what the balance just bears', { nonce: 1 }, null, { balanceWei: 4_200_000n }],
    ['does not count what is replaced', { maxFeeWei: 110n, tipWei: 55n }, null, { balanceWei: 2_100_000n }],
    [
      'refuses a replacement with too low a fee cap',
      { maxFeeWei: 109n, tipWei: 55n },
      'replacement-underpriced',
    ],
    ['refuses a replacement with too low a tip', { maxFeeWei: 110n, tipWei: 54n }, 'replacement-underpriced'],
    ['refuses one more when full', { sender: sender(2) }, 'pool-full', {}, full],
    ['replaces when full', { maxFeeWei: 110n, tipWei: 55n }, null, {}, full],
    ['refuses one more of the same sender', { nonce: 1 }, 'sender-limit', {}, narrow],
    ['takes another sender at that limit', { sender: sender(2) }, null, {}, narrow],
  ];
  it.each(cases)('%s', (_, changes, code, account = {}, limits = {}) => {
    const pool = new Mempool({ ...LIMITS, ...limits });
    expect(pool.add(pooled(), RICH)).toEqual({ outcome: 'accepted' });
    const answer = pool.add(pooled(changes), { ...RICH, ...account });
    if (code === null) expect(answer).toEqual({ outcome: 'accepted' });
    else
      expect(answer).toMatchObject({ outcome: 'rejected', code, message: expect.stringMatching(/\w+ \w+/) });
  });

  it('knows a transaction again, whatever else is wrong with it by now', () => {
    const transaction = pooled();
    const pool = poolWith(transaction);
    expect(pool.add(transaction, { nonce: 0, balanceWei: 0n })).toEqual({
      outcome: 'accepted',
      alreadyKnown: true,
    });
    expect(pool.size).toBe(1);
  });

  it('lets a gap wait and closes it', () => {
    const pool = poolWith(pooled({ nonce: 2 }), pooled({ nonce: 1 }));
    expect(nonces(pool)).toEqual([]);
    expect(pool.pendingNonce(sender(1), 0)).toBe(0);
    pool.add(pooled({ nonce: 0 }), RICH);
    expect(nonces(pool)).toEqual([0]);
    expect(pool.pendingNonce(sender(1), 0)).toBe(3);
  });

  it('opens a gap when one is dropped', () => {
    const middle = pooled({ nonce: 1 });
    const pool = poolWith(pooled({ nonce: 0 }), middle, pooled({ nonce: 2 }));
    pool.drop(middle);
    expect(pool.pendingNonce(sender(1), 0)).toBe(1);
    expect(pool.pending(sender(1), 2)).toBeUndefined();
    pool.add(pooled({ nonce: 1 }), RICH);
    expect(pool.pendingNonce(sender(1), 0)).toBe(3);
  });

  it('forgets what was included, also what replaced it meanwhile', () => {
    const pool = poolWith(pooled({ nonce: 0 }), pooled({ nonce: 1 }), pooled({ nonce: 4 }));
    pool.settle(sender(1), 4);
    expect(pool.size).toBe(1);
    expect(nonces(pool)).toEqual([4]);
    pool.settle(sender(1), 5);
    expect(pool.size).toBe(0);
    expect(pool.pendingNonce(sender(1), 5)).toBe(5);
  });

  it('knows nobody it has nothing of', () => {
    expect(new Mempool(LIMITS).pendingNonce(sender(9), 7)).toBe(7);
  });

  it('keeps its promises whatever happens', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'add', 'add', 'settle', 'drop'),
      who: fc.integer({ min: 0, max: 2 }),
      nonce: fc.integer({ min: 0, max: 6 }),
      fee: fc.integer({ min: 8, max: 40 }),
      cost: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = new Mempool({ ...LIMITS, size: 8, perSender: 4 });
        const chain = [0, 0, 0];
        const inside = new Map<string, PooledTransaction>();
        for (const { what, who, nonce, fee, cost } of steps) {
          const key = (n: number) => `${who}/${n}`;
          if (what === 'settle') {
            chain[who] = Math.max(chain[who]!, nonce);
            pool.settle(sender(who), chain[who]!);
            for (const [k, t] of inside)
              if (t.sender === sender(who) && t.nonce < chain[who]!) inside.delete(k);
          } else if (what === 'drop') {
            const victim = inside.get(key(nonce));
            if (victim) pool.drop(victim);
            inside.delete(key(nonce));
          } else {
            const fees = { maxFeeWei: BigInt(fee), tipWei: BigInt(fee) };
            const transaction = pooled({ sender: sender(who), nonce, costWei: BigInt(cost), ...fees });
            const answer = pool.add(transaction, { nonce: chain[who]!, balanceWei: 500n });
            if (answer.outcome === 'accepted') inside.set(key(nonce), transaction);
          }
          check(pool, chain, inside);
        }
      }),
    );
  });
});

/** `inside` is what a naive pool would hold: everything accepted, less what was settled, dropped or replaced. */
function check(pool: Mempool, chain: number[], inside: Map<string, PooledTransaction>): void {
  expect(pool.size).toBe(inside.size);
  expect(pool.size).toBeLessThanOrEqual(8);
  for (const [who, nonce] of chain.entries()) {
    const own = [...inside.values()].filter((transaction) => transaction.sender === sender(who));
    expect(own.length).toBeLessThanOrEqual(4);
    expect(own.reduce((sum, { costWei }) => sum + costWei, 0n)).toBeLessThanOrEqual(500n);
    let end = nonce;
    while (inside.has(`${who}/${end}`)) end++;
    expect(pool.pendingNonce(sender(who), nonce)).toBe(end);
    for (let n = 0; n < 8; n++) {
      const expected = n >= nonce && n < end ? inside.get(`${who}/${n}`) : undefined;
      expect(pool.pending(sender(who), n)?.transaction).toBe(expected);
    }
  }
}
