import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleOf, windowOf } from '../../../harness/pacing/index.ts';
import type { Load } from '../../../harness/spec/index.ts';

const rest = { warmupMs: 0, drainMs: 1000, maxInFlight: 1000 };
type Open = Exclude<Load, { arrival: 'closed' }>;

describe('counts of arrivals', () => {
  const table: [string, Open, number][] = [
    ['500/s for 10 s', { arrival: 'constant', rate: 500, durationMs: 10_000, ...rest }, 5000],
    [
      '0.1/s for 30 s: no arrival gained by rounding',
      { arrival: 'constant', rate: 0.1, durationMs: 30_000, ...rest },
      3,
    ],
    ['one that does not divide', { arrival: 'constant', rate: 3, durationMs: 1100, ...rest }, 4],
    [
      'warm-up comes first',
      { arrival: 'constant', rate: 100, durationMs: 1000, ...rest, warmupMs: 500 },
      150,
    ],
    ['a ramp is its area', { arrival: 'ramp', from: 0, to: 100, durationMs: 10_000, ...rest }, 500],
    [
      'stages add up',
      {
        arrival: 'stages',
        stages: [
          { rate: 10, durationMs: 1000 },
          { rate: 0, durationMs: 1000 },
          { rate: 20, durationMs: 500 },
        ],
        ...rest,
      },
      20,
    ],
  ];
  it.each(table)('%s', (_, load, count) => {
    expect(scheduleOf(load, 1).count).toBe(count);
  });
});

describe('due times', () => {
  it('are evenly spaced at a constant rate', () => {
    const schedule = scheduleOf({ arrival: 'constant', rate: 1000, durationMs: 1000, ...rest }, 1);
    expect([0, 1, 999].map((i) => schedule.dueNs(i))).toEqual([0, 1e6, 999e6]);
  });

  it('skip a stage without arrivals', () => {
    const stages = [
      { rate: 10, durationMs: 1000 },
      { rate: 0, durationMs: 1000 },
      { rate: 10, durationMs: 1000 },
    ];
    const schedule = scheduleOf({ arrival: 'stages', stages, ...rest }, 1);
    expect([9, 10].map((i) => schedule.dueNs(i))).toEqual([900e6, 2000e6]);
  });

  it('follow the area under a ramp', () => {
    const schedule = scheduleOf({ arrival: 'ramp', from: 0, to: 200, durationMs: 2000, ...rest }, 1);
    // N(t) = 50 t^2: the 50th arrival comes after one second.
    expect(schedule.dueNs(50)).toBeCloseTo(1e9, -1);
  });

  const load: fc.Arbitrary<Open> = fc.oneof(
    fc.record({
      arrival: fc.constantFrom('constant' as const, 'poisson' as const),
      rate: fc.double({ min: 0.5, max: 5000, noNaN: true }),
      durationMs: fc.integer({ min: 1, max: 3000 }),
      warmupMs: fc.integer({ min: 0, max: 1000 }),
      drainMs: fc.constant(0),
      maxInFlight: fc.constant(1),
    }),
    fc.record({
      arrival: fc.constant('ramp' as const),
      from: fc.double({ min: 0, max: 5000, noNaN: true }),
      to: fc.double({ min: 0.5, max: 5000, noNaN: true }),
      durationMs: fc.integer({ min: 1, max: 3000 }),
      warmupMs: fc.integer({ min: 0, max: 1000 }),
      drainMs: fc.constant(0),
      maxInFlight: fc.constant(1),
    }),
  );

  it('ascend, stay inside the load, and do not depend on the order of asking', () => {
    fc.assert(
      fc.property(load, fc.integer({ min: 0, max: 2 ** 32 }), (open, seed) => {
        const schedule = scheduleOf(open, seed);
        const dues = Array.from({ length: schedule.count }, (_, i) => schedule.dueNs(i));
        expect(dues.every((due, i) => due >= (dues[i - 1] ?? 0) && due <= schedule.totalNs)).toBe(true);
        const again = scheduleOf(open, seed);
        for (const i of [schedule.count - 1, 0, Math.floor(schedule.count / 2)]) {
          if (i >= 0 && i < schedule.count) expect(again.dueNs(i)).toBe(dues[i]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a Poisson load have exponential gaps: mean and deviation are the same', () => {
    const schedule = scheduleOf({ arrival: 'poisson', rate: 1000, durationMs: 100_000, ...rest }, 42);
    const gaps = Array.from(
      { length: schedule.count - 1 },
      (_, i) => schedule.dueNs(i + 1) - schedule.dueNs(i),
    );
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(Math.abs(mean / 1e6 - 1)).toBeLessThan(0.02);
    expect(Math.abs(deviation / mean - 1)).toBeLessThan(0.03);
  });
});

describe('the window', () => {
  it('begins after the warm-up', () => {
    expect(windowOf({ arrival: 'constant', rate: 1, durationMs: 1000, ...rest, warmupMs: 500 })).toEqual({
      startNs: 0.5e9,
      endNs: 1.5e9,
    });
  });
});
