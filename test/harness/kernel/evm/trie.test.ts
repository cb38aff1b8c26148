/** The kernel's tries against @ethereumjs/mpt: random changes of keys near and far, proofs, memory that comes back. */
import { createMerkleProof, MerklePatriciaTrie, verifyMerkleProof } from '@ethereumjs/mpt';
import { describe, expect, it } from 'vitest';
import { EvmInstance } from '../../../../harness/kernel/evm/instance.ts';
import { MAX_VALUE_BYTES, Trie } from '../../../../harness/kernel/evm/tries.ts';
import { type KeyedRandom, keyedRandom, toHex } from '../../../../harness/std/index.ts';

const evm = new EvmInstance();
const EMPTY = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

/** Keys as alike as a test wants them, so that branches, extensions and nodes within nodes come and go. */
const KEYS: Readonly<Record<string, (random: KeyedRandom) => Uint8Array>> = {
  'spread like hashes': (random) =>
    Uint8Array.from({ length: 32 }, (_, i) => (i < 2 ? random.below(256) : i)),
  'crowded at the top and the end': (random) =>
    Uint8Array.from({ length: 32 }, (_, i) =>
      i < 2 || i === 31 ? [0x00, 0x01, 0x10, 0x11][random.below(4)]! : 0,
    ),
  'alike but for the last two bytes': (random) =>
    Uint8Array.from({ length: 32 }, (_, i) => (i < 30 ? 7 * i : random.below(256))),
  'branching off one after the other': (random) => {
    const key = new Uint8Array(32);
    const at = random.below(64);
    key[at >> 1] = (1 + random.below(2)) << (4 * (1 - (at & 1)));
    return key;
  },
};

function randomValue(random: KeyedRandom): Uint8Array {
  const length = [1, 1 + random.below(33), 1 + random.below(33), 1 + random.below(MAX_VALUE_BYTES)][
    random.below(4)
  ]!;
  return Uint8Array.from({ length }, () => 1 + random.below(255));
}

describe('a trie', () => {
  it.each(
    Object.entries(KEYS),
  )('of keys %s has the roots and proofs of @ethereumjs/mpt', async (_, keyOf) => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = keyedRandom(seed);
      const ours = new Trie(evm);
      const theirs = new MerklePatriciaTrie({ useRootPersistence: false });
      const present = new Map<string, Uint8Array>();
      for (let step = 0; step < 250; step++) {
        const known = [...present.keys()];
        const isRemoval = random.below(10) < (step < 120 ? 2 : 6);
        const again = known.length > 0 && random.below(10) < 6;
        const key = again ? Buffer.from(known[random.below(known.length)]!, 'hex') : keyOf(random);
        const name = Buffer.from(key).toString('hex');
        if (isRemoval) {
          ours.remove(key);
          if (present.delete(name)) await theirs.del(key);
        } else {
          const value = randomValue(random);
          present.set(name, value);
          ours.set(key, value);
          await theirs.put(key, value);
        }
        // Not after each change, so that several are hashed together.
        if (random.below(3) === 0) expect(toHex(ours.root())).toBe(toHex(theirs.root()));
      }
      expect(toHex(ours.root())).toBe(toHex(theirs.root()));
      await checkProofs(ours, theirs, [...present], keyOf(random));
      const anew = new Trie(evm);
      for (const [name, value] of present) anew.set(Buffer.from(name, 'hex'), value);
      expect(toHex(anew.root())).toBe(toHex(ours.root()));
      for (const name of present.keys()) ours.remove(Buffer.from(name, 'hex'));
      expect(toHex(ours.root())).toBe(EMPTY);
    }
  });

  it('refuses keys and values of lengths it has no room for', () => {
    const trie = new Trie(evm);
    const key = new Uint8Array(32);
    expect(() => trie.set(key.subarray(1), key)).toThrow(/a key of 32 bytes, not 31/);
    expect(() => trie.remove(new Uint8Array(33))).toThrow(/not 33/);
    expect(() => trie.set(key, new Uint8Array(0))).toThrow(/1 to 120 bytes, not 0/);
    expect(() => trie.set(key, new Uint8Array(MAX_VALUE_BYTES + 1))).toThrow(/not 121/);
    expect(toHex(trie.root())).toBe(EMPTY);
  });

  it('uses again the memory of nodes that went', () => {
    const trie = new Trie(evm);
    const keys = Array.from({ length: 3_000 }, (_, i) => KEYS['spread like hashes']!(keyedRandom(9, 1, i)));
    function fillAndEmpty(round: number): void {
      for (const [i, key] of keys.entries()) trie.set(key, Uint8Array.of(1 + ((i + round) % 255)));
      trie.root();
      if (round % 2 === 0) trie.clear();
      else for (const key of keys) trie.remove(key);
      expect(toHex(trie.root())).toBe(EMPTY);
    }
    fillAndEmpty(0);
    fillAndEmpty(1);
    const before = evm.call.bytesTaken();
    for (let round = 2; round < 20; round++) fillAndEmpty(round);
    expect(evm.call.bytesTaken() - before).toBeLessThanOrEqual(2n ** 18n);
  });
});

async function checkProofs(
  ours: Trie,
  theirs: MerklePatriciaTrie,
  present: readonly (readonly [string, Uint8Array])[],
  other: Uint8Array,
): Promise<void> {
  for (const [name, value] of present.slice(0, 12)) {
    const key = Buffer.from(name, 'hex');
    const proof = ours.prove(key);
    expect(toHex(ours.get(key)!)).toBe(toHex(value));
    expect(toHex((await verifyMerkleProof(key, proof, { root: theirs.root() }))!)).toBe(toHex(value));
    // Theirs names nodes that stand in their parents as well.
    const named = (await createMerkleProof(theirs, key)).filter((node, i) => i === 0 || node.length >= 32);
    expect(proof.map(toHex)).toEqual(named.map(toHex));
  }
  if (present.some(([name]) => name === Buffer.from(other).toString('hex')) || present.length === 0) return;
  expect(ours.get(other)).toBeUndefined();
  expect(await verifyMerkleProof(other, ours.prove(other), { root: theirs.root() })).toBeNull();
}
