import { describe, expect, it } from 'vitest';
import { measureConflicts } from '../../../harness/run/conflicts.ts';
import type { BlockRow, Hex } from '../../../harness/spec/index.ts';

const WINDOW = { startNs: 0, endNs: 1e9 };
const row = (number: number, ours = 4, seenNs = 5e8): BlockRow => ({
  number,
  seenNs,
  timestampS: 0,
  gasUsed: 0,
  gasLimit: 0,
  baseFeeWei: null,
  transactions: ours,
  ours,
});
const from = (who: number): Hex => `0x${String(who).padStart(40, '0')}`;
const senders = [1, 2, 3, 4].map(from);

/** A chain that cannot trace, whose blocks hold these transactions. */
const untraced = (transactions: object[]) => ({ request: async () => ({ transactions }) });

describe('the realised conflict rate', () => {
  it('is what the chain traced, over blocks of the window that hold something of ours', async () => {
    const asked: number[] = [];
    const chain = {
      ...untraced([]),
      conflicts: async (blocks: readonly number[]) => {
        asked.push(...blocks);
        return blocks.map((number) => (number === 2 ? null : { transactions: 4, conflicting: 1 }));
      },
    };
    const blocks = [row(1), row(2), row(3, 0), row(4, 4, 2e9), row(5)];
    expect(await measureConflicts({ chain, driver: {}, senders, blocks, window: WINDOW })).toEqual({
      rate: 0.25,
      source: 'chain',
      blocks: 2,
      transactions: 8,
    });
    expect(asked).toEqual([1, 2, 5]);
  });

  it('looks at twenty blocks at the most, over the whole window', async () => {
    const asked: number[] = [];
    const chain = {
      ...untraced([]),
      conflicts: async (blocks: readonly number[]) => {
        asked.push(...blocks);
        return blocks.map(() => ({ transactions: 1, conflicting: 0 }));
      },
    };
    const blocks = Array.from({ length: 100 }, (_, number) => row(number));
    await measureConflicts({ chain, driver: {}, senders, blocks, window: WINDOW });
    expect(asked).toEqual(Array.from({ length: 20 }, (_, n) => 5 * n));
  });

  it.each([
    ['the callee, where the workload says nothing', undefined, 3 / 4],
    ['what the workload says', ({ data }: { data: Hex }) => [data], 1 / 4],
  ])('is estimated from %s', async (_, writes, rate) => {
    const transactions = [
      { from: from(1), to: from(9), input: '0x01' },
      { from: from(2), to: from(9), input: '0x02' },
      { from: from(3), to: from(9), input: '0x01' },
      { from: from(4), to: from(9), input: '0x03' },
    ];
    const driver = writes ? { writes } : {};
    const blocks = [row(7)];
    expect(
      await measureConflicts({ chain: untraced(transactions), driver, senders, blocks, window: WINDOW }),
    ).toEqual({
      rate,
      source: 'declared',
      blocks: 1,
      transactions: 4,
    });
  });

  it('counts two transactions of one sender as a conflict', async () => {
    const transactions = [1, 1].map((who, n) => ({ from: from(who), to: null, input: `0x0${n}` }));
    const driver = { writes: ({ data }: { data: Hex }) => [data] };
    const blocks = [row(7)];
    expect(
      await measureConflicts({ chain: untraced(transactions), driver, senders, blocks, window: WINDOW }),
    ).toMatchObject({ rate: 0.5 });
  });

  it('asks the workload about its own senders alone: others share the chain', async () => {
    const transactions = [
      { from: from(8), to: from(9), input: '0xdeadbeef' },
      { from: from(7), to: from(9), input: '0x' },
      { from: from(1), to: from(9), input: '0x01' },
    ];
    const driver = {
      writes({ data }: { data: Hex }) {
        if (data !== '0x01') throw new Error('a call that the workload does not make');
        return ['0x01'];
      },
    };
    const blocks = [row(7)];
    expect(
      await measureConflicts({ chain: untraced(transactions), driver, senders, blocks, window: WINDOW }),
    ).toMatchObject({ rate: 1 / 3, transactions: 3 });
  });

  it('is nothing where nobody can tell', async () => {
    expect(
      await measureConflicts({ chain: untraced([]), driver: {}, senders, blocks: [row(1)], window: WINDOW }),
    ).toBeNull();
    expect(
      await measureConflicts({ chain: untraced([]), driver: {}, senders, blocks: [], window: WINDOW }),
    ).toBeNull();
  });
});
