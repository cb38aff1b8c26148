/** Which intents go into which block, where some wait for earlier ones: as a run would send them if all succeed. Pure. */
import type { Driver } from '../spec/workload.ts';
import { LakhError } from '../std/errors.ts';

/** Block time from one block to the next. */
export const BLOCK_SECONDS = 1;
/** Indices that are looked at for each that goes, before it is given up that blocks can be filled. */
const MOST_LOOKED = 16;

/**
 * Indices by block, ascending in each. An intent goes into the first block in which it is due and what it waits for stands
 * in an earlier one.
 *
 * @throws LakhError `bad-scenario` where too many wait
 */
export function arrange(driver: Pick<Driver, 'wait'>, blocks: number, blockSize: number): number[][] {
  const stoodIn = new Map<number, number>();
  const arranged: number[][] = [];
  let due = 0;
  let held: number[] = [];

  function mayGo(index: number, block: number): boolean {
    const wait = driver.wait?.(index) ?? null;
    if (wait === null) return true;
    const since = stoodIn.get(wait.after);
    if (since === undefined) return false;
    // By the block before, which is the newest that a sender can see.
    const passed = block - 1 - since;
    return passed >= (wait.blocks ?? 0) && passed * BLOCK_SECONDS >= (wait.seconds ?? 0);
  }

  for (let block = 0; block < blocks; block++) {
    const going: number[] = [];
    const staying: number[] = [];
    for (const index of held) {
      if (going.length < blockSize && mayGo(index, block)) going.push(index);
      else staying.push(index);
    }
    held = staying;
    while (going.length < blockSize) {
      if (due >= MOST_LOOKED * blocks * blockSize) throw tooManyWait(block, going.length, blockSize);
      const index = due++;
      if (mayGo(index, block)) going.push(index);
      else held.push(index);
    }
    going.sort((a, b) => a - b);
    for (const index of going) stoodIn.set(index, block);
    arranged.push(going);
  }
  return arranged;
}

function tooManyWait(block: number, found: number, blockSize: number): LakhError {
  return new LakhError(
    'bad-scenario',
    `block ${block + 1} cannot be filled: ${found} of ${blockSize} transactions may go, the others wait for earlier ones`,
    { hint: 'a smaller --block-size, or more --accounts' },
  );
}
