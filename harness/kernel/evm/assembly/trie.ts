/**
 * Merkle Patricia tries (Yellow Paper, appendix D) with keys of 32 bytes, changed in place. A change marks as stale what
 * the nodes on its way are called; trie-hash.ts makes the names anew.
 */
import { take } from './arena';
import {
  BRANCH, CHILDREN, EXTENSION, EXTENSION_END, EXTENSION_KEY, HOLDER, HOLDER_SIZE, LEAF, LEAF_KEY, LEAF_VALUE, NODE_KIND,
  copyChild, copyKey, dropChild, entryOf, freeNode, hasChild, leafLength, markStale, newBranch, newExtension, newLeaf,
  putHolder, withChild, withValue,
} from './trie-nodes';

/** The way down to a leaf: u32 parent, u32 nibble, u32 where in the key the parent's children begin. */
const STEP: usize = 12;
/** A branch or an extension for each of 64 nibbles, and the holder. */
const STEPS: usize = 66;
let steps: usize = 0;
let holder: usize = 0;
let spare: usize = 0;

export function attachTries(): void {
  steps = take(STEP * STEPS);
  holder = take(HOLDER_SIZE);
  spare = take(32);
}

/** The trie with a value at a key, old or new. `value`: 1 to MAX_VALUE bytes, or it traps. 0 is the empty trie. */
export function set(root: usize, key: usize, value: usize, length: u32): usize {
  putHolder(holder, HOLDER, root);
  insertBelow(holder, 0, key, value, length);
  return topOf(holder);
}

/** The trie without a key, whether it was there or not. */
export function remove(root: usize, key: usize): usize {
  putHolder(holder, HOLDER, root);
  removeBelow(holder, 0, key);
  return topOf(holder);
}

/** Copies the value of a key, up to MAX_VALUE bytes, and says how many; 0 where there is none. */
export function get(root: usize, key: usize, out: usize): usize {
  let node = root;
  let depth: usize = 0;
  while (node != 0) {
    const kind = load<u8>(node, NODE_KIND);
    if (kind == LEAF) {
      if (firstDifference(key, node + LEAF_KEY) != 64) return 0;
      memory.copy(out, node + LEAF_VALUE, leafLength(node));
      return leafLength(node);
    }
    const nibble = nextNibble(node, kind, key, depth);
    if (nibble < 0) return 0;
    depth = kind == BRANCH ? depth + 1 : load<u8>(node, EXTENSION_END);
    node = load<u32>(entryOf(node, nibble));
  }
  return 0;
}

/** What stands at the top of a trie. */
// @ts-ignore: decorator
@inline
export function topOf(holder: usize): usize {
  return load<u32>(entryOf(holder, 0));
}

/** Which child of a branch or extension a key belongs to; -1 where there is none. */
export function nextNibble(node: usize, kind: u8, key: usize, depth: usize): i32 {
  if (kind == EXTENSION) {
    return firstDifference(key, node + EXTENSION_KEY) < <usize>load<u8>(node, EXTENSION_END) ? -1 : 0;
  }
  const nibble = nibbleAt(key, depth);
  return hasChild(node, nibble) ? <i32>nibble : -1;
}

/** Sets a key below a holder, whose child begins at nibble `depth` of the key. */
export function insertBelow(holder: usize, depth: usize, key: usize, value: usize, length: u32): void {
  let parent = holder;
  let nibble: u32 = 0;
  while (true) {
    markStale(parent, nibble);
    const entry = entryOf(parent, nibble);
    const node: usize = load<u32>(entry);
    if (node == 0) {
      store<u32>(entry, <u32>newLeaf(key, value, length));
      return;
    }
    const kind = load<u8>(node, NODE_KIND);
    if (kind == BRANCH) {
      nibble = nibbleAt(key, depth++);
      if (!hasChild(node, nibble)) {
        store<u32>(entry, <u32>withChild(node, nibble, newLeaf(key, value, length)));
        return;
      }
    } else {
      const isLeaf = kind == LEAF;
      const split = firstDifference(key, node + (isLeaf ? LEAF_KEY : EXTENSION_KEY));
      const end: usize = isLeaf ? 64 : load<u8>(node, EXTENSION_END);
      if (split < end) return fork(entry, node, depth, split, key, newLeaf(key, value, length));
      if (isLeaf) {
        store<u32>(entry, <u32>withValue(node, value, length));
        return;
      }
      depth = end;
      nibble = 0;
    }
    parent = node;
  }
}

/** In an entry, puts a branch in the place of a leaf or extension, for it and a new leaf whose keys part at `split`. */
function fork(entry: usize, node: usize, depth: usize, split: usize, key: usize, leaf: usize): void {
  const isLeaf = load<u8>(node, NODE_KIND) == LEAF;
  const nibble = nibbleAt(node + (isLeaf ? LEAF_KEY : EXTENSION_KEY), split);
  let branch = newBranch(2);
  if (!isLeaf && <usize>load<u8>(node, EXTENSION_END) == split + 1) {
    // Nothing of the path is left: its child stands in the branch, and is called what it was.
    branch = withChild(branch, nibble, 0);
    copyChild(branch, nibble, node, 0);
    freeNode(node);
  } else branch = withChild(branch, nibble, node);
  branch = withChild(branch, nibbleAt(key, split), leaf);
  store<u32>(entry, <u32>(split > depth ? extensionTo(branch, key, split) : branch));
}

/** An extension over a branch that has no name yet. */
function extensionTo(branch: usize, key: usize, end: usize): usize {
  return withChild(newExtension(key, end), 0, branch);
}

/** Removes a key below a holder, whose child begins at nibble `depth` of the key. */
export function removeBelow(holder: usize, depth: usize, key: usize): void {
  let step = steps;
  putStep(step, holder, 0, depth);
  let node = topOf(holder);
  while (node != 0) {
    const kind = load<u8>(node, NODE_KIND);
    if (kind == LEAF) break;
    const nibble = nextNibble(node, kind, key, depth);
    if (nibble < 0) return;
    depth = kind == BRANCH ? depth + 1 : load<u8>(node, EXTENSION_END);
    step += STEP;
    putStep(step, node, nibble, depth);
    node = load<u32>(entryOf(node, nibble));
  }
  if (node == 0 || firstDifference(key, node + LEAF_KEY) != 64) return;
  for (let at = steps; at <= step; at += STEP) markStale(load<u32>(at), load<u32>(at, 4));
  freeNode(node);
  const parent: usize = load<u32>(step);
  if (step == steps) store<u32>(entryOf(parent, 0), 0);
  else {
    dropChild(parent, load<u32>(step, 4));
    if (popcnt<u32>(load<u16>(parent, CHILDREN)) == 1) collapse(step, key);
  }
}

// @ts-ignore: decorator
@inline
function putStep(step: usize, parent: usize, nibble: u32, depth: usize): void {
  store<u32>(step, <u32>parent);
  store<u32>(step, nibble, 4);
  store<u32>(step, <u32>depth, 8);
}

/** Puts what is left of a branch with one child in the branch's place, and in that of an extension above it. */
function collapse(step: usize, key: usize): void {
  const left = leftOf(load<u32>(step), load<u32>(step, 8) - 1, key);
  step -= STEP;
  let parent: usize = load<u32>(step);
  if (load<u8>(parent, NODE_KIND) == EXTENSION) {
    freeNode(parent);
    step -= STEP;
    parent = load<u32>(step);
  }
  store<u32>(entryOf(parent, load<u32>(step, 4)), <u32>left);
}

/** Gives back a branch that has one child, and returns what stands in its place. `key`: right up to nibble `depth`. */
export function leftOf(branch: usize, depth: usize, key: usize): usize {
  const nibble = ctz<u32>(load<u16>(branch, CHILDREN));
  let child: usize = load<u32>(entryOf(branch, nibble));
  if (load<u8>(child, NODE_KIND) == BRANCH) {
    copyKey(spare, key);
    putNibble(spare, depth, nibble);
    child = withChild(newExtension(spare, depth + 1), 0, 0);
    copyChild(child, 0, branch, nibble);
  }
  freeNode(branch);
  return child;
}

// @ts-ignore: decorator
@inline
export function nibbleAt(key: usize, at: usize): u32 {
  return (<u32>load<u8>(key + (at >> 1)) >> (4 * (<u32>~at & 1))) & 15;
}

function putNibble(key: usize, at: usize, nibble: u32): void {
  const shift = 4 * (<u32>~at & 1);
  const byte = key + (at >> 1);
  store<u8>(byte, (<u32>load<u8>(byte) & ~(15 << shift)) | (nibble << shift));
}

/** Index of the first nibble in which two keys differ, 64 where they are equal. */
export function firstDifference(a: usize, b: usize): usize {
  for (let at: usize = 0; at < 32; at += 8) {
    const differ = bswap<u64>(load<u64>(a + at) ^ load<u64>(b + at));
    if (differ != 0) return 2 * at + <usize>(clz<u64>(differ) >> 2);
  }
  return 64;
}
