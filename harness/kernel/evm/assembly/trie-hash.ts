/**
 * Names of changed nodes, made anew: first what is stale is collected, leaves being hashed at once, then the rest is
 * hashed level by level, the deepest first, so that there are many at a time to go in pairs. Several tries may be
 * collected before they are settled together.
 */
import { Arena, newArena, take } from './arena';
import { copyHash, hashLater, hashRest, messageRoom } from './keccak-pairs';
import { encodeNode } from './trie-encode';
import {
  BRANCH, ENTRY_NAME, EXTENSION_END, HOLDER, HOLDER_SIZE, INLINE, LEAF, NODE_KIND, STALE, bitOf, copyKey, entryOf, putHolder,
} from './trie-nodes';

/** keccak-256 of the empty string in RLP: the root of an empty trie. */
export const EMPTY_ROOT = memory.data<u64>([
  0xa655cc1b171fe856, 0x6ef8c092e64583ff, 0xc0ad6c991be0485b, 0x21b463e3b52f6201,
]);

/** A parent with a stale child: u32 next of the same level, u32 parent, u32 nibble, u32 where the child begins. */
const STALE_ENTRY: usize = 16;
/** A branch or extension for each nibble, and the top. */
const LEVELS: usize = 66;
let levels: usize = 0;
/** Levels from this one on have nothing. */
let deepest: usize = 0;
let entries: Arena = changetype<Arena>(0);
let holder: usize = 0;

export function attachHashing(): void {
  levels = take(4 * LEVELS);
  entries = newArena();
  holder = take(HOLDER_SIZE);
}

/** Writes the root of a trie, 32 bytes. */
export function hash(root: usize, out: usize): void {
  if (root == 0) return copyHash(out, EMPTY_ROOT);
  putHolder(holder, HOLDER, root);
  collectStale(holder, 0, 0);
  settle();
  copyHash(out, nameOf(holder));
}

/** The name of what stands in a holder, once it is settled. */
// @ts-ignore: decorator
@inline
export function nameOf(holder: usize): usize {
  return entryOf(holder, 0) + ENTRY_NAME;
}

/** Collects what is stale below a parent, whose children begin at nibble `depth`. `level` of a holder or part: 0. */
export function collectStale(parent: usize, depth: usize, level: usize): void {
  for (let left: u32 = load<u16>(parent, STALE); left != 0; left &= left - 1) {
    const nibble = ctz<u32>(left);
    const node: usize = load<u32>(entryOf(parent, nibble));
    if (node == 0) continue;
    const kind = load<u8>(node, NODE_KIND);
    if (kind == LEAF) {
      giveName(parent, nibble, node, depth);
      continue;
    }
    const entry = entries.take(STALE_ENTRY);
    store<u32>(entry, load<u32>(levels + 4 * level));
    store<u32>(entry, <u32>parent, 4);
    store<u32>(entry, nibble, 8);
    store<u32>(entry, <u32>depth, 12);
    store<u32>(levels + 4 * level, <u32>entry);
    if (level >= deepest) deepest = level + 1;
    collectStale(node, kind == BRANCH ? depth + 1 : load<u8>(node, EXTENSION_END), level + 1);
  }
  store<u16>(parent, 0, STALE);
}

/** Makes the names of all that was collected. */
export function settle(): void {
  hashRest();
  while (deepest > 0) {
    const head = levels + 4 * --deepest;
    for (let entry: usize = load<u32>(head); entry != 0; entry = load<u32>(entry)) {
      const parent: usize = load<u32>(entry, 4);
      const nibble = load<u32>(entry, 8);
      giveName(parent, nibble, load<u32>(entryOf(parent, nibble)), load<u32>(entry, 12));
    }
    store<u32>(head, 0);
    hashRest();
  }
  entries.reset();
}

/** A node shorter than 32 bytes is called by itself, except at the top; any other by its hash, by the next `hashRest`. */
function giveName(parent: usize, nibble: u32, node: usize, depth: usize): void {
  nameMessage(parent, nibble, encodeNode(messageRoom(), node, depth));
}

/** Names a child whose bytes are in the room. */
export function nameMessage(parent: usize, nibble: u32, length: usize): void {
  const name = entryOf(parent, nibble) + ENTRY_NAME;
  const bit = bitOf(nibble);
  const inline = load<u16>(parent, INLINE) & ~bit;
  if (length < 32 && load<u8>(parent, NODE_KIND) != HOLDER) {
    copyKey(name, messageRoom());
    store<u16>(parent, inline | bit, INLINE);
  } else {
    store<u16>(parent, inline, INLINE);
    hashLater(length, name);
  }
}
