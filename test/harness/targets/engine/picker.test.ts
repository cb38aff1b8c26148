import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PooledTransaction } from '../../../../harness/spec/engine.ts';
import { Picker } from '../../../../harness/targets/engine/picker.ts';
import { pooled, poolWith, RICH, sender } from './pool-fixtures.ts';

/** Everything a block of any size would take, in order. */
function drain(picker: Picker): PooledTransaction[] {
  const picked: PooledTransaction[] = [];
  for (let waiting = picker.best(); waiting !== null; waiting = picker.best()) {
    picked.push(waiting.transaction);
    picker.advance();
  }
  return picked;
}

describe('Picker', () => {
  it('takes the higher tip first, then the earlier arrival, each sender by nonce', () => {
    const low = pooled({ sender: sender(1), tipWei: 1n });
    const high = pooled({ sender: sender(2), tipWei: 9n });
    const after = pooled({ sender: sender(2), nonce: 1, tipWei: 1n });
    const equal = pooled({ sender: sender(3), tipWei: 9n });
    expect(drain(new Picker(poolWith(low, equal, high, after), 0n))).toEqual([equal, high, low, after]);
  });

  it('counts what is left of the fee cap above the base fee', () => {
    const capped = pooled({ sender: sender(1), maxFeeWei: 12n, tipWei: 12n });
    const plain = pooled({ sender: sender(2), maxFeeWei: 20n, tipWei: 5n });
    expect(drain(new Picker(poolWith(capped, plain), 10n))).toEqual([plain, capped]);
  });

  it('leaves what does not pay the base fee, and what follows it', () => {
    const pool = poolWith(pooled({ maxFeeWei: 19n }), pooled({ nonce: 1, maxFeeWei: 100n }));
    expect(drain(new Picker(pool, 20n))).toEqual([]);
  });

  it('leaves what arrived after it was made', () => {
    const first = pooled();
    const pool = poolWith(first);
    const picker = new Picker(pool, 0n);
    pool.add(pooled({ nonce: 1 }), RICH);
    pool.add(pooled({ sender: sender(2) }), RICH);
    expect(drain(picker)).toEqual([first]);
  });

  it('skips a sender whose transaction does not fit', () => {
    const other = pooled({ sender: sender(2), tipWei: 1n });
    const picker = new Picker(poolWith(pooled(), pooled({ nonce: 1 }), other), 0n);
    picker.skip();
    expect(drain(picker)).toEqual([other]);
  });

  it('orders like a plain search for the best head', () => {
    const one = fc.record({ who: fc.nat(4), tip: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (list) => {
        const next = new Map<number, number>();
        const all = list.map(({ who, tip }) => {
          const nonce = next.get(who) ?? 0;
          next.set(who, nonce + 1);
          return pooled({ sender: sender(who), nonce, tipWei: BigInt(tip) });
        });
        // At most ten of a sender wait.
        const queues = [0, 1, 2, 3, 4].map((who) => all.filter((t) => t.sender === sender(who)).slice(0, 10));
        const expected: PooledTransaction[] = [];
        for (;;) {
          const heads = queues.flatMap((queue) => queue.slice(0, 1));
          if (heads.length === 0) break;
          heads.sort((a, b) => Number(b.tipWei - a.tipWei) || all.indexOf(a) - all.indexOf(b));
          expected.push(heads[0]!);
          queues.find((queue) => queue[0] === heads[0])!.shift();
        }
        expect(drain(new Picker(poolWith(...all), 0n))).toEqual(expected);
      }),
    );
  });
});
