/**
 * Multi-version memory: what the transactions of the block under way wrote, location by location. A location is a cell;
 * from its second word hangs a list, made by the first who writes there. The list is a skip list of nodes, one for each
 * transaction that ever wrote, highest first, so that a reader near the top finds its place at once and one far below
 * in few steps. Nodes are never removed before the block's end; each points at a version, which is never overwritten:
 * a new one is written into the thread's arena and then its pointer stored.
 */
import { Arena, newArena, take } from './arena';

/** u32 at the same place in cells of both kinds. */
const CELL_VERSIONS: usize = 4;

/** A list: u32 cell, u32 the list made before it by the same thread, u32 kind. */
export const LIST_CELL: usize = 0;
export const LIST_BEFORE: usize = 4;
export const LIST_KIND: usize = 8;
/** i32: how well promises to write here were kept, see promises.ts. */
export const LIST_SCORE: usize = 12;
/** u32: one above the last transaction of this sender, while a block is prepared; see block-plan.ts. */
export const LIST_LAST_SENT: usize = 16;
const LIST_LINKS: usize = 20;
/** With a quarter of the nodes on each next level, this many serve 16,384 of them. */
const LEVELS: usize = 7;
const LIST: usize = LIST_LINKS + 4 * LEVELS;
export const OF_ACCOUNT: u32 = 0;
export const OF_SLOT: u32 = 1;

/** A node: u32 transaction, u32 version or 0, bit 0 of it: an estimate; u32 list; then links, as many as it has levels. */
export const NODE_TX: usize = 0;
export const NODE_VERSION: usize = 4;
export const NODE_LIST: usize = 8;
const NODE_LINKS: usize = 12;
/** Steps along the bottom before a search starts from the top. */
const NEAR: u32 = 6;

/** A version: u32 transaction, u32 kind, u32 epoch (of slots); from 16 on the value. */
export const VERSION_TX: usize = 0;
export const VERSION_KIND: usize = 4;
export const VERSION_EPOCH: usize = 8;
export const VERSION_VALUE: usize = 16;
/** An account's value of 64 bytes, or a slot's of 32. */
export const WHOLE: u32 = 0;
/** 256 bits that are added to the balance below, if any of them is set: then the account exists. */
export const DELTA: u32 = 1;
/** What a reader made of deltas and what they add to: not in any list, an account's value. */
export const SUM: u32 = 2;
/** No value: the transaction is expected to write here. Always an estimate. */
export const PROMISE: u32 = 3;
export const ESTIMATE: u32 = 1;

/** What `publish` found: no value of this transaction, or a delta where there is a whole value now. */
export let publishedNew: bool = false;

let arena: Arena = changetype<Arena>(0);
let newest: usize = 0;
/** Where the search for a place found the links to be changed, level by level. */
let links: usize = 0;

/** Once a thread. */
export function attachVersions(): void {
  arena = newArena();
  links = take(4 * LEVELS);
}

/** Before a block, when no thread looks at the last one's versions any more. */
export function clearVersions(): void {
  arena.reset();
  newest = 0;
}

/** Bytes until the block's end, not zeroed. */
export function takeForVersions(bytes: usize): usize {
  return arena.take(bytes);
}

/** The newest list that this thread made; LIST_BEFORE leads to the others. */
export function newestList(): usize {
  return newest;
}

// @ts-ignore: decorator
@inline
export function listAt(cell: usize): usize {
  return atomic.load<u32>(cell + CELL_VERSIONS);
}

/** The list of a location, made where there is none. */
export function listOf(cell: usize, kind: u32): usize {
  const present = listAt(cell);
  if (present != 0) return present;
  const list = arena.take(LIST);
  memory.fill(list, 0, LIST);
  store<u32>(list, <u32>cell, LIST_CELL);
  store<u32>(list, kind, LIST_KIND);
  const other = atomic.cmpxchg<u32>(cell + CELL_VERSIONS, 0, <u32>list);
  if (other != 0) return other;
  store<u32>(list, <u32>newest, LIST_BEFORE);
  newest = list;
  return list;
}

/** At the block's end. */
export function dropList(list: usize): void {
  atomic.store<u32>(<usize>load<u32>(list, LIST_CELL) + CELL_VERSIONS, 0);
}

// @ts-ignore: decorator
@inline
function txOf(node: usize): u32 {
  return load<u32>(node, NODE_TX);
}

// @ts-ignore: decorator
@inline
export function nextNode(node: usize): usize {
  return atomic.load<u32>(node + NODE_LINKS);
}

/** The highest node below a transaction, 0 where there is none. */
export function firstBelow(list: usize, reader: u32): usize {
  let node: usize = atomic.load<u32>(list + LIST_LINKS);
  for (let steps: u32 = 0; steps < NEAR; steps++) {
    if (node == 0 || txOf(node) < reader) return node;
    node = nextNode(node);
  }
  let at = list + LIST_LINKS;
  for (let level = LEVELS; level-- > 0; ) at = lastLink(at, level, reader);
  return behind;
}

/** What `lastLink` saw behind the place that it came to; looked at again, there may be another. */
let behind: usize = 0;

/**
 * Along one level, from the links at `at`, to the last place whose node is not below the transaction. What `at` is
 * stays the address of a whole tower's lowest link, so that the next level starts from it.
 */
// @ts-ignore: decorator
@inline
function lastLink(at: usize, level: usize, reader: u32): usize {
  while (true) {
    behind = atomic.load<u32>(at + 4 * level);
    if (behind == 0 || txOf(behind) < reader) return at;
    at = behind + NODE_LINKS;
  }
}

/** Levels of a transaction's nodes: 1 for three quarters of them, and so on. */
// @ts-ignore: decorator
@inline
function levelsOf(tx: u32): usize {
  const h = tx * 0x9e3779b1;
  return 1 + <usize>(ctz<u32>((h ^ (h >> 15)) | (1 << (2 * (<u32>LEVELS - 1)))) >> 1);
}

/** The node of a transaction, put in its place where there is none. Only one thread at a time does so for it. */
export function nodeOf(list: usize, tx: u32): usize {
  let at = list + LIST_LINKS;
  for (let level = LEVELS; level-- > 0; ) {
    at = lastLink(at, level, tx + 1);
    store<u32>(links + 4 * level, <u32>(at + 4 * level));
  }
  if (behind != 0 && txOf(behind) == tx) return behind;
  const levels = levelsOf(tx);
  const node = arena.take(NODE_LINKS + 4 * levels);
  store<u32>(node, tx, NODE_TX);
  store<u32>(node, 0, NODE_VERSION);
  store<u32>(node, <u32>list, NODE_LIST);
  for (let level: usize = 0; level < levels; level++) {
    store<u32>(node + 4 * level, 0, NODE_LINKS);
  }
  for (let level: usize = 0; level < levels; level++) {
    link(node, load<u32>(links + 4 * level), level, tx);
  }
  return node;
}

/** Puts a node into one level, behind the link at `at` or one that came after it meanwhile. */
function link(node: usize, at: usize, level: usize, tx: u32): void {
  while (true) {
    const next: usize = atomic.load<u32>(at);
    if (next != 0 && txOf(next) > tx) {
      at = next + NODE_LINKS + 4 * level;
      continue;
    }
    atomic.store<u32>(node + NODE_LINKS + 4 * level, <u32>next);
    if (atomic.cmpxchg<u32>(at, <u32>next, <u32>node) == <u32>next) return;
  }
}

/** Room for a version of `bytes` bytes of value. */
export function newVersion(tx: u32, kind: u32, bytes: usize): usize {
  const version = arena.take(VERSION_VALUE + bytes);
  store<u32>(version, tx, VERSION_TX);
  store<u32>(version, kind, VERSION_KIND);
  return version;
}

/**
 * Puts a version in its place; returns its node. `publishedNew` says whether readers above may have passed by the place
 * without noticing: nothing was there, or a delta only, which weak reads look through.
 */
export function publish(list: usize, version: usize): usize {
  const node = nodeOf(list, load<u32>(version, VERSION_TX));
  const old = atomic.xchg<u32>(node + NODE_VERSION, <u32>version);
  publishedNew = old == 0 || passesUnnoticed(load<u32>(<usize>(old & ~ESTIMATE), VERSION_KIND), version);
  return node;
}

/** Those above who read before a promise was made passed by it; weak reads pass by a delta. */
// @ts-ignore: decorator
@inline
function passesUnnoticed(old: u32, version: usize): bool {
  return old == PROMISE || (old == DELTA && load<u32>(version, VERSION_KIND) != DELTA);
}

/** Whether a transaction below has written here. All below are committed. */
export function isWrittenBelow(list: usize, reader: u32): bool {
  for (let node = firstBelow(list, reader); node != 0; node = nextNode(node)) {
    if (atomic.load<u32>(node + NODE_VERSION) != 0) return true;
  }
  return false;
}

/** `writes`: u32 count, then the nodes. What a failed incarnation wrote becomes estimates. */
export function markEstimates(writes: usize): void {
  if (writes == 0) return;
  for (let left = load<u32>(writes), at = writes + 4; left != 0; left--, at += 4) {
    const word = <usize>load<u32>(at) + NODE_VERSION;
    const version = atomic.load<u32>(word);
    if (version != 0) atomic.store<u32>(word, version | ESTIMATE);
  }
}

/** After the next incarnation has published: what is an estimate still was not written again. */
export function removeEstimates(writes: usize): void {
  if (writes == 0) return;
  for (let left = load<u32>(writes), at = writes + 4; left != 0; left--, at += 4) {
    const word = <usize>load<u32>(at) + NODE_VERSION;
    if (atomic.load<u32>(word) & ESTIMATE) atomic.store<u32>(word, 0);
  }
}
