/** Words that virtual workers share. Each access is one step: it yields first, so that any other worker may come before it. */
export type Steps<T> = Generator<undefined, T, undefined>;

export class Atomic<T> {
  private value: T;

  constructor(value: T) {
    this.value = value;
  }

  *load(): Steps<T> {
    yield;
    return this.value;
  }

  *store(value: T): Steps<void> {
    yield;
    this.value = value;
  }

  /** Stores, and returns what stood there. */
  *swap(value: T): Steps<T> {
    yield;
    const old = this.value;
    this.value = value;
    return old;
  }

  /** Stores where the expected value stands; whether it did. */
  *compareAndSet(expected: T, value: T): Steps<boolean> {
    yield;
    if (this.value !== expected) return false;
    this.value = value;
    return true;
  }

  /** For whoever looks on from outside, between steps. */
  peek(): T {
    return this.value;
  }
}

/** Adds one; returns what stood there before. */
export function* increment(word: Atomic<number>): Steps<number> {
  for (;;) {
    const value = word.peek();
    if (yield* word.compareAndSet(value, value + 1)) return value;
  }
}

/** Raises a word to a value; nothing where it is as high already. */
export function* raise(word: Atomic<number>, value: number): Steps<void> {
  for (;;) {
    const old = yield* word.load();
    if (old >= value || (yield* word.compareAndSet(old, value))) return;
  }
}
