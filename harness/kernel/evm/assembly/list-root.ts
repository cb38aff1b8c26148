/**
 * Roots of ordered lists: of transactions, receipts, withdrawals. The keys are the indices in RLP; their order is known,
 * so the trie is never made: leaves are named first, by any number of threads, then the branches from below.
 */
import { SPAN, keccak256 } from '../../assembly/keccak';
import { Arena, newArena, take } from './arena';
import { MESSAGE, copyHash, hashLater, hashRest, messageRoom } from './keccak-pairs';
import { encodeLeaf, encodeNode, encodedLeafLength } from './trie-encode';
import { EMPTY_ROOT, nameMessage, nameOf } from './trie-hash';
import {
  BRANCH_SIZE, CHILDREN, ENTRY, ENTRY_NAME, EXTENSION_SIZE, HOLDER, HOLDER_SIZE, INLINE, bitOf, copyEntry, copyKey, entryOf,
  putBranch, putExtension, putHolder,
} from './trie-nodes';

/** Indices of up to three bytes; it traps where there are more items. */
const MAX_ITEMS: u32 = 1 << 24;
/** The name of a leaf, as an entry of a branch; the u32 in front of it says whether it is a hash or the leaf itself. */
export const LEAF_NAME: usize = ENTRY;
const HASHED: u32 = 1;
const ITSELF: u32 = 2;

/** A key has up to 8 nibbles, hence as many levels of branches: one of each is made at a time. */
const LEVELS: usize = 8;
let branches: usize = 0;
let extension: usize = 0;
let holder: usize = 0;
let key: usize = 0;
let longMessage: Arena = changetype<Arena>(0);
let names: Arena = changetype<Arena>(0);

export function attachLists(): void {
  branches = take(BRANCH_SIZE * LEVELS);
  extension = take(EXTENSION_SIZE);
  holder = take(HOLDER_SIZE);
  key = take(64);
  longMessage = newArena();
  names = newArena();
}

/** Root of `count` items: u32 pointer, u32 length of each, from 1 byte on. Writes 32 bytes. */
export function listRoot(items: usize, count: u32, out: usize): void {
  names.reset();
  const all = names.take(LEAF_NAME * <usize>count);
  nameLeaves(items, count, all, 0, count);
  rootOfLeaves(items, count, all, out);
}

/** The first step, of which threads do parts at once: names of the leaves `from` to `to`, LEAF_NAME bytes each. */
export function nameLeaves(items: usize, count: u32, leaves: usize, from: u32, to: u32): void {
  if (count > MAX_ITEMS) unreachable();
  for (let at = from; at < to; at++) {
    const before: usize = at == 0 ? <usize>0 : sharedNibbles(at - 1, at, count);
    const after: usize = at + 1 == count ? <usize>0 : sharedNibbles(at, at + 1, count);
    const index = indexAt(at, count);
    nameLeaf(items + SPAN * <usize>index, index, max(before, after) + 1, leaves + LEAF_NAME * <usize>at);
  }
  hashRest();
}

function nameLeaf(item: usize, index: u32, depth: usize, name: usize): void {
  const value: usize = load<u32>(item);
  const valueLength: usize = load<u32>(item, 4);
  const nibbles = putKey(index);
  const length = encodedLeafLength(depth, nibbles, value, valueLength);
  store<u32>(name, length < 32 ? ITSELF : HASHED);
  if (length > MESSAGE) {
    longMessage.reset();
    const message = longMessage.take(length + 32);
    encodeLeaf(message, key, depth, nibbles, value, valueLength);
    keccak256(name + ENTRY_NAME, message, length);
    return;
  }
  encodeLeaf(messageRoom(), key, depth, nibbles, value, valueLength);
  if (length < 32) copyKey(name + ENTRY_NAME, messageRoom());
  else hashLater(length, name + ENTRY_NAME);
}

/** The second step, by one thread: the branches above. Writes 32 bytes. */
export function rootOfLeaves(items: usize, count: u32, leaves: usize, out: usize): void {
  if (count == 0) return copyHash(out, EMPTY_ROOT);
  putHolder(holder, HOLDER, 0);
  if (count == 1) {
    const value: usize = load<u32>(items);
    const valueLength: usize = load<u32>(items, 4);
    const nibbles = putKey(0);
    const length = encodedLeafLength(0, nibbles, value, valueLength);
    longMessage.reset();
    const message = longMessage.take(length + 32);
    keccak256(out, message, encodeLeaf(message, key, 0, nibbles, value, valueLength));
    return;
  }
  nameBranch(0, count, count, leaves, 0, holder, 0, 0);
  hashRest();
  copyHash(out, nameOf(holder));
}

/** Names what holds the keys `from` to `end`, two or more, that agree before nibble `depth`; in its parent. */
function nameBranch(
  from: u32, end: u32, count: u32, leaves: usize, depth: usize, parent: usize, place: u32, level: usize,
): void {
  const split = sharedNibbles(from, end - 1, count);
  const branch = putBranch(branches + BRANCH_SIZE * level, 16);
  let isWaiting = false;
  while (from < end) {
    const nibble = nibbleOf(from, count, split);
    let next = from + 1;
    while (next < end && nibbleOf(next, count, split) == nibble) next++;
    store<u16>(branch, load<u16>(branch, CHILDREN) | bitOf(nibble), CHILDREN);
    if (next - from == 1) addLeaf(branch, nibble, leaves + LEAF_NAME * <usize>from);
    else {
      nameBranch(from, next, count, leaves, split + 1, branch, nibble, level + 1);
      isWaiting = true;
    }
    from = next;
  }
  if (isWaiting) hashRest();
  if (split > depth) {
    putKey(indexAt(end - 1, count));
    putExtension(extension, key, split);
    store<u16>(extension, 1, CHILDREN);
    nameMessage(extension, 0, encodeNode(messageRoom(), branch, split));
    hashRest();
    nameMessage(parent, place, encodeNode(messageRoom(), extension, depth));
  } else nameMessage(parent, place, encodeNode(messageRoom(), branch, split));
}

function addLeaf(branch: usize, nibble: u32, leaf: usize): void {
  copyEntry(entryOf(branch, nibble), leaf);
  if (load<u32>(leaf) == ITSELF) store<u16>(branch, load<u16>(branch, INLINE) | bitOf(nibble), INLINE);
}

/** The index whose key is at a place in the order of keys: 1 to 127 are before 0, which is 0x80. */
function indexAt(at: u32, count: u32): u32 {
  const small = min<u32>(127, count - 1);
  return at < small ? at + 1 : at == small ? 0 : at;
}

/** RLP of an index, the first byte foremost. */
function keyOf(index: u32): u32 {
  if (index == 0) return 0x80000000;
  if (index < 0x80) return index << 24;
  if (index < 0x100) return 0x81000000 | (index << 16);
  if (index < 0x10000) return 0x82000000 | (index << 8);
  return 0x83000000 | index;
}

/** Writes the key of an index; how many nibbles it has. */
function putKey(index: u32): usize {
  store<u32>(key, bswap<u32>(keyOf(index)));
  return index < 0x80 ? 2 : index < 0x100 ? 4 : index < 0x10000 ? 6 : 8;
}

function nibbleOf(at: u32, count: u32, nibble: usize): u32 {
  return (keyOf(indexAt(at, count)) >> (28 - 4 * <u32>nibble)) & 15;
}

/** How many nibbles two different keys begin with in common. No key is the beginning of another. */
function sharedNibbles(a: u32, b: u32, count: u32): usize {
  return <usize>clz<u32>(keyOf(indexAt(a, count)) ^ keyOf(indexAt(b, count))) >> 2;
}
