/**
 * How late the clock's three ways of waiting are, and what they cost: an empty load at a fixed rate.
 * `npm run bench -- pacing --full`.
 */
import { Histogram } from '../../harness/measure/index.ts';
import { scheduleOf } from '../../harness/pacing/index.ts';
import { PACINGS, type Pacing } from '../../harness/spec/index.ts';
import { monotonicNs, realClock } from '../../harness/std/index.ts';
import { constantLoad } from '../support/generator.ts';

export interface PacingBench {
  readonly pacing: Pacing;
  readonly rate: number;
  readonly arrivals: number;
  readonly lagNsP50: number;
  readonly lagNsP99: number;
  readonly lagNsMax: number;
  /** Share of one core. */
  readonly cpu: number;
}

export async function benchPacing(pacing: Pacing, rate: number, seconds: number): Promise<PacingBench> {
  const schedule = scheduleOf(constantLoad(rate, seconds), 1);
  const clock = realClock(monotonicNs() + 20e6, pacing);
  const lag = new Histogram();
  const before = process.cpuUsage();
  let index = 0;
  await new Promise<void>((resolve) => {
    function turn(): void {
      for (let nowNs = clock.nowNs(); index < schedule.count && schedule.dueNs(index) <= nowNs; index++) {
        lag.record(nowNs - schedule.dueNs(index));
      }
      if (index < schedule.count) clock.wake(schedule.dueNs(index), turn);
      else resolve();
    }
    clock.wake(0, turn);
  });
  const used = process.cpuUsage(before);
  const { p50Ns, p99Ns, maxNs } = lag.summary();
  return {
    pacing,
    rate,
    arrivals: lag.count,
    lagNsP50: p50Ns ?? 0,
    lagNsP99: p99Ns ?? 0,
    lagNsMax: maxNs ?? 0,
    cpu: (used.user + used.system) / 1e6 / seconds,
  };
}

export async function printPacing(full: boolean): Promise<void> {
  console.log('pacing: an empty load, lag behind the due time');
  for (const rate of [1_000, 10_000]) {
    for (const pacing of PACINGS) {
      const b = await benchPacing(pacing, rate, full ? 10 : 0.5);
      const us = (ns: number) => `${(ns / 1000).toFixed(0).padStart(6)} us`;
      console.log(
        `  ${pacing.padEnd(5)} ${String(rate).padStart(6)}/s  p50 ${us(b.lagNsP50)}  p99 ${us(b.lagNsP99)}  max ${us(b.lagNsMax)}  ${(100 * b.cpu).toFixed(0).padStart(3)} % of a core  ${b.arrivals} arrivals`,
      );
    }
  }
}
