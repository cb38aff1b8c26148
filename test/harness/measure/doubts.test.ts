import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../../harness/measure/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

function doubts(over: Partial<RunRecord>, samplesLost: string | null = null, failedReads = 0) {
  const record = { ...makeRecord('valid'), ...over };
  const evidence = {
    failedReads,
    lagP99Ms: 10,
    stalledMs: null,
    generatorsLost: 0,
    guessableKeys: false,
    samplesLost,
  };
  return doubtsOf({ record, ...evidence }).map(({ code, level, message }) => ({ code, level, message }));
}

const measuredAt = '2026-01-02T03:04:05.000Z';

describe('near the ceiling', () => {
  const { throughput } = makeRecord('valid');
  const at = (sentTps: number) => ({ throughput: { ...throughput, sentTps } });

  it('warns past 80 % of what this machine was calibrated to', () => {
    const ceiling = { tps: 1000, into: 'sink', measuredAt } as const;
    expect(doubts({ ...at(801), ceiling })).toContainEqual({
      code: 'near-ceiling',
      level: 'warning',
      message: '801 sent a second are 80.10 % of the 1000 that this machine was calibrated to',
    });
    expect(doubts({ ...at(799), ceiling }).map(({ code }) => code)).not.toContain('near-ceiling');
  });

  it('says nothing where nothing was calibrated', () => {
    expect(doubts({ ...at(1e6), ceiling: null }).map(({ code }) => code)).not.toContain('near-ceiling');
  });
});

it('warns of samples that were lost', () => {
  expect(doubts({}, 'ENOSPC: no space left on device')).toContainEqual({
    code: 'samples-lost',
    level: 'warning',
    message: 'The samples could not be kept: ENOSPC: no space left on device',
  });
});

describe('reads', () => {
  const record = makeRecord('rpc-read');
  const reads = record.reads!;
  const failures = [{ code: 'timeout', method: 'logs', detail: 'no answer in time', count: 3 }] as const;
  const failed = { total: { due: 11_000, ok: 10_997, failed: 3 }, failures: [...failures] };
  const codesOf = (over: Partial<typeof reads>, failedReads = 0) =>
    doubts({ ...record, reads: { ...reads, ...over } }, null, failedReads).map(({ code }) => code);

  it('that all were answered rightly raise none, though nothing was sent', () => {
    expect(codesOf({})).toEqual([]);
  });

  it('that failed are named with the first of their reasons', () => {
    expect(doubts({ ...record, reads: { ...reads, ...failed } })).toEqual([
      {
        code: 'reads-failed',
        level: 'invalid',
        message: '3 reads (0.03 %) failed, most as timeout of logs: "no answer in time"',
      },
    ]);
  });

  it('may fail as often as the plan says', () => {
    expect(codesOf(failed, 3 / 11_000)).toEqual([]);
    expect(codesOf(failed, 2 / 11_000)).toEqual(['reads-failed']);
  });

  it('that were due and never decided leave the ledger unbalanced', () => {
    expect(codesOf({ total: { due: 11_000, ok: 10_999, failed: 0 } })).toEqual(['ledger-unbalanced']);
  });

  it('that waited are a warning', () => {
    expect(codesOf({ waited: 1 })).toEqual(['reads-waited']);
  });

  it('that were late by their own reader make the generator the limit', () => {
    const lag = { ...reads.latency.lag, p99Ns: 11e6 };
    expect(codesOf({ latency: { ...reads.latency, lag } })).toEqual(['generator-limit']);
  });

  it('of which none came due are nothing', () => {
    expect(codesOf({ total: { due: 0, ok: 0, failed: 0 } })).toEqual(['nothing-sent']);
  });
});
