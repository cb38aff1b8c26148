/** How long a block would take on any number of cores: chains of reads of what a lower transaction wrote, in gas. */
import { READ_BITS, READ_CODE } from './version-read';
import { TASK_PATH, TASK_READS, taskAt } from './schedule-words';
import { DELTA, firstBelow, listAt, nextNode, NODE_TX, NODE_VERSION, VERSION_KIND } from './versions';

/** Gas of the longest chain that ends just before a transaction. All below are committed. */
export function longestBelow(tx: u32, task: usize): u64 {
  const reads: usize = load<u32>(task, TASK_READS);
  if (reads == 0) return 0;
  let longest: u64 = 0;
  for (let left = load<u32>(reads), at = reads + 4; left != 0; left--, at += 8) {
    longest = max<u64>(longest, longestOfRead(load<u32>(at), tx));
  }
  return longest;
}

/**
 * The same of one read: whoever wrote the value below, and all who added to it since. Not by the origin on record: a
 * value that was written again as it was leaves that to the schedule, and the chain is to be the same on any.
 */
function longestOfRead(location: u32, tx: u32): u64 {
  const list = listAt(<usize>(location & ~READ_BITS)), isOfCode = (location & READ_BITS) == READ_CODE;
  if (list == 0) return 0;
  let longest: u64 = 0;
  for (let node = firstBelow(list, tx); node != 0; node = nextNode(node)) {
    const version: usize = atomic.load<u32>(node + NODE_VERSION);
    if (version == 0) continue;
    const isDelta = load<u32>(version, VERSION_KIND) == DELTA;
    if (isDelta && isOfCode) continue;
    longest = max<u64>(longest, load<u64>(taskAt(load<u32>(node, NODE_TX)), TASK_PATH));
    if (!isDelta) break;
  }
  return longest;
}
