import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { type Asked, signBlocks } from '../../../harness/scale/blocks.ts';

const erc20 = BUILT_IN.workloads.find(({ name }) => name === 'erc20')!;
const asked: Asked = {
  workload: erc20,
  options: erc20.options.parse({}),
  seed: 1,
  accounts: 20,
  blocks: 3,
  blockSize: 40,
};

describe('signed blocks', () => {
  it('are as many and as long as asked for, after the set-up; whoever signs has ether', () => {
    const { allocations, setup, load } = signBlocks(asked);
    expect(allocations).toHaveLength(21);
    expect(load.map(({ raws }) => raws.length)).toEqual([40, 40, 40]);
    expect(load[0]!.hints.slice(0, 3)).toEqual([0, 1, 2]);
    expect(setup.flatMap(({ actions }) => actions)).toContain('approve');
  });

  it('are the same for the same seed, and others for another', () => {
    const bytes = (changes: Partial<Asked>) =>
      signBlocks({ ...asked, ...changes }).load.flatMap(({ raws }) => raws);
    expect(bytes({})).toEqual(bytes({}));
    expect(bytes({ seed: 2 })).not.toEqual(bytes({}));
  });
});
