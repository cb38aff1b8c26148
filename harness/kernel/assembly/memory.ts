/**
 * The memory: what the compiler placed, then what is taken once and kept (the table, the work area), then the arena,
 * which the host lays out anew for every call.
 */
const PAGE: usize = 65536;
let end: usize = (__heap_base + 63) & ~63;

/** Takes bytes for good, on a cache line of their own. Only while the kernel is made: the arena lies behind. */
export function take(bytes: usize): usize {
  const start = end;
  end = (end + bytes + 63) & ~63;
  return grownTo(end) ? start : 0;
}

/** The start of the arena with room for that many bytes, or 0 where memory does not suffice. */
export function arena(bytes: usize): usize {
  return grownTo(end + bytes) ? end : 0;
}

function grownTo(size: usize): bool {
  const have = (<usize>memory.size()) * PAGE;
  if (size <= have) return true;
  return memory.grow(<i32>((size - have + PAGE - 1) / PAGE)) >= 0;
}
