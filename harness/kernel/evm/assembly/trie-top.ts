/**
 * A trie open at the top: a branch with room for 16 children, however many it has, so that threads may work at once on
 * what is below different nibbles. No more than one thread at a time is below one nibble.
 */
import { take } from './arena';
import { collectStale, settle } from './trie-hash';
import {
  BRANCH, CHILDREN, EXTENSION, EXTENSION_END, EXTENSION_KEY, HOLDER_SIZE, INLINE, LEAF_KEY, NODE_KIND, PART, STALE,
  bitOf, copyChild, copyEntry, entryOf, freeNode, hasRoomForAll, newBranch, putHolder, withChild,
} from './trie-nodes';
import { leftOf, nibbleAt, topOf } from './trie';

let part: usize = 0;
let noKey: usize = 0;

export function attachTops(): void {
  part = take(HOLDER_SIZE);
  noKey = take(32);
}

/** Opens a trie. Only `closeTop` makes a trie of it again. */
export function openTop(root: usize): usize {
  if (root == 0) return newBranch(16);
  const kind = load<u8>(root, NODE_KIND);
  if (kind == BRANCH && hasRoomForAll(root)) return root;
  const top = newBranch(16);
  if (kind == BRANCH) {
    for (let left: u32 = load<u16>(root, CHILDREN); left != 0; left &= left - 1) {
      const nibble = ctz<u32>(left);
      withChild(top, nibble, 0);
      copyChild(top, nibble, root, nibble);
    }
    freeNode(root);
  } else if (kind == EXTENSION && load<u8>(root, EXTENSION_END) == 1) {
    const nibble = nibbleAt(root + EXTENSION_KEY, 0);
    withChild(top, nibble, 0);
    copyChild(top, nibble, root, 0);
    freeNode(root);
  } else withChild(top, nibbleAt(root + (kind == EXTENSION ? EXTENSION_KEY : LEAF_KEY), 0), root);
  return top;
}

/** The root of a trie that was open, 0 where nothing is left in it. */
export function closeTop(top: usize): usize {
  const count = popcnt<u32>(load<u16>(top, CHILDREN));
  if (count > 1) return top;
  if (count == 1) return leftOf(top, 0, noKey);
  freeNode(top);
  return 0;
}

/** Takes out what is below a nibble, as a part that this thread may change by `insertBelow` and `removeBelow` at depth 1. */
export function openPart(top: usize, nibble: u32): usize {
  putHolder(part, PART, load<u32>(entryOf(top, nibble)));
  return part;
}

/** Hashes the part and puts it back. */
export function closePart(top: usize, nibble: u32): void {
  collectStale(part, 1, 0);
  settle();
  copyEntry(entryOf(top, nibble), entryOf(part, 0));
  setBit(top + CHILDREN, nibble, topOf(part) != 0);
  setBit(top + INLINE, nibble, hasBit(part + INLINE));
  setBit(top + STALE, nibble, false);
}

// @ts-ignore: decorator
@inline
function hasBit(mask: usize): bool {
  return (load<u16>(mask) & 1) != 0;
}

/** Threads that are below other nibbles set theirs at the same time. */
function setBit(mask: usize, nibble: u32, on: bool): void {
  const bit = bitOf(nibble);
  if (on) atomic.or<u16>(mask, bit);
  else atomic.and<u16>(mask, ~bit);
}
