import { describe, expect, it } from 'vitest';
import { arrange } from '../../../harness/scale/arrange.ts';
import type { Wait } from '../../../harness/spec/index.ts';

/** Every odd index waits for the one before it. */
function pairs(more: Partial<Wait>): { wait(index: number): Wait | null } {
  return { wait: (index) => (index % 2 === 0 ? null : { after: index - 1, ...more }) };
}

describe('which block an intent goes into', () => {
  it('is the first that has room where nobody waits', () => {
    expect(arrange({}, 2, 3)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  it('is one after that of the intent that it waits for', () => {
    expect(arrange(pairs({}), 3, 2)).toEqual([
      [0, 2],
      [1, 3],
      [4, 6],
    ]);
  });

  it.each([{ blocks: 1 }, { seconds: 1 }])('is later where %j must pass', (more) => {
    expect(arrange(pairs(more), 4, 2)).toEqual([
      [0, 2],
      [4, 6],
      [1, 3],
      [5, 7],
    ]);
  });

  it('is refused where too many wait', () => {
    const chain = { wait: (index: number) => (index === 0 ? null : { after: index - 1 }) };
    expect(() => arrange(chain, 2, 2)).toThrow(
      expect.objectContaining({ code: 'bad-scenario', message: expect.stringMatching(/^block 1 .*1 of 2/) }),
    );
  });
});
