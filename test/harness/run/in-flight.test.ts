import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InFlight } from '../../../harness/run/in-flight.ts';

/** Hashes whose buckets collide often: few distinct first bytes. */
function hashOf(id: number): Uint8Array {
  const hash = new Uint8Array(32);
  hash[0] = id % 7;
  new DataView(hash.buffer).setUint32(4, id);
  return hash;
}

describe('the table of transactions in flight', () => {
  it('behaves like a map, through collisions, growth and release', () => {
    const command = fc.record({ id: fc.integer({ min: 0, max: 3000 }), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 4000, size: 'max' }), (commands) => {
        const table = new InFlight();
        const model = new Map<number, number>();
        for (const { id, add } of commands) {
          const slot = table.find(hashOf(id), 0);
          expect(slot).toBe(model.get(id) ?? -1);
          if (add && slot < 0) {
            const made = table.add(hashOf(id));
            table.index[made] = id;
            model.set(id, made);
          } else if (!add && slot >= 0) {
            table.release(slot);
            model.delete(id);
          }
        }
        expect(table.size).toBe(model.size);
        expect(new Set(table.slots())).toEqual(new Set(model.values()));
        for (const [id, slot] of model) expect(table.index[slot]).toBe(id);
      }),
      { numRuns: 20 },
    );
  });

  it('grows past its first size and keeps what it has', () => {
    const table = new InFlight();
    for (let id = 0; id < 5000; id++) {
      const slot = table.add(hashOf(id));
      table.index[slot] = id;
    }
    for (let id = 0; id < 5000; id++) expect(table.index[table.find(hashOf(id), 0)]).toBe(id);
  });
});
