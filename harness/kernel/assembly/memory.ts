/**
 * The memory: what the compiler placed, then what is taken once and kept (the table, the work area), then the arena,
 * which the host lays out anew for every call.
 */
const PAGE: usize = 65536;
let end: usize = (__heap_base + 63) & ~63;

/**
 * Takes bytes for good, on a cache line of their own, or returns 0 where memory does not suffice. They come from where
 * the arena began: nothing may lie in it that is still to be used.
 */
export function take(bytes: usize): usize {
  const start = end;
  const next = (start + bytes + 63) & ~63;
  if (next < start || !grownTo(next)) return 0;
  end = next;
  return start;
}

/** The start of the arena with room for that many bytes, or 0 where memory does not suffice. */
export function arena(bytes: usize): usize {
  return end + bytes >= end && grownTo(end + bytes) ? end : 0;
}

function grownTo(size: usize): bool {
  const have = (<usize>memory.size()) * PAGE;
  if (size <= have) return true;
  return memory.grow(<i32>((size - have + PAGE - 1) / PAGE)) >= 0;
}
