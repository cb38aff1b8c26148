/**
 * The nodes of all tries: how they lie in memory, where they come from and go to. A node is taken for good and used
 * again: each thread keeps lists of the free ones by size, and hands what it has too many of to a list that all share,
 * so that a thread that only removes does not starve one that only adds.
 *
 * A leaf has the whole key, an extension the whole key of something below it: where a node stands in the path is
 * known from the way down, so splitting and merging change no node but the ones on the way. What a node is called by
 * its parent (hash, or the node itself where that is shorter than 32 bytes) is kept in the parent, beside the pointer.
 */
import { take } from './arena';
import { CONTROL_FREE_NODES } from './control';

/** u8: which it is. A holder is no node: it is a parent for the top of a trie; see `putHolder`. */
export const NODE_KIND: usize = 0;
export const LEAF: u8 = 1;
export const EXTENSION: u8 = 2;
export const BRANCH: u8 = 3;
/** What stands at the top of this one is called by its hash, however short it is. */
export const HOLDER: u8 = 4;
/** What stands here is below a branch: as in any other parent. */
export const PART: u8 = 5;

/** Leaf: u8 length of the value; 32 bytes of key; the value. */
const LEAF_LENGTH: usize = 1;
export const LEAF_KEY: usize = 8;
export const LEAF_VALUE: usize = 40;
/** The longest value: an account takes 110 bytes. */
export const MAX_VALUE: u32 = 120;

/** Parents: u8 how many entries there is room for. A branch that has room for 16 has each at its nibble's place. */
const ROOM: usize = 1;
/** Extension: u8: the nibble of the key at which its child begins. */
export const EXTENSION_END: usize = 2;
/** Parents, u16, a bit a nibble: there is a child; what it is called is out of date; it is called by itself, not by hash. */
export const CHILDREN: usize = 4;
export const STALE: usize = 6;
export const INLINE: usize = 8;
/** Entries: u32 child, then 32 bytes of what it is called. The only child of what is no branch has nibble 0. */
const ENTRIES: usize = 16;
export const ENTRY: usize = 36;
export const ENTRY_NAME: usize = 4;
/** Extension: 32 bytes of key after its one entry. */
export const EXTENSION_KEY: usize = 52;
/** Bytes of a holder or part, and the most of other parents. */
export const HOLDER_SIZE: usize = 64;
export const EXTENSION_SIZE: usize = 96;
export const BRANCH_SIZE: usize = 592;

/** Sizes of nodes by class. */
const SIZES = memory.data<u32>([80, 96, 160, 304, 592]);
const CLASSES: usize = 5;
/** A leaf of a storage value is of class 0, one of an account of class 2. */
const SHORT_VALUE: u32 = 40;

/** Free nodes are handed over so many at a time: u32 next node, and in the first of them u32 next lot. */
const LOT: u32 = 256;
const NEXT_FREE: usize = 0;
const NEXT_LOT: usize = 4;

/** Of this thread: by class u32 first free node, u32 how many. */
let free: usize = 0;

export function attachNodes(): void {
  free = take(8 * CLASSES);
}

function takeNode(kind: usize): usize {
  const list = free + 8 * kind;
  let node: usize = load<u32>(list);
  if (node == 0) {
    node = takeLot(kind);
    if (node == 0) return take(load<u32>(SIZES + 4 * kind));
    store<u32>(list, LOT, 4);
  }
  store<u32>(list, load<u32>(node, NEXT_FREE));
  store<u32>(list, load<u32>(list, 4) - 1, 4);
  return node;
}

function giveNode(kind: usize, node: usize): void {
  const list = free + 8 * kind;
  store<u32>(node, load<u32>(list), NEXT_FREE);
  store<u32>(list, <u32>node);
  const count = load<u32>(list, 4) + 1;
  store<u32>(list, count, 4);
  if (count == 2 * LOT) giveLot(kind, list);
}

/** Hands over half of a list that has become twice a lot. */
function giveLot(kind: usize, list: usize): void {
  const first: usize = load<u32>(list);
  let last = first;
  for (let i: u32 = 1; i < LOT; i++) last = load<u32>(last, NEXT_FREE);
  store<u32>(list, load<u32>(last, NEXT_FREE));
  store<u32>(list, LOT, 4);
  store<u32>(last, 0, NEXT_FREE);
  const lots = lockLots(kind);
  store<u32>(first, load<u32>(lots, 4), NEXT_LOT);
  store<u32>(lots, <u32>first, 4);
  atomic.store<u32>(lots, 0);
}

/** The first of a lot of free nodes, 0 where nobody handed one over. */
function takeLot(kind: usize): usize {
  // Without the lock this is a guess; a lot that is missed is there the next time.
  if (atomic.load<u32>(CONTROL_FREE_NODES + 8 * kind + 4) == 0) return 0;
  const lots = lockLots(kind);
  const first: usize = load<u32>(lots, 4);
  if (first != 0) store<u32>(lots, load<u32>(first, NEXT_LOT), 4);
  atomic.store<u32>(lots, 0);
  return first;
}

/** u32 lock, u32 first lot. Held for a few instructions. */
function lockLots(kind: usize): usize {
  const lots = CONTROL_FREE_NODES + 8 * kind;
  while (atomic.cmpxchg<u32>(lots, 0, 1) != 0) {}
  return lots;
}

export function newLeaf(key: usize, value: usize, length: u32): usize {
  const leaf = takeNode(length <= SHORT_VALUE ? 0 : 2);
  store<u8>(leaf, LEAF, NODE_KIND);
  copyKey(leaf + LEAF_KEY, key);
  setValue(leaf, value, length);
  return leaf;
}

/** The leaf with another value: itself, or another where the value is of another size. */
export function withValue(leaf: usize, value: usize, length: u32): usize {
  if ((load<u8>(leaf, LEAF_LENGTH) <= SHORT_VALUE) != (length <= SHORT_VALUE)) {
    const other = newLeaf(leaf + LEAF_KEY, value, length);
    freeNode(leaf);
    return other;
  }
  setValue(leaf, value, length);
  return leaf;
}

function setValue(leaf: usize, value: usize, length: u32): void {
  if (length > MAX_VALUE) unreachable();
  store<u8>(leaf, <u8>length, LEAF_LENGTH);
  memory.copy(leaf + LEAF_VALUE, value, length);
}

// @ts-ignore: decorator
@inline
export function leafLength(leaf: usize): usize {
  return load<u8>(leaf, LEAF_LENGTH);
}

/** An extension without a child yet, whose child begins at nibble `end`. */
export function newExtension(key: usize, end: usize): usize {
  return putExtension(takeNode(1), key, end);
}

/** The same in memory of one's own, of EXTENSION_SIZE bytes. */
export function putExtension(node: usize, key: usize, end: usize): usize {
  store<u8>(node, EXTENSION, NODE_KIND);
  store<u8>(node, 1, ROOM);
  store<u8>(node, <u8>end, EXTENSION_END);
  clearEntries(node);
  copyKey(node + EXTENSION_KEY, key);
  return node;
}

/** A branch without children. `room`: 2, 4, 8 or 16 of them. */
export function newBranch(room: usize): usize {
  return putBranch(takeNode(classOfRoom(room)), room);
}

/** The same in memory of one's own, of BRANCH_SIZE bytes. */
export function putBranch(node: usize, room: usize): usize {
  store<u8>(node, BRANCH, NODE_KIND);
  store<u8>(node, <u8>room, ROOM);
  clearEntries(node);
  if (room == 16) for (let nibble: usize = 0; nibble < 16; nibble++) store<u32>(node + ENTRIES + ENTRY * nibble, 0);
  return node;
}

function clearEntries(node: usize): void {
  store<u16>(node, 0, CHILDREN);
  store<u16>(node, 0, STALE);
  store<u16>(node, 0, INLINE);
}

/** Makes HOLDER_SIZE bytes the parent of one trie, or of the part of it below one nibble; `kind` is HOLDER or PART. */
export function putHolder(holder: usize, kind: u8, top: usize): void {
  store<u8>(holder, kind, NODE_KIND);
  store<u8>(holder, 1, ROOM);
  store<u16>(holder, 1, CHILDREN);
  store<u16>(holder, 1, STALE);
  store<u16>(holder, 0, INLINE);
  store<u32>(holder, <u32>top, ENTRIES);
}

// @ts-ignore: decorator
@inline
function classOfRoom(room: usize): usize {
  return 1 + <usize>ctz<u32>(<u32>room >> 1);
}

/** Gives one node back, not what is below it. */
export function freeNode(node: usize): void {
  const kind = load<u8>(node, NODE_KIND);
  if (kind == LEAF) giveNode(load<u8>(node, LEAF_LENGTH) <= SHORT_VALUE ? 0 : 2, node);
  else giveNode(kind == EXTENSION ? 1 : classOfRoom(load<u8>(node, ROOM)), node);
}

/** Gives back a node and all that is below it. */
export function freeTrie(node: usize): void {
  if (node == 0) return;
  if (load<u8>(node, NODE_KIND) != LEAF) {
    for (let left: u32 = load<u16>(node, CHILDREN); left != 0; left &= left - 1) {
      freeTrie(load<u32>(entryOf(node, ctz<u32>(left))));
    }
  }
  freeNode(node);
}

// @ts-ignore: decorator
@inline
export function bitOf(nibble: u32): u16 {
  return <u16>(<u32>1 << nibble);
}

/** Where the entry of a nibble stands in its parent, or would stand. */
// @ts-ignore: decorator
@inline
export function entryOf(parent: usize, nibble: u32): usize {
  const before = <u32>load<u16>(parent, CHILDREN) & ((<u32>1 << nibble) - 1);
  return parent + ENTRIES + ENTRY * <usize>(load<u8>(parent, ROOM) == 16 ? nibble : popcnt<u32>(before));
}

// @ts-ignore: decorator
@inline
export function hasChild(parent: usize, nibble: u32): bool {
  return ((load<u16>(parent, CHILDREN) >> <u16>nibble) & 1) != 0;
}

/** What the child is called is out of date from now on. */
// @ts-ignore: decorator
@inline
export function markStale(parent: usize, nibble: u32): void {
  store<u16>(parent, load<u16>(parent, STALE) | bitOf(nibble), STALE);
}

/** Adds a child with no name yet; the branch itself, or a larger one in its place. */
export function withChild(branch: usize, nibble: u32, child: usize): usize {
  const room: usize = load<u8>(branch, ROOM);
  const children = load<u16>(branch, CHILDREN);
  const bit = bitOf(nibble);
  if (<usize>popcnt<u32>(children) == room) {
    const larger = newBranch(2 * room);
    for (let left: u32 = children; left != 0; left &= left - 1) moveChild(larger, branch, ctz<u32>(left));
    freeNode(branch);
    branch = larger;
  }
  const entry = entryOf(branch, nibble);
  if (load<u8>(branch, ROOM) != 16) {
    const after = ENTRY * <usize>popcnt<u32>(<u32>children >> nibble);
    memory.copy(entry + ENTRY, entry, after);
  }
  store<u16>(branch, children | bit, CHILDREN);
  store<u16>(branch, load<u16>(branch, STALE) | bit, STALE);
  store<u16>(branch, load<u16>(branch, INLINE) & ~bit, INLINE);
  store<u32>(entry, <u32>child);
  return branch;
}

/** Appends a child to a larger copy, in the order of nibbles, with all that is known of it. */
function moveChild(to: usize, from: usize, nibble: u32): void {
  store<u16>(to, load<u16>(to, CHILDREN) | bitOf(nibble), CHILDREN);
  copyChild(to, nibble, from, nibble);
}

/** Copies the entry of a child, with its name and whether that is out of date, to another parent that has the nibble. */
export function copyChild(to: usize, toNibble: u32, from: usize, fromNibble: u32): void {
  copyEntry(entryOf(to, toNibble), entryOf(from, fromNibble));
  copyBit(to, toNibble, from, fromNibble, STALE);
  copyBit(to, toNibble, from, fromNibble, INLINE);
}

// @ts-ignore: decorator
@inline
export function copyEntry(to: usize, from: usize): void {
  store<u32>(to, load<u32>(from));
  copyKey(to + ENTRY_NAME, from + ENTRY_NAME);
}

// @ts-ignore: decorator
@inline
function copyBit(to: usize, toNibble: u32, from: usize, fromNibble: u32, mask: usize): void {
  const bit = (load<u16>(from + mask) >> <u16>fromNibble) & 1;
  store<u16>(to + mask, (load<u16>(to + mask) & ~bitOf(toNibble)) | <u16>(<u32>bit << toNibble));
}

// @ts-ignore: decorator
@inline
export function hasRoomForAll(branch: usize): bool {
  return load<u8>(branch, ROOM) == 16;
}

/** Takes a child out of a branch; the child is not given back. */
export function dropChild(branch: usize, nibble: u32): void {
  const entry = entryOf(branch, nibble);
  const children = load<u16>(branch, CHILDREN);
  const bit = bitOf(nibble);
  if (load<u8>(branch, ROOM) != 16) {
    memory.copy(entry, entry + ENTRY, ENTRY * <usize>popcnt<u32>((<u32>children >> nibble) >> 1));
  } else store<u32>(entry, 0);
  store<u16>(branch, children & ~bit, CHILDREN);
  store<u16>(branch, load<u16>(branch, STALE) & ~bit, STALE);
  store<u16>(branch, load<u16>(branch, INLINE) & ~bit, INLINE);
}

// @ts-ignore: decorator
@inline
export function copyKey(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
}
