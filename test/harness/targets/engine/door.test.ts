import { describe, expect, it } from 'vitest';
import { type Engine, NO_HINT, type PooledTransaction } from '../../../../harness/spec/engine.ts';
import type { Address } from '../../../../harness/spec/intent.ts';
import { Door } from '../../../../harness/targets/engine/door.ts';
import { Mempool } from '../../../../harness/targets/engine/mempool.ts';
import { StillClock } from './node-fixtures.ts';
import { LIMITS, pooled, poolWith, RICH, sender } from './pool-fixtures.ts';

/** A door before an engine whose transactions are one byte: the sender's number. */
function doorBefore(wave: number) {
  const decoded: { bytes: number[]; hints: number[] | undefined }[] = [];
  const engine = {
    wave,
    head: {},
    state: { accounts: async (addresses: readonly Address[]) => addresses.map(() => RICH) },
    decode: async (raws: readonly Uint8Array[], hints?: ArrayLike<number>) => {
      decoded.push({ bytes: raws.map(([byte]) => byte!), hints: hints && Array.from(hints) });
      if (raws.some(([byte]) => byte === 99)) throw new Error('a bug');
      return raws.map(
        ([byte]): PooledTransaction => pooled({ sender: sender(byte!), hash: `0x0${byte!.toString(16)}` }),
      );
    },
  } as unknown as Engine;
  const parts = { engine, pool: poolWith(), clock: new StillClock(), admitted: () => {}, entered: () => {} };
  return { door: new Door(parts), decoded };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const bytes = (...all: number[]) => all.map((byte) => Uint8Array.of(byte));

describe('Door', () => {
  it('decodes together what comes together, and tells each what is its own', async () => {
    const { door, decoded } = doorBefore(Number.POSITIVE_INFINITY);
    const [first, second, third] = await Promise.all([
      door.submit(bytes(1)),
      door.submit(bytes(2, 3), Uint32Array.of(7, 8)),
      door.submit(bytes(4)),
    ]);
    expect(decoded).toEqual([{ bytes: [1, 2, 3, 4], hints: [NO_HINT, 7, 8, NO_HINT] }]);
    expect([first, second, third].map((verdicts) => verdicts.map(({ hash }) => hash))).toEqual([
      ['0x01'],
      ['0x02', '0x03'],
      ['0x04'],
    ]);
  });

  it('takes what comes meanwhile next, and gives no hints where nobody has any', async () => {
    const { door, decoded } = doorBefore(1);
    const first = door.submit(bytes(1, 2));
    await Promise.resolve();
    await Promise.all([first, door.submit(bytes(3))]);
    expect(decoded.map(({ bytes }) => bytes)).toEqual([[1], [2], [3]]);
    expect(decoded.every(({ hints }) => hints === undefined)).toBe(true);
  });

  it('decodes much that waits while what came before is still there, and admits in order', async () => {
    const made: (() => void)[] = [];
    const admitted: number[] = [];
    const engine = {
      wave: Number.POSITIVE_INFINITY,
      head: {},
      state: { accounts: async (addresses: readonly Address[]) => addresses.map(() => RICH) },
      decode: async (raws: readonly Uint8Array[]) => {
        await new Promise<void>((resolve) => made.push(resolve));
        return raws.map(([byte], nonce) =>
          pooled({ sender: sender(byte!), nonce, hash: `0x0${byte}${nonce}` }),
        );
      },
    } as unknown as Engine;
    const entered = ({ sender: from }: PooledTransaction) => void admitted.push(Number.parseInt(from, 16));
    const pool = new Mempool({ ...LIMITS, size: 10_000, perSender: 10_000 });
    const door = new Door({ engine, pool, clock: new StillClock(), admitted: () => {}, entered });
    const many = (byte: number) => Array.from({ length: 700 }, () => Uint8Array.of(byte));
    // Two that are much together, taken as one: the batch behind it finds nothing.
    const first = [door.submit(many(1)), door.submit(many(2))];
    await settled();
    const few = door.submit(bytes(3));
    await settled();
    expect(made).toHaveLength(1);
    const next = [door.submit(many(4)), door.submit(many(5))];
    await settled();
    expect(made).toHaveLength(2);
    made[1]!();
    await settled();
    expect(admitted).toEqual([]);
    made[0]!();
    const lengths = (await Promise.all([...first, few, ...next])).map(({ length }) => length);
    expect(lengths).toEqual([700, 700, 1, 700, 700]);
    expect([...new Set(admitted)]).toEqual([1, 2, 3, 4, 5]);
    expect(pool.size).toBe(2801);
  });

  it('answers who hands in nothing', async () => {
    const { door } = doorBefore(Number.POSITIVE_INFINITY);
    expect(await Promise.all([door.submit([]), door.submit(bytes(1)), door.submit([])])).toMatchObject([
      [],
      [{}],
      [],
    ]);
  });

  it('fails those whose engine failed, and opens again', async () => {
    const { door } = doorBefore(Number.POSITIVE_INFINITY);
    await expect(door.submit(bytes(99))).rejects.toThrow('a bug');
    expect(await door.submit(bytes(1))).toHaveLength(1);
  });
});
