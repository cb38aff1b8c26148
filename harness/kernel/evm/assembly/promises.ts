/**
 * Promises: what stands in the place of a write that is expected. Who waits for a location promises to write it, and so
 * does who reads one over which an execution was thrown away: for most programs write what they read under contention.
 * A promise stops readers above as an estimate does, so all that want one hot location stand in one chain, each woken by
 * the one before. Where promises are not kept, the location takes no more of them. All this is a matter of speed only.
 */
import { TASK_PROMISES, taskAt } from './schedule-words';
import {
  ESTIMATE, LIST_SCORE, newVersion, NODE_LIST, NODE_VERSION, nodeOf, PROMISE,
} from './versions';

/** As a version, but: u32 node, u32 the promise that its transaction made before. */
const PROMISE_NODE: usize = 8;
const PROMISE_BEFORE: usize = 12;
/** How well promises can have been kept, and what one that was not costs. */
const MOST_SCORE: i32 = 16;
const MISTAKE: i32 = 8;

/** Whether who reads this location promises to write it. */
// @ts-ignore: decorator
@inline
export function isHot(list: usize): bool {
  return load<i32>(list, LIST_SCORE) > 0;
}

/** An execution was thrown away over this location. */
export function heat(list: usize): void {
  if (load<i32>(list, LIST_SCORE) == 0) store<i32>(list, 1, LIST_SCORE);
}

/** Promises that a transaction, which the caller executes, will write this location; unless too few kept theirs. */
export function promise(list: usize, tx: u32): void {
  if (load<i32>(list, LIST_SCORE) < 0) return;
  const node = nodeOf(list, tx);
  if (atomic.load<u32>(node + NODE_VERSION) != 0) return;
  const task = taskAt(tx), made = newVersion(tx, PROMISE, 0);
  store<u32>(made, <u32>node, PROMISE_NODE);
  store<u32>(made, load<u32>(task, TASK_PROMISES), PROMISE_BEFORE);
  store<u32>(task, <u32>made, TASK_PROMISES);
  atomic.store<u32>(node + NODE_VERSION, <u32>made | ESTIMATE);
}

/** After a transaction has published: takes back what it promised and did not write, and scores. */
export function settlePromises(task: usize): void {
  for (let made: usize = load<u32>(task, TASK_PROMISES); made != 0; made = load<u32>(made, PROMISE_BEFORE)) {
    const node = <usize>load<u32>(made, PROMISE_NODE);
    const kept = atomic.load<u32>(node + NODE_VERSION) != (<u32>made | ESTIMATE);
    if (!kept) atomic.store<u32>(node + NODE_VERSION, 0);
    score(load<u32>(node, NODE_LIST), kept);
  }
  store<u32>(task, 0, TASK_PROMISES);
}

/** A hint: that two threads may overtake each other here does no harm. */
function score(list: usize, kept: bool): void {
  const old = load<i32>(list, LIST_SCORE);
  store<i32>(list, kept ? min(old + 1, MOST_SCORE) : old - MISTAKE, LIST_SCORE);
}
