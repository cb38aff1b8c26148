import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../../harness/measure/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

function doubts(over: Partial<RunRecord>, samplesLost: string | null = null) {
  const record = { ...makeRecord('valid'), ...over };
  const evidence = { lagP99Ms: 10, stalledMs: null, generatorsLost: 0, guessableKeys: false, samplesLost };
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
