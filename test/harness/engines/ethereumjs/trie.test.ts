import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, nibblesOf, Trie } from '../../../../harness/engines/ethereumjs/trie.ts';

// Few distinct half-bytes and short keys, so that paths part, meet and collapse often.
const key = fc.array(fc.constantFrom(0x00, 0x01, 0x10, 0x11), { minLength: 3, maxLength: 3 });
const value = fc.uint8Array({ minLength: 1, maxLength: 40 });
const step = fc.oneof(fc.record({ key, value }), fc.record({ key, value: fc.constant(null) }));

describe('Trie', () => {
  it('has the root of the trie of EthereumJS after any writes and deletions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const trie = new Trie();
        const reference = new MerklePatriciaTrie();
        for (const { key, value } of steps) {
          const bytes = Uint8Array.from(key);
          if (value === null) {
            trie.delete(nibblesOf(bytes));
            await reference.del(bytes);
          } else {
            trie.put(nibblesOf(bytes), value);
            await reference.put(bytes, value);
          }
          expect(trie.root()).toEqual(reference.root());
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has the same root whether hashed at once or piece by piece', () => {
    const [whole, pieces] = [new Trie(), new Trie()];
    for (let index = 0; index < 1000; index++) {
      const path = nibblesOf(Uint8Array.of((index * 7) & 255, index >> 8, index & 255));
      whole.put(path, Uint8Array.of(1, index & 255));
      pieces.put(path, Uint8Array.of(1, index & 255));
    }
    expect([...pieces.pieces()].length).toBeGreaterThan(16);
    expect(pieces.root()).toEqual(whole.root());
    expect([...pieces.pieces()]).toHaveLength(0);
  });

  it('knows the root of nothing', () => {
    const trie = new Trie();
    trie.put(nibblesOf(Uint8Array.of(1)), Uint8Array.of(1));
    trie.delete(nibblesOf(Uint8Array.of(1)));
    expect(trie.root()).toEqual(EMPTY_ROOT);
    expect(Buffer.from(EMPTY_ROOT).toString('hex')).toBe(
      '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
    );
  });

  it('refuses a key that begins another', () => {
    const trie = new Trie();
    trie.put(nibblesOf(Uint8Array.of(1, 2)), Uint8Array.of(1));
    expect(() => trie.put(nibblesOf(Uint8Array.of(1)), Uint8Array.of(1))).toThrow(/begins another/);
  });
});
