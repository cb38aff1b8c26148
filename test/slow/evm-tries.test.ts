/** The EVM's tries at length: the root of a list of 10,000 items by @ethereumjs/mpt. */
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { expect, it } from 'vitest';
import { EvmInstance } from '../../harness/kernel/evm/instance.ts';
import { Room } from '../../harness/kernel/evm/room.ts';
import { listRoot } from '../../harness/kernel/evm/tries.ts';
import { keyedRandom, toHex } from '../../harness/std/index.ts';

it('the root of a list of 10,000 items is that of @ethereumjs/mpt', { timeout: 300_000 }, async () => {
  const random = keyedRandom(1);
  const trie = new MerklePatriciaTrie();
  const items: Uint8Array[] = [];
  const memory = new Room(new EvmInstance());
  for (let i = 0; i < 10_000; i++) {
    const item = Uint8Array.from({ length: 1 + random.below(300) }, () => random.below(256));
    items.push(item);
    await trie.put(RLP.encode(i), item);
  }
  expect(toHex(listRoot(memory, items))).toBe(toHex(trie.root()));
});
