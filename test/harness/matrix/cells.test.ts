import { describe, expect, it } from 'vitest';
import { cellsOf, estimateMs, folderOfCell, orderOfCells } from '../../../harness/matrix/index.ts';

const AXES = {
  workloads: ['erc20', 'dex-swap'],
  contention: [0, 0.5, 1],
  targets: ['sequential', 'parallel', 'anvil'],
} as const;

describe('cells', () => {
  it('are every workload at every contention on every target, in that order', () => {
    const cells = cellsOf(AXES);
    expect(cells).toHaveLength(18);
    expect(cells[0]).toEqual({ workload: 'erc20', contention: 0, target: 'sequential' });
    expect(cells[4]).toEqual({ workload: 'erc20', contention: 0.5, target: 'parallel' });
    expect(cells.at(-1)).toEqual({ workload: 'dex-swap', contention: 1, target: 'anvil' });
    expect(new Set(cells.map(folderOfCell)).size).toBe(18);
    expect(folderOfCell(cells[4]!)).toBe('erc20-0.5-parallel');
  });
});

describe('the order in which they run', () => {
  const names = (seed: number) => orderOfCells(AXES, seed).map(folderOfCell);

  it('has each once, and depends on the seed alone', () => {
    expect(names(1).toSorted()).toEqual(cellsOf(AXES).map(folderOfCell).toSorted());
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
  });

  it('keeps all targets of a workload and contention together', () => {
    const order = orderOfCells(AXES, 5);
    for (let at = 0; at < order.length; at += AXES.targets.length) {
      const group = order.slice(at, at + AXES.targets.length);
      expect(new Set(group.map(({ workload, contention }) => `${workload} ${contention}`)).size).toBe(1);
      expect(group.map(({ target }) => target).toSorted()).toEqual([...AXES.targets].toSorted());
    }
  });

  it('lets no target be always first, and no workload', () => {
    const first = (pick: 'target' | 'workload') =>
      new Set(Array.from({ length: 40 }, (_, seed) => orderOfCells(AXES, seed)[0]![pick]));
    expect(first('target').size).toBe(3);
    expect(first('workload').size).toBe(2);
  });
});

it('the default matrix is estimated at an hour and a half, and at half of it where what is under way is given', () => {
  const times = { warmupMs: 1000, durationMs: 3000 };
  const minutes = estimateMs(72, { ...times, inFlight: null }) / 60_000;
  expect(minutes).toBeGreaterThan(75);
  expect(minutes).toBeLessThan(95);
  expect(estimateMs(72, { ...times, inFlight: 1000 }) / 60_000).toBeCloseTo(minutes / 2);
});
