/**
 * One memory for all threads, taken in three ways: for good, until the block's end, until the transaction's end. The
 * threads share a single mark, the first byte that nobody has; each takes chunks from it and deals them out alone.
 * Globals are of one instance, hence of one thread; nothing that changes may stand in `memory.data`, which all share.
 */
const PAGE: usize = 65536;
const ALIGN: usize = 16;
const CHUNK: usize = 1 << 18;

/** The shared mark, u64. The first thread sets it; see control.ts for what lies behind it. */
const MARK: usize = (__heap_base + 63) & ~63;
/** Bytes of the control area, the mark included. */
const CONTROL_SIZE: usize = 4096;

/** What the threads share besides: 64 bytes after the mark on, laid out in control.ts. */
export const CONTROL: usize = MARK + 64;

let forGood: usize = 0;
let forGoodEnd: usize = 0;

/** Once, by the first thread, before any other is attached. */
export function layOutMemory(): void {
  atomic.store<u64>(MARK, MARK + CONTROL_SIZE);
}

/** Bytes of the memory that somebody has taken. */
export function bytesTaken(): u64 {
  return atomic.load<u64>(MARK);
}

/** Takes bytes from the shared mark; traps where 4 GiB do not suffice. Fresh memory is zero. */
export function takeShared(bytes: usize): usize {
  const size = (<u64>bytes + ALIGN - 1) & ~(<u64>ALIGN - 1);
  const start = atomic.add<u64>(MARK, size);
  const end = start + size;
  if (end > 0xffff0000) unreachable();
  while (<u64>memory.size() * PAGE < end) {
    // Another thread may have grown it in between: then this grows by too much, which costs addresses, not memory.
    const missing = <i64>(end - <u64>memory.size() * PAGE);
    if (missing > 0 && memory.grow(<i32>((missing + PAGE - 1) / PAGE)) < 0) unreachable();
  }
  return <usize>start;
}

/** Bytes for good, zeroed, on a boundary of 16. */
export function take(bytes: usize): usize {
  const size = (bytes + ALIGN - 1) & ~(ALIGN - 1);
  if (size > CHUNK / 4) return takeShared(size);
  if (forGood + size > forGoodEnd) {
    forGood = takeShared(CHUNK);
    forGoodEnd = forGood + CHUNK;
  }
  const start = forGood;
  forGood += size;
  return start;
}

/**
 * Memory that is given back all at once: a list of chunks that grows and is used again. Each chunk begins with u32 next,
 * u32 size. What is taken is not zeroed.
 */
const HEADER: usize = 16;

// @ts-ignore: decorator
@unmanaged
export class Arena {
  first: usize;
  chunk: usize;
  at: usize;
  end: usize;

  /** Bytes on a boundary of 16. */
  take(bytes: usize): usize {
    const size = (bytes + ALIGN - 1) & ~(ALIGN - 1);
    if (this.at + size > this.end) this.advance(size);
    const start = this.at;
    this.at += size;
    return start;
  }

  /** Gives everything back. */
  reset(): void {
    if (this.first != 0) this.enter(this.first);
  }

  /** To the next chunk that has room, a new one where there is none. */
  private advance(size: usize): void {
    let last = this.chunk;
    while (last != 0) {
      const next: usize = load<u32>(last);
      if (next == 0) break;
      last = next;
      if (load<u32>(next, 4) >= <u32>(size + HEADER)) return this.enter(next);
    }
    const bytes = max<usize>(CHUNK, size + HEADER);
    const chunk = takeShared(bytes);
    store<u32>(chunk, <u32>bytes, 4);
    if (last == 0) this.first = chunk;
    else store<u32>(last, <u32>chunk);
    this.enter(chunk);
  }

  private enter(chunk: usize): void {
    this.chunk = chunk;
    this.at = chunk + HEADER;
    this.end = chunk + <usize>load<u32>(chunk, 4);
  }
}

/** An arena of its own for this thread; its record is taken for good. */
export function newArena(): Arena {
  return changetype<Arena>(take(offsetof<Arena>()));
}
