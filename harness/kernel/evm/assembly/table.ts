/**
 * Tables that cells are found in: buckets of linked lists, which threads only ever push to, so that a look needs no lock.
 * What a cell is found by, its owner knows: account.ts, slot.ts, code.ts.
 */
import { take } from './arena';

/** Before the buckets: u32 mask, 12 bytes unused. */
const HEADER: usize = 16;

/** A table of 2^bits buckets, a u32 cell each. */
export function newTable(bits: u32): usize {
  const table = take(HEADER + (<usize>4 << bits));
  store<u32>(table, (1 << bits) - 1);
  return table;
}

// @ts-ignore: decorator
@inline
export function bucketOf(table: usize, hash: u32): usize {
  return table + HEADER + 4 * <usize>(hash & load<u32>(table));
}

/** The first bucket, and how many there are: they lie one after the other. */
export function firstBucket(table: usize): usize {
  return table + HEADER;
}

export function bucketCount(table: usize): usize {
  return <usize>load<u32>(table) + 1;
}
