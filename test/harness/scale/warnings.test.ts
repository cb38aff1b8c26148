import { describe, expect, it } from 'vitest';
import type { ScaleLevel } from '../../../harness/scale/index.ts';
import { warningsOf } from '../../../harness/scale/warnings.ts';
import { makeScale } from '../../support/scale.ts';

const level = makeScale().levels[1]!;

describe('warnings', () => {
  it('there are none where all is as it should be', () => {
    expect(warningsOf(makeScale().levels)).toEqual([]);
  });

  it.each<[string, Partial<ScaleLevel>, RegExp]>([
    [
      'measured above the bound',
      {
        rows: [{ ...level.rows[2]!, speedUp: { median: 2.5, low: 2.2, high: 3 }, aboveBound: true }],
      },
      /contention 0\.5, parallel on 2 threads: measured 2\.500, at least 2\.200 .* bound 2\.000/,
    ],
    ['a curve that passes its limit', { limit: 1.5 }, /passes its own limit 1\.500/],
    ['many that reverted', { reverted: 25 }, /25 of 240 transactions reverted/],
  ])('%s', (_, changes, says) => {
    expect(warningsOf([{ ...level, ...changes }])).toEqual([expect.stringMatching(says)]);
  });
});
