/** The official fixtures of tries whose keys are hashed, in the order given, backwards, and each value set twice. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect, it } from 'vitest';
import { EvmInstance } from '../../../../harness/kernel/evm/instance.ts';
import { Trie } from '../../../../harness/kernel/evm/tries.ts';
import { toHex } from '../../../../harness/std/index.ts';
import { fixtureFiles } from '../../../support/kernel-fixtures.ts';

type Change = readonly [key: string, value: string | null];

interface TrieTest {
  readonly in: readonly Change[] | Readonly<Record<string, string | null>>;
  readonly root: string;
}

const evm = new EvmInstance();
const bytesOf = (text: string) =>
  Buffer.from(text.replace(/^0x/, ''), text.startsWith('0x') ? 'hex' : 'utf8');

function rootOf(changes: readonly Change[]): string {
  const trie = new Trie(evm);
  for (const [key, value] of changes) {
    const hash = keccak_256(bytesOf(key));
    if (value === null) trie.remove(hash);
    else trie.set(hash, bytesOf(value));
  }
  return toHex(trie.root());
}

const files = fixtureFiles('trie-tests');

it.skipIf(!files)(
  'the official fixtures (../shared/conformance or LAKH_CONFORMANCE_DIR; skipped where the folder is absent)',
  () => {
    let cases = 0;
    for (const file of files!.filter((name) => /secure/i.test(basename(name)))) {
      for (const [name, { in: changes, root }] of Object.entries(
        JSON.parse(readFileSync(file, 'utf8')) as Record<string, TrieTest>,
      )) {
        const list = Array.isArray(changes) ? (changes as Change[]) : Object.entries(changes);
        const what = `${basename(file)} ${name}`;
        cases++;
        expect(rootOf(list), what).toBe(root);
        expect(rootOf([...list.map(([key]) => [key, 'before'] as const), ...list]), what).toBe(root);
        // In lists the order matters where a key comes twice; in records it does not.
        if (!Array.isArray(changes)) expect(rootOf([...list].reverse()), what).toBe(root);
      }
    }
    expect(cases).toBeGreaterThanOrEqual(13);
  },
);
