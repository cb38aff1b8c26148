/** Roots of ordered lists against @ethereumjs/mpt. */
import { genTransactionsTrieRoot } from '@ethereumjs/block';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { createTx } from '@ethereumjs/tx';
import { describe, expect, it } from 'vitest';
import { nibblesOf, Trie } from '../../../../harness/engines/ethereumjs/trie.ts';
import { EvmInstance } from '../../../../harness/kernel/evm/instance.ts';
import { Room } from '../../../../harness/kernel/evm/room.ts';
import { listRoot } from '../../../../harness/kernel/evm/tries.ts';
import { keyedRandom, toHex } from '../../../../harness/std/index.ts';

const evm = new EvmInstance();
const memory = new Room(evm);

/** `count` items of up to `longest` bytes. */
function itemsOf(seed: number, count: number, longest: number): Uint8Array[] {
  const random = keyedRandom(seed);
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: 1 + random.below(longest) }, () => random.below(256)),
  );
}

describe('the root of a list', () => {
  it('is that of @ethereumjs/mpt at every length up to 1,000, whether items are long or short', async () => {
    // Items of less than 32 bytes stand in their parents; those of up to 2,500 bytes take up to 19 blocks.
    for (const longest of [1, 40, 2_500]) {
      const items = itemsOf(longest, 1_000, longest);
      const trie = new MerklePatriciaTrie();
      for (let count = 0; count <= items.length; count++) {
        // Where the number of items makes the trie another shape; elsewhere now and then.
        if (count < 40 || (count > 110 && count < 150) || (count > 240 && count < 280) || count % 50 === 0) {
          expect(toHex(listRoot(memory, items.slice(0, count))), `${count} items`).toBe(toHex(trie.root()));
        }
        const item = items[count];
        if (item) await trie.put(RLP.encode(count), item);
      }
    }
  });

  it('is that of a trie of all items for 10,000 and for more than 65,536', () => {
    const items = itemsOf(7, 66_000, 40);
    const trie = new Trie();
    for (const [i, item] of items.entries()) {
      if (i === 10_000) expect(toHex(listRoot(memory, items.slice(0, i)))).toBe(toHex(trie.root()));
      trie.put(nibblesOf(RLP.encode(i)), item);
    }
    expect(toHex(listRoot(memory, items))).toBe(toHex(trie.root()));
  });

  it('is the same when its leaves are named in parts', () => {
    const items = itemsOf(8, 700, 300);
    const spans = evm.call.take(8 * 700) >>> 0;
    const leaves = evm.call.take(36 * 700) >>> 0;
    const out = evm.call.take(32) >>> 0;
    for (const [i, item] of items.entries()) {
      const at = evm.call.take(item.length) >>> 0;
      evm.view().set(item, at);
      new DataView(evm.view().buffer).setUint32(spans + 8 * i, at, true);
      new DataView(evm.view().buffer).setUint32(spans + 8 * i + 4, item.length, true);
    }
    for (const [from, to] of [
      [300, 700],
      [0, 1],
      [1, 300],
    ] as const)
      evm.call.nameLeaves(spans, 700, leaves, from, to);
    evm.call.rootOfLeaves(spans, 700, leaves, out);
    expect(toHex(evm.view().slice(out, out + 32))).toBe(toHex(listRoot(memory, items)));
  });

  it('is what a block’s header says of its transactions', async () => {
    const transactions = Array.from({ length: 200 }, (_, i) =>
      createTx({ type: 2, nonce: i, chainId: 1, gasLimit: 21_000, maxFeePerGas: 1, data: new Uint8Array(i) }),
    );
    const raw = transactions.map((transaction) => transaction.serialize());
    expect(toHex(listRoot(memory, raw))).toBe(toHex(await genTransactionsTrieRoot(transactions)));
  });
});
