import { describe, expect, it } from 'vitest';
import { ConflictCount } from '../../../../harness/engines/ethereumjs/access.ts';

const FEES = '0xfee';

/** State as text, and transactions that read and write it. */
function block() {
  const state = new Map<string, string>();
  const key = (account: string, slot: string | null) => `${account} ${slot}`;
  const count = new ConflictCount(FEES, (account, slot) => state.get(key(account, slot)) ?? '');
  return {
    count,
    read: (account: string, slot: string) => count.read(account, slot),
    write(account: string, slot: string | null, value: string) {
      count.write(account, slot);
      state.set(key(account, slot), value);
    },
  };
}

describe('conflicts of a block', () => {
  it('are transactions that touch what an earlier one changed', () => {
    const { count, read, write } = block();
    write('a', '1', 'x');
    count.end();
    read('a', '2');
    count.end();
    expect(count.conflicting).toBe(0);
    read('a', '1');
    count.end();
    write('a', '1', 'y');
    count.end();
    expect(count.conflicting).toBe(2);
  });

  it('are met on an account by those who change it, not by those who call it', () => {
    const { count, read, write } = block();
    write('a', null, '1 wei');
    count.end();
    read('a', '7');
    write('a', null, '1 wei');
    count.end();
    expect(count.conflicting).toBe(0);
    write('a', null, '2 wei');
    count.end();
    expect(count.conflicting).toBe(1);
  });

  it('tell an account from its slots', () => {
    const { count, read, write } = block();
    write('a', null, 'balance');
    count.end();
    read('a', '1');
    count.end();
    expect(count.conflicting).toBe(0);
  });

  it('leave out reads, values put back, refused transactions and the fee recipient', () => {
    const { count, read, write } = block();
    read('a', '1');
    count.end();
    write('b', '1', 'locked');
    write('b', '1', '');
    count.end();
    write('c', '1', 'x');
    count.forget();
    write(FEES, null, 'paid');
    count.end();
    for (const account of ['a', 'b', 'c']) read(account, '1');
    write(FEES, null, 'paid again');
    count.end();
    expect(count.conflicting).toBe(0);
  });

  it('count a transaction once, however much it touches', () => {
    const { count, read, write } = block();
    write('a', '1', 'x');
    write('a', '2', 'x');
    count.end();
    read('a', '1');
    read('a', '2');
    count.end();
    expect(count.conflicting).toBe(1);
  });
});
