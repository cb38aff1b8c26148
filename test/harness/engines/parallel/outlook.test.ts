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

  it('is one thread after a chain, but every sixteenth time', () => {
    const outlook = new Outlook();
    const went: boolean[] = [];
    for (let wave = 0; wave < 33; wave++) {
      went.push(outlook.oneByOne());
      if (!went.at(-1)) outlook.note(CHAIN);
    }
    expect(went.flatMap((alone, wave) => (alone ? [] : [wave]))).toEqual([0, 16, 32]);
  });

  it('turns when the next look finds no chain', () => {
    const outlook = new Outlook();
    outlook.note(CHAIN);
    for (let wave = 0; wave < 15; wave++) outlook.oneByOne();
    expect(outlook.oneByOne()).toBe(false);
    outlook.note(WIDE);
    expect(outlook.oneByOne()).toBe(false);
  });
});

it('blocks of one hot pool go by one thread once the first has shown the chain, to the same state', async () => {
  const { rows } = await benchBlocks('one hot pool', { blocks: 4, transactions: 20, senders: 0 });
  const [sequential, parallel] = rows;
  expect(parallel!.stateRoot).toBe(sequential!.stateRoot);
  const [first, ...others] = parallel!.works;
  expect(first!.criticalGas).toBeGreaterThan(0.9 * first!.gas);
  // One thread need not look again at what it read.
  expect(others.map(({ validations, criticalGas, gas }) => [validations, criticalGas === gas])).toEqual(
    others.map(() => [0, true]),
  );
});

it('blocks that meet nowhere go on all threads', async () => {
  const { rows } = await benchBlocks('transfers', { blocks: 3, transactions: 20, senders: 20 });
  for (const { criticalGas, gas } of rows[1]!.works) expect(criticalGas).toBeLessThan(gas / 2);
});

it('a thread that only waits has done no work', async () => {
  const { rows } = await benchBlocks('one hot pool', { blocks: 4, transactions: 100, senders: 0 });
  const [, ...foretold] = rows[1]!.works;
  const busy = (thread: number) => foretold.reduce((sum, { busyMs }) => sum + busyMs.execution[thread]!, 0);
  expect(busy(1)).toBeLessThan(busy(0) / 4);
});
