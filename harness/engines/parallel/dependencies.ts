/**
 * Owns who read from whom: the graph whose longest chain is the critical path. It is in what the schedule leaves behind
 * (harness/kernel/evm/assembly/versions.ts), which stays until the next wave is executed.
 */
import { layout, type Machine } from '../../kernel/evm/index.ts';

type Memory = Machine['memory'];

/** What somebody wrote to a location. */
interface Written {
  readonly tx: number;
  readonly isDelta: boolean;
}

/** For each of `count` transactions of the wave the lower ones that it read from, ascending, each once. */
export function dependenciesIn(memory: Memory, taskOf: (tx: number) => number, count: number): number[][] {
  const history = new Map<number, Written[]>();
  return Array.from({ length: count }, (_, tx) => {
    const task = taskOf(tx);
    const writers = new Set<number>();
    for (const at of entriesOf(memory, memory.u32(task + layout.TASK_READS), 8)) {
      for (const writer of writersOf(memory, at, history)) writers.add(writer);
    }
    noteWrites(memory, task, tx, history);
    return [...writers].sort((a, b) => a - b);
  });
}

/** Where the entries of a list are; none where there is no list. */
function entriesOf(memory: Memory, list: number, bytes: number): number[] {
  const length = list === 0 ? 0 : memory.u32(list);
  return Array.from({ length }, (_, entry) => list + 4 + bytes * entry);
}

/**
 * Of one read: whoever wrote the value below, and all who added to it since; nobody where it was there before the block.
 * Not by the origin on record, see harness/kernel/evm/assembly/critical-path.ts, which walks the same way.
 */
function writersOf(memory: Memory, read: number, history: ReadonlyMap<number, readonly Written[]>): number[] {
  const location = memory.u32(read);
  const below = history.get((location & ~layout.READ_BITS) >>> 0) ?? [];
  const whole = below.findLastIndex(({ isDelta }) => !isDelta);
  if ((location & layout.READ_BITS) === layout.READ_CODE) return whole === -1 ? [] : [below[whole]!.tx];
  return below.slice(Math.max(0, whole)).map(({ tx }) => tx);
}

function noteWrites(memory: Memory, task: number, tx: number, history: Map<number, Written[]>): void {
  for (const at of entriesOf(memory, memory.u32(task + layout.TASK_WRITES), 4)) {
    const node = memory.u32(at);
    const version = memory.u32(node + layout.NODE_VERSION);
    if (version === 0) continue;
    const cell = memory.u32(memory.u32(node + layout.NODE_LIST) + layout.LIST_CELL);
    const isDelta = memory.u32(version + layout.VERSION_KIND) === layout.VERSION_DELTA;
    const written = history.get(cell);
    if (written === undefined) history.set(cell, [{ tx, isDelta }]);
    else written.push({ tx, isDelta });
  }
}
