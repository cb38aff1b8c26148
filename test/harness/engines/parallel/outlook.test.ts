import { describe, expect, it } from 'vitest';
import { Outlook } from '../../../../harness/engines/parallel/outlook.ts';
import { benchBlocks } from '../../../bench/blocks.ts';

const CHAIN = { gas: 1000, criticalGas: 900 };
const WIDE = { gas: 1000, criticalGas: 899 };

describe('the outlook', () => {
  it('is several threads at first, and after what was no chain', () => {
    const outlook = new Outlook();
    expect(outlook.oneByOne()).toBe(false);
    outlook.note(WIDE);
    expect(outlook.oneByOne()).toBe(false);
  });

  /** Plays so many waves that are chains; which of them went on several threads. */
  function looks(outlook: Outlook, waves: number): number[] {
    const seen: number[] = [];
    for (let wave = 0; wave < waves; wave++) {
      if (outlook.oneByOne()) continue;
      seen.push(wave);
      outlook.note(CHAIN);
    }
    return seen;
  }

  it('is one thread after a chain, and looks again the later the oftener that held, every sixteenth time at last', () => {
    expect(looks(new Outlook(), 63)).toEqual([0, 2, 6, 14, 30, 46, 62]);
  });

  it('turns when the next look finds no chain, and then trusts the first chain little', () => {
    const outlook = new Outlook();
    looks(outlook, 46);
    expect(outlook.oneByOne()).toBe(false);
    outlook.note(WIDE);
    expect(looks(outlook, 7)).toEqual([0, 2, 6]);
  });
});

it('blocks of one hot pool go by one thread once the first has shown the chain, to the same state', async () => {
  const { rows } = await benchBlocks('one hot pool', { blocks: 4, transactions: 20, senders: 0 });
  const [sequential, parallel] = rows;
  expect(parallel!.stateRoot).toBe(sequential!.stateRoot);
  const { works } = parallel!;
  for (const { criticalGas, gas } of works) expect(criticalGas).toBeGreaterThan(0.9 * gas);
  // One thread need not look again at what it read. The third block shows that the chain still holds.
  for (const { validations, executions } of [works[1]!, works[3]!]) {
    expect([validations, executions]).toEqual([0, 20]);
  }
});

it('blocks that meet nowhere go on all threads', async () => {
  const { rows } = await benchBlocks('transfers', { blocks: 3, transactions: 20, senders: 20 });
  for (const { criticalGas, gas } of rows[1]!.works) expect(criticalGas).toBeLessThan(gas / 2);
});

it('a thread that only waits has done no work', async () => {
  const { rows } = await benchBlocks('one hot pool', { blocks: 4, transactions: 100, senders: 0 });
  const foretold = [1, 3].map((block) => rows[1]!.works[block]!);
  const busy = (thread: number) => foretold.reduce((sum, { busyMs }) => sum + busyMs.execution[thread]!, 0);
  expect(busy(1)).toBeLessThan(busy(0) / 4);
});
