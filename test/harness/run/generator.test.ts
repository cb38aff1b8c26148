import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram, imbalances } from '../../../harness/measure/index.ts';
import type { GeneratorResult } from '../../../harness/run/generator.ts';
import {
  type Answer,
  OUTCOME,
  SAMPLE_COLUMNS,
  SAMPLE_ROWS,
  SAMPLE_STATUSES,
  type SampleChunk,
  type SampleColumn,
} from '../../../harness/spec/index.ts';
import { keyedRandom } from '../../../harness/std/index.ts';
import type { UnsignedTransaction } from '../../../harness/wallet/index.ts';
import { ACCOUNTS, constantLoad, rig } from '../../support/generator.ts';
import { unsigned, unsignedFields } from '../../support/scripted-chain.ts';

const MS = 1e6;
const S = 1e9;

function summary(
  result: GeneratorResult,
  name: 'lag' | 'submit' | 'inclusion' | 'inclusionFromSent' | 'rejection',
) {
  return Histogram.fromState(result.meters.histograms[name]).summary();
}

/** The exact percentile of known values. */
function exact(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percentile / 100) * sorted.length) - 1]!;
}

describe('a generator into a chain of known delays', () => {
  it('recovers p50, p90, p99 and p99.9 within 1 % and the rate within 0.1 %', async () => {
    // A long tail: log-uniform between 5 ms and 5 s.
    const delays = Array.from({ length: 20_000 }, (_, n) => 5 * MS * 1000 ** keyedRandom(7, 9, n).float());
    const { clock, generator } = rig(constantLoad(1000, 20), {
      answerNs: () => 2 * MS,
      includeNs: (n) => delays[n]!,
    });
    generator.start();
    await clock.runUntil(40 * S);
    const result = generator.finish();

    const inclusion = summary(result, 'inclusion');
    expect(inclusion.count).toBe(20_000);
    for (const [key, percentile] of [
      ['p50Ns', 50],
      ['p90Ns', 90],
      ['p99Ns', 99],
      ['p999Ns', 99.9],
    ] as const) {
      expect(Math.abs(inclusion[key]! / exact(delays, percentile) - 1)).toBeLessThan(0.01);
    }
    expect(summary(result, 'submit').p50Ns! / (2 * MS)).toBeCloseTo(1, 3);
    expect(Math.abs(result.meters.windowCounts.sent / 20 / 1000 - 1)).toBeLessThan(0.001);
    expect(imbalances(result.meters.ledger)).toEqual([]);
  });

  it('counts waiting before the send: latency is from the due time', async () => {
    const { clock, generator } = rig(constantLoad(100, 2), { includeNs: () => 10 * MS });
    clock.wake(1 * S, () => clock.stall(2 * S));
    generator.start();
    await clock.runUntil(10 * S);
    const result = generator.finish();
    expect(result.meters.ledger.scheduled).toBe(200);
    expect(summary(result, 'lag').p99Ns!).toBeGreaterThan(1.9 * S);
    expect(summary(result, 'inclusion').p99Ns!).toBeGreaterThan(1.9 * S);
    expect(summary(result, 'inclusionFromSent').p90Ns!).toBeLessThan(11 * MS);
  });

  it('drops arrivals past the limit in flight, and counts them', async () => {
    const load = { ...constantLoad(100, 1), maxInFlight: 30 };
    const { clock, generator } = rig(load, { includeNs: () => null });
    generator.start();
    await clock.runUntil(2 * S);
    const { ledger } = generator.finish().meters;
    expect(ledger).toMatchObject({ scheduled: 100, dropped: 70, admitted: 30, accepted: 30, expired: 30 });
  });

  it('leaves no gap in the nonces where arrivals are dropped that were made ahead', async () => {
    const load = { ...constantLoad(1000, 1), maxInFlight: 4 };
    const next = ACCOUNTS.map(() => 0);
    const { clock, chain, generator } = rig(load, { includeNs: () => 40 * MS });
    generator.start();
    await clock.runUntil(3 * S);
    expect(generator.finish().meters.ledger).toMatchObject({ scheduled: 1000, admitted: 100, expired: 0 });
    for (const { raw } of chain.submitted) {
      const { nonce, from } = unsignedFields(raw);
      expect(nonce).toBe(next[from]!++);
    }
  });

  it('makes many at once up to the limit in flight, and none that would be dropped', async () => {
    const load = { ...constantLoad(1000, 1), maxInFlight: 100 };
    const made: number[] = [];
    const signer = {
      ...unsigned,
      atOnce: 32,
      sign(some: readonly UnsignedTransaction[]) {
        made.push(some.length);
        return unsigned.sign(some);
      },
    };
    const { clock, generator } = rig(load, { includeNs: () => null }, {}, true, signer);
    generator.start();
    await clock.runUntil(2 * S);
    expect(generator.finish().meters.ledger).toMatchObject({ scheduled: 1000, admitted: 100, dropped: 900 });
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(made.length).toBeLessThan(30);
  });

  it('keeps N in flight in a closed load', async () => {
    const load = {
      arrival: 'closed',
      inFlight: 8,
      durationMs: 1000,
      warmupMs: 0,
      drainMs: 1000,
      maxInFlight: 1000,
    } as const;
    const { clock, generator } = rig(load, { includeNs: () => 100 * MS });
    generator.start();
    await clock.runUntil(3 * S);
    const result = generator.finish();
    expect(result.meters.ledger.succeeded).toBe(80);
    expect(result.awaitedMax).toBe(8);
  });

  it.each([
    ['as many places as may be in flight, of which nobody answers for one', 8, 8, 7],
    ['more places than may be in flight', 8, 2, 2],
  ])('drops nothing in a closed load of %s', async (_, inFlight, maxInFlight, least) => {
    const times = { durationMs: 200, warmupMs: 0, drainMs: 1000 };
    const load = { arrival: 'closed', inFlight, maxInFlight, ...times } as const;
    const lost = maxInFlight === 8 ? 3 : -1;
    const { clock, generator } = rig(load, {
      includeNs: (n) => (n === lost ? null : 5 * MS),
      answerNs: (n) => (n === lost ? 20 * MS : MS),
      answer: (n) =>
        n === lost ? { outcome: 'unanswered', code: 'timeout', message: '' } : { outcome: 'accepted' },
    });
    // Time passes while it works: a turn that never ended would never end here either.
    const nowNs = clock.nowNs.bind(clock);
    clock.nowNs = () => {
      clock.stall(500);
      return nowNs();
    };
    generator.start();
    await clock.runUntil(S);
    const { meters, awaitedMax } = generator.finish();
    expect(meters.ledger).toMatchObject({ dropped: 0, unanswered: lost < 0 ? 0 : 1 });
    expect(awaitedMax).toBe(maxInFlight);
    // A place is taken again 5 ms after it was, for 200 ms.
    expect(meters.ledger.included).toBeGreaterThan(0.8 * least * 40);
  });

  it('sends batches when full and when their patience ends', async () => {
    const { clock, chain, generator } = rig(
      constantLoad(1000, 1),
      { includeNs: () => 1 * MS },
      { batch: { size: 20, lingerMs: 5 } },
    );
    generator.start();
    await clock.runUntil(2 * S);
    const result = generator.finish();
    expect(result.meters.ledger.succeeded).toBe(1000);
    expect(Math.max(...chain.batches)).toBe(6);
    expect(summary(result, 'lag').maxNs!).toBeLessThanOrEqual(5 * MS);
  });
});

describe('what a generator does not get to', () => {
  it('is dropped and counted when the run ends, not forgotten', async () => {
    const { clock, generator } = rig(constantLoad(100, 2), { includeNs: () => 1 * MS });
    clock.wake(1.005 * S, () => clock.stall(9 * S));
    generator.start();
    await clock.runUntil(1.005 * S);
    const { ledger } = generator.finish().meters;
    expect(ledger.scheduled).toBe(200);
    expect(ledger.dropped).toBeGreaterThan(90);
    expect(imbalances(ledger)).toEqual([]);
  });

  it('is not counted into a window that an interruption has ended', async () => {
    const { clock, generator } = rig(constantLoad(100, 10), { includeNs: () => 500 * MS });
    generator.start();
    await clock.runUntil(1 * S);
    generator.stopArrivals(1 * S);
    await clock.runUntil(3 * S);
    const { ledger, windowCounts } = generator.finish().meters;
    expect(ledger.succeeded).toBe(ledger.scheduled);
    expect(windowCounts.succeeded).toBeLessThanOrEqual(51);
  });
});

describe('nonces', () => {
  it('gives a rejected nonce to the next transaction of the account', async () => {
    const { clock, chain, generator } = rig(constantLoad(100, 1), {
      answer: (n) =>
        n === 0
          ? { outcome: 'rejected', code: 'pool-full', message: 'txpool is full' }
          : { outcome: 'accepted' },
      includeNs: (n) => (n === 0 ? null : 1 * MS),
    });
    generator.start();
    await clock.runUntil(2 * S);
    generator.finish();
    const nonces = chain.submitted
      .filter((t) => t.hash[11] === 0)
      .map((t) => new DataView(t.hash.buffer).getUint32(4));
    expect(nonces).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('asks the chain where nobody answered, and uses what it does not know', async () => {
    const { clock, chain, generator } = rig(constantLoad(100, 10), {
      answer: (n) =>
        n === 0 ? { outcome: 'unanswered', code: 'timeout', message: 'no answer' } : { outcome: 'accepted' },
      includeNs: (n) => (n === 0 ? null : 1 * MS),
    });
    generator.start();
    await clock.runUntil(12 * S);
    const { ledger } = generator.finish().meters;
    const nonces = chain.submitted
      .filter((t) => t.hash[11] === 0)
      .map((t) => new DataView(t.hash.buffer).getUint32(4));
    // The chain knows nothing of nonce 0: it is used again, after those that had been made ahead.
    expect(nonces.filter((nonce) => nonce === 0)).toHaveLength(2);
    expect(new Set(nonces).size).toBe(99);
    // Sent twice, byte for byte the same: the chain includes it once, and so does the ledger.
    expect(ledger).toMatchObject({
      scheduled: 1000,
      accepted: 999,
      unanswered: 1,
      unansweredSeen: 1,
      expired: 1,
    });
    expect(imbalances(ledger)).toEqual([]);
  });
});

describe('reorganisations', () => {
  it('takes inclusions back and counts the one that lasts', async () => {
    const { clock, chain, generator } = rig(
      constantLoad(10, 1),
      { includeNs: () => 10 * MS },
      { reorgDepth: 3 },
    );
    let lastNews: Parameters<typeof chain.onBlock>[0] | undefined;
    chain.onBlock = (news) => {
      lastNews = news;
      generator.block(news);
    };
    generator.start();
    await clock.runUntil(2 * S);
    const taken = lastNews!;
    generator.reorg(taken.number);
    expect(generator.progress().ledger).toMatchObject({ included: 9, reorged: 1 });
    generator.block({ ...taken, number: taken.number + 1, seenNs: 5 * S });
    const result = generator.finish();
    expect(result.meters.ledger).toMatchObject({ included: 10, succeeded: 10, reorged: 1, expired: 0 });
    expect(summary(result, 'inclusion').count).toBe(10);
    expect(summary(result, 'inclusion').maxNs!).toBeGreaterThan(4 * S);
    expect(imbalances(result.meters.ledger)).toEqual([]);
  });
});

describe('whatever the chain does', () => {
  const answers = fc.oneof(
    fc.constant<Answer>({ outcome: 'accepted' }),
    fc.constant<Answer>({ outcome: 'accepted', alreadyKnown: true }),
    fc
      .constantFrom('nonce-too-low', 'pool-full', 'underpriced')
      .map((code): Answer => ({ outcome: 'rejected', code: code as 'pool-full', message: code })),
    fc.constant<Answer>({ outcome: 'unanswered', code: 'timeout', message: 'no answer' }),
    fc.constant<Answer>({
      outcome: 'unanswered',
      code: 'connection-refused',
      message: 'refused',
      delivered: false,
    }),
  );
  const fate = fc.record({
    answer: answers,
    answerNs: fc.integer({ min: 0, max: 3000 }).map((ms) => ms * MS),
    includeNs: fc.option(fc.integer({ min: 0, max: 3000 }).map((ms) => ms * MS)),
    reverts: fc.boolean(),
  });

  it('balances the ledger, and outcomes and rows by index agree with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 0, max: 5000 }),
        async (fates, maxInFlight, cutMs) => {
          const { clock, generator } = rig(
            { ...constantLoad(30, 2), maxInFlight },
            {
              answer: (n) => fates[n]!.answer,
              answerNs: (n) => fates[n]!.answerNs,
              includeNs: (n) => fates[n]!.includeNs,
              reverts: (n) => fates[n]!.reverts,
            },
            { samples: true },
          );
          generator.start();
          await clock.runUntil(cutMs * MS);
          generator.stopArrivals(cutMs * MS);
          const result = generator.finish();
          const { ledger } = result.meters;
          expect(imbalances(ledger)).toEqual([]);
          const outcomes = Array.from(
            { length: result.indexEnd },
            (_, i) => (result.outcomes[i >> 2]! >> ((i & 3) * 2)) & 3,
          );
          const count = (outcome: number) => outcomes.filter((o) => o === outcome).length;
          expect(count(OUTCOME.succeeded)).toBe(ledger.succeeded);
          expect(count(OUTCOME.reverted)).toBe(ledger.reverted);
          expect(result.includedBy.reduce((a, b) => a + b, 0)).toBe(ledger.included);
          expect(result.includedBy).toHaveLength(ACCOUNTS.length);
          const indices = columnOf('index', result.samples);
          expect(indices.sort((a, b) => a - b)).toEqual(outcomes.map((_, index) => index));
          const statuses = columnOf('status', result.samples).map((status) => SAMPLE_STATUSES[status]);
          for (const status of ['dropped', 'rejected', 'expired', 'succeeded', 'reverted'] as const) {
            expect(statuses.filter((one) => one === status)).toHaveLength(ledger[status]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

function columnOf(column: SampleColumn, chunks: readonly SampleChunk[]): number[] {
  const at = SAMPLE_COLUMNS.indexOf(column) * SAMPLE_ROWS;
  return chunks.flatMap(({ columns, rows }) => [...columns.subarray(at, at + rows)]);
}
