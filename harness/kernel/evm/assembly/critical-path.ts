/** How long a block would take on any number of cores: chains of reads of what a lower transaction wrote, in gas. */
import { READ_BITS } from './version-read';
import { TASK_PATH, TASK_READS, taskAt } from './schedule-words';
import {
  DELTA, firstBelow, listAt, nextNode, NODE_TX, NODE_VERSION, SUM, VERSION_KIND, VERSION_TX,
} from './versions';

/** Gas of the longest chain that ends just before a transaction. All below are committed. */
export function longestBelow(tx: u32, task: usize): u64 {
  const reads: usize = load<u32>(task, TASK_READS);
  if (reads == 0) return 0;
  let longest: u64 = 0;
  for (let left = load<u32>(reads), at = reads + 4; left != 0; left--, at += 8) {
    const origin: usize = load<u32>(at, 4);
    if (origin == 0) continue;
    const length = load<u32>(origin, VERSION_KIND) == SUM
      ? longestOfSum(<usize>(load<u32>(at) & ~READ_BITS), tx)
      : load<u64>(taskAt(load<u32>(origin, VERSION_TX)), TASK_PATH);
    longest = max<u64>(longest, length);
  }
  return longest;
}

/** The same of a read that summed deltas: everybody who gave one, and who wrote what they add to. */
function longestOfSum(cell: usize, tx: u32): u64 {
  let longest: u64 = 0;
  for (let node = firstBelow(listAt(cell), tx); node != 0; node = nextNode(node)) {
    const version: usize = atomic.load<u32>(node + NODE_VERSION);
    if (version == 0) continue;
    longest = max<u64>(longest, load<u64>(taskAt(load<u32>(node, NODE_TX)), TASK_PATH));
    if (load<u32>(version, VERSION_KIND) != DELTA) break;
  }
  return longest;
}
