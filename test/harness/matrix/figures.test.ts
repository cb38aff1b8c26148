import { describe, expect, it } from 'vitest';
import {
  capacityDoubts,
  capacityOf,
  climbDoubts,
  halfDoubts,
  halfLoadOf,
  halfRate,
  isInvalid,
  nextInFlight,
} from '../../../harness/matrix/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

const S = 1e9;

/** A block a second from 1 on, each with so many of ours; the window goes from 2 s to 7 s. */
function recordWith(ours: readonly number[], change: (record: RunRecord) => void = () => {}): RunRecord {
  const record = makeRecord('parallel');
  const [template] = record.blocks;
  record.window = { startNs: 2 * S, endNs: 7 * S };
  record.throughput.offeredTps = 1e6;
  record.windowLedger.included = 100;
  record.windowLedger.succeeded = 100;
  record.blocks = ours.map((count, at) => ({
    ...template!,
    number: at + 1,
    seenNs: (at + 1) * S,
    ours: count,
  }));
  record.verdict = { verdict: 'valid', reasons: [] };
  change(record);
  return record;
}

describe('capacity', () => {
  it('is counted between blocks of the window, where it has enough of them', () => {
    const { tps, blocks, inFlight } = capacityOf(recordWith([50, 100, 200, 200, 200, 200, 900, 900]), 70);
    expect([blocks, inFlight]).toEqual([6, 70]);
    expect(tps).toBeCloseTo((200 * 4 + 900) / 5);
  });

  it('is not bounded by what was offered meanwhile', () => {
    const record = recordWith([100, 100, 100, 100, 100, 100, 100], (one) => {
      one.throughput.offeredTps = 7;
    });
    expect(capacityOf(record, 1).tps).toBeCloseTo(100);
  });

  it('is that of the whole load where there are few blocks, and says so', () => {
    const record = recordWith([0, 0, 0, 40, 0, 0, 0, 0, 60], (one) => {
      one.ledger.succeeded = 90;
      for (const block of one.blocks) block.gasUsed = 1000 * block.ours;
    });
    expect(capacityOf(record, 1)).toMatchObject({ tps: 10, gasPerSecond: 100_000 / 9 });
    expect(capacityDoubts(record)).toEqual([
      expect.objectContaining({ phase: 'capacity', level: 'warning', code: 'few-blocks' }),
    ]);
  });

  it('is nothing where no block had any of ours', () => {
    expect(capacityOf(recordWith([0, 0, 0]), 1).tps).toBe(0);
    expect(halfRate({ tps: 0 })).toBeNull();
    expect(halfRate({ tps: 2469.2 })).toBe(1230);
  });

  it('doubts a generator that has no time left, and passes on what the run says', () => {
    const record = recordWith([1, 1, 1, 1, 1, 1, 1], (one) => {
      one.generators[0]!.eventLoopUtilisation = 0.97;
      one.verdict.reasons = [
        { code: 'oracle-failed', level: 'invalid', message: 'balances differ', advice: '' },
        { code: 'reverts', level: 'warning', message: 'as meant', advice: '' },
      ];
    });
    const doubts = capacityDoubts(record);
    expect(doubts.map(({ code }) => code)).toEqual(['oracle-failed', 'generator-busy']);
    expect(isInvalid({ doubts }, 'capacity')).toBe(true);
    expect(isInvalid({ doubts }, 'half')).toBe(false);
  });

  it('has the stages of a transaction where the engine tells them', () => {
    const { stagesMicros } = capacityOf(
      recordWith([1], (one) => {
        one.execution!.transactions = 1000;
        one.execution!.wallMs = { decode: 10, signatures: 20, execution: 30, roots: 40 };
      }),
      1,
    );
    expect(stagesMicros).toEqual({ decode: 10, signatures: 20, execution: 30, roots: 40 });
    expect(capacityOf(makeRecord('valid'), 1).stagesMicros).toBeNull();
  });
});

describe('the climb', () => {
  const risen = [100, 200].map((inFlight) => ({ inFlight, tps: inFlight }));
  const flat = [...risen, { inFlight: 400, tps: 219 }];

  it('tries twice as much at the least once, and again while that brings more', () => {
    expect(nextInFlight(risen.slice(0, 1), 1000)).toBe(200);
    expect(nextInFlight(risen, 1000)).toBe(400);
    expect(nextInFlight(flat, 1000)).toBeNull();
    expect(climbDoubts(flat, null)).toEqual([]);
  });

  it('ends where there is no room, or after five, and doubts what it found if that was still more', () => {
    expect(nextInFlight(risen, 399)).toBeNull();
    const five = [1, 2, 4, 8, 16].map((times) => ({ inFlight: times, tps: times }));
    expect(nextInFlight(five, 1000)).toBeNull();
    for (const tried of [risen, five]) {
      expect(climbDoubts(tried, null)).toMatchObject([{ phase: 'capacity', code: 'may-take-more' }]);
    }
  });

  it('doubts what it found where the next left nothing', () => {
    expect(climbDoubts(flat, 'with 800 under way: no memory')).toEqual([
      {
        phase: 'capacity',
        level: 'warning',
        code: 'more-failed',
        message: 'with 800 under way: no memory',
      },
    ]);
  });

  it('knows of no more where one was given', () => {
    expect(nextInFlight(risen.slice(0, 1), 100)).toBeNull();
    expect(climbDoubts(risen.slice(0, 1), null)).toEqual([]);
  });
});

describe('the half load', () => {
  const record = recordWith([1, 1, 1, 1, 1, 1, 1], (one) => {
    one.ledger.included = 1000;
    one.harness = { cpuMicros: 200_000, targetCpuMicros: 100_000, rssMaxBytes: 0 };
    one.throughput.goodputTps = 500;
  });

  it('tells generator and node apart where they are two processes', () => {
    const { cpuMicros, memoryBytes } = halfLoadOf(record, 500, false, { own: 4000, node: 8000 });
    expect(cpuMicros).toEqual({ together: 300, generator: 200, node: 100 });
    expect(memoryBytes).toEqual({ together: 12, generator: 4, node: 8 });
  });

  it('and as one where they are one', () => {
    const { cpuMicros, memoryBytes } = halfLoadOf(record, 500, true, { own: 4000, node: null });
    expect(cpuMicros).toEqual({ together: 300, generator: null, node: null });
    expect(memoryBytes).toEqual({ together: 4, generator: null, node: null });
  });

  it('makes up nothing where a node does not tell, or nothing was included', () => {
    const silent = recordWith([], (one) => {
      one.ledger.included = 10;
      one.harness = { cpuMicros: 100, targetCpuMicros: null, rssMaxBytes: 0 };
    });
    const half = halfLoadOf(silent, 5, false, { own: 10, node: null });
    expect(half.cpuMicros).toEqual({ together: null, generator: 10, node: null });
    silent.ledger.included = 0;
    expect(halfLoadOf(silent, 5, true, { own: 10, node: null }).cpuMicros.together).toBeNull();
  });

  it('doubts a load that queued up', () => {
    expect(halfDoubts(record, 500)).toEqual([]);
    const late = recordWith([1, 1, 1, 1, 1, 1, 1], (one) => {
      one.throughput.goodputTps = 100;
    });
    expect(halfDoubts(late, 500).map(({ code }) => code)).toEqual(['kept-waiting']);
  });
});
