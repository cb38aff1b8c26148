/**
 * Who does what next: the collaborative scheduler of Block-STM (Gelashvili et al. 2022, arXiv 2203.06871) with commits in
 * order, the readable twin of harness/kernel/evm/assembly/schedule.ts.
 *
 * A transaction is READY, EXECUTING, WAITING for a lower one, EXECUTED, ABORTING or COMMITTED. Two indices sweep over the
 * block, one for executions and one for validations; whatever may have made a read stale lowers the index of validations
 * and begins a new wave. A transaction is committed when all below it are, and when it was validated in a wave no older
 * than any that was begun at or below it. One that began when all below it were committed needs no validation.
 */
import { Atomic, increment, raise, type Steps } from './atomic.ts';
import type { Fault } from './faults.ts';

export const READY = 0;
export const EXECUTING = 1;
export const WAITING = 2;
export const EXECUTED = 3;
export const ABORTING = 4;
export const COMMITTED = 5;

/** A status word is incarnation times this, plus the state. */
const STATES = 8;
/** An index of validations is wave times this, plus the index; a validation's mark incarnation times this, plus wave. */
const WAVE = 2 ** 20;
const LAST_WAVE = WAVE - 1;
/** Heads of lists of waiting transactions: empty, and closed because the transaction has executed. */
const NOBODY = -1;
const CLOSED = -2;

export type Task =
  | { readonly do: 'execute'; readonly tx: number; readonly incarnation: number }
  | { readonly do: 'validate'; readonly tx: number; readonly incarnation: number; readonly wave: number };

const words = <T>(count: number, value: T) => Array.from({ length: count }, () => new Atomic<T>(value));

export class Scheduler {
  readonly count: number;
  readonly fault: Fault | undefined;
  readonly committed = new Atomic(0);
  private readonly execution = new Atomic(0);
  private readonly validation = new Atomic(0);
  /** The highest transaction that has executed: validations need not look beyond. */
  private readonly highest = new Atomic(-1);
  private readonly committing = new Atomic(false);
  /** Of whoever commits: the newest wave begun at or below what is committed. */
  private commitWave = 0;
  private readonly status: Atomic<number>[];
  private readonly waiters: Atomic<number>[];
  private readonly nextWaiter: number[];
  private readonly validated: Atomic<number>[];
  private readonly triggered: Atomic<number>[];
  private readonly onCommit: (tx: number) => void;

  /** `before[i]`: a transaction known to come before i, as the same sender's previous one; -1 where there is none. */
  constructor(before: readonly number[], onCommit: (tx: number) => void, fault?: Fault) {
    this.count = before.length;
    this.fault = fault;
    this.onCommit = onCommit;
    this.status = before.map((lower) => new Atomic(lower < 0 ? READY : WAITING));
    this.nextWaiter = before.map(() => NOBODY);
    const heads = before.map(() => NOBODY);
    before.forEach((lower, tx) => {
      if (lower < 0) return;
      this.nextWaiter[tx] = heads[lower]!;
      heads[lower] = tx;
    });
    this.waiters = heads.map((head) => new Atomic(head));
    this.validated = words(this.count, fault === 'validated-at-first' ? 0 : -1);
    this.triggered = words(this.count + 1, 0);
  }

  *isDone(): Steps<boolean> {
    return (yield* this.committed.load()) === this.count;
  }

  /** The next thing to do, lowest first; undefined where there is nothing at the moment. */
  *nextTask(): Steps<Task | undefined> {
    const swept = yield* this.validation.load();
    const index = swept % WAVE;
    if (index <= (yield* this.highest.load())) {
      if (!(yield* this.validation.compareAndSet(swept, swept + 1))) return undefined;
      const status = yield* this.status[index]!.load();
      if (status % STATES !== EXECUTED) return undefined;
      const incarnation = (status / STATES) | 0;
      const wave = (swept / WAVE) | 0;
      // One that began when all below it were committed has passed already.
      if ((yield* this.validated[index]!.load()) >= incarnation * WAVE + wave) return undefined;
      return { do: 'validate', tx: index, incarnation, wave };
    }
    if ((yield* this.execution.load()) >= this.count) return undefined;
    const tx = yield* increment(this.execution);
    return tx < this.count ? yield* this.claim(tx) : undefined;
  }

  private *claim(tx: number): Steps<Task | undefined> {
    const status = yield* this.status[tx]!.load();
    if (status % STATES !== READY) return undefined;
    if (!(yield* this.status[tx]!.compareAndSet(status, status + EXECUTING))) return undefined;
    return { do: 'execute', tx, incarnation: (status / STATES) | 0 };
  }

  /** Everything below is committed: what an execution that begins now reads is final. */
  *isHead(tx: number): Steps<boolean> {
    return (yield* this.committed.load()) === tx;
  }

  /** Lets a transaction wait for a lower one; false where that has executed in between, and the state is `otherwise`. */
  *suspend(tx: number, incarnation: number, blocker: number, otherwise: number): Steps<boolean> {
    yield* this.status[tx]!.store(incarnation * STATES + WAITING);
    for (;;) {
      const head = yield* this.waiters[blocker]!.load();
      if (head === CLOSED) {
        yield* this.status[tx]!.store(incarnation * STATES + otherwise);
        return false;
      }
      this.nextWaiter[tx] = head;
      if (yield* this.waiters[blocker]!.compareAndSet(head, tx)) return true;
    }
  }

  /** Has everybody above `tx` validated again, in a new wave, who was validated or is being validated already. */
  *revalidateAbove(tx: number): Steps<void> {
    for (;;) {
      const swept = yield* this.validation.load();
      if (swept % WAVE <= tx + 1) return;
      const wave = ((swept / WAVE) | 0) + 1;
      if (yield* this.validation.compareAndSet(swept, wave * WAVE + tx + 1)) {
        yield* raise(this.triggered[tx + 1]!, wave);
        return;
      }
    }
  }

  /**
   * After an execution has published its writes: the transaction that the caller is to execute next, if one was woken and
   * the caller `takes` one; and its own validation, unless the sweep has still to come by.
   */
  *finish(
    tx: number,
    incarnation: number,
    { wroteNew, wasHead, takes }: { wroteNew: boolean; wasHead: boolean; takes: boolean },
  ): Steps<{ successor: Task | undefined; validation: Task | undefined }> {
    if (wroteNew && this.fault !== 'narrow-revalidation') yield* this.revalidateAbove(tx);
    yield* raise(this.highest, tx);
    const isFinal = this.fault === 'late-head' ? yield* this.isHead(tx) : wasHead;
    if (isFinal) yield* raise(this.validated[tx]!, incarnation * WAVE + LAST_WAVE);
    const lost = this.fault === 'lose-wake-up' ? yield* this.waiters[tx]!.load() : undefined;
    // Closed first: nobody may abort this incarnation, and so open the list again, before it is closed.
    const list = yield* this.waiters[tx]!.swap(CLOSED);
    yield* this.status[tx]!.store(incarnation * STATES + EXECUTED);
    const successor = yield* this.wake(lost ?? list, takes);
    if (isFinal) return { successor, validation: undefined };
    const swept = yield* this.validation.load();
    if (swept % WAVE <= tx) return { successor, validation: undefined };
    return { successor, validation: { do: 'validate', tx, incarnation, wave: (swept / WAVE) | 0 } };
  }

  /** Makes a list of waiting transactions ready. The lowest that the sweep has passed is claimed where one is taken. */
  private *wake(list: number, takes: boolean): Steps<Task | undefined> {
    let lowest = NOBODY;
    let others = this.count;
    for (let tx = list; tx !== NOBODY; ) {
      const next = this.nextWaiter[tx]!;
      const status = yield* this.status[tx]!.load();
      yield* this.status[tx]!.store(status - WAITING + STATES + READY);
      if ((yield* this.execution.load()) > tx) {
        if (lowest === NOBODY) lowest = tx;
        else {
          others = Math.min(others, Math.max(lowest, tx));
          lowest = Math.min(lowest, tx);
        }
      }
      tx = next;
    }
    if (!takes && lowest !== NOBODY) others = lowest;
    if (others < this.count) yield* this.lowerExecution(others);
    return takes && lowest !== NOBODY ? yield* this.claim(lowest) : undefined;
  }

  private *lowerExecution(tx: number): Steps<void> {
    for (;;) {
      const index = yield* this.execution.load();
      if (index <= tx || (yield* this.execution.compareAndSet(index, tx))) return;
    }
  }

  *currentWave(): Steps<number> {
    return ((yield* this.validation.load()) / WAVE) | 0;
  }

  /** A validation has passed. */
  *pass(tx: number, incarnation: number, wave: number): Steps<void> {
    yield* raise(this.validated[tx]!, incarnation * WAVE + wave);
  }

  /** A validation has failed: whether it is the caller who aborts the incarnation. */
  *beginAbort(tx: number, incarnation: number): Steps<boolean> {
    const status = incarnation * STATES;
    if (!(yield* this.status[tx]!.compareAndSet(status + EXECUTED, status + ABORTING))) return false;
    yield* this.waiters[tx]!.store(NOBODY);
    return true;
  }

  /** After the versions have become estimates: waits for who made it fail, or is executed again. */
  *endAbort(tx: number, incarnation: number, blocker: number | undefined): Steps<Task | undefined> {
    if (this.fault !== 'quiet-abort') yield* this.revalidateAbove(tx);
    if (blocker !== undefined && (yield* this.suspend(tx, incarnation, blocker, ABORTING))) return undefined;
    yield* this.status[tx]!.store((incarnation + 1) * STATES + READY);
    return (yield* this.execution.load()) > tx ? yield* this.claim(tx) : undefined;
  }

  /** Commits, in order, what may be; one worker at a time. */
  *commit(): Steps<void> {
    while (yield* this.mayCommit()) {
      if (yield* this.committing.swap(true)) return;
      while (yield* this.mayCommit()) yield* this.commitOne();
      yield* this.committing.store(false);
      // Who came meanwhile went away again, perhaps with good news for the next: so look once more.
    }
  }

  private *mayCommit(): Steps<boolean> {
    const tx = yield* this.committed.load();
    if (tx === this.count) return false;
    const status = yield* this.status[tx]!.load();
    if (status % STATES !== EXECUTED) return false;
    if (this.fault === 'commit-unvalidated') return true;
    const wave = Math.max(this.commitWave, yield* this.triggered[tx]!.load());
    const needed = this.fault === 'commit-old-wave' ? 0 : wave;
    return (yield* this.validated[tx]!.load()) >= ((status / STATES) | 0) * WAVE + needed;
  }

  private *commitOne(): Steps<void> {
    const tx = yield* this.committed.load();
    const status = yield* this.status[tx]!.load();
    const wave = yield* this.triggered[tx]!.load();
    if (status % STATES !== EXECUTED) return;
    const needed = ((status / STATES) | 0) * WAVE + Math.max(this.commitWave, wave);
    const isValid = (yield* this.validated[tx]!.load()) >= needed;
    if (!isValid && this.fault !== 'commit-unvalidated' && this.fault !== 'commit-old-wave') return;
    if (!(yield* this.status[tx]!.compareAndSet(status, status - EXECUTED + COMMITTED))) return;
    this.commitWave = Math.max(this.commitWave, wave);
    this.onCommit(tx);
    yield* this.committed.store(tx + 1);
  }

  /** For a test that finds no progress. */
  dump(): string {
    const states = ['ready', 'executing', 'waiting', 'executed', 'aborting', 'committed'];
    const rows = this.status.map((word, tx) => {
      const status = word.peek();
      return `${tx}: ${states[status % STATES]} ${(status / STATES) | 0}, waiters ${this.waiters[tx]!.peek()}`;
    });
    const indices = `execution ${this.execution.peek()}, validation ${this.validation.peek() % WAVE}`;
    return [`committed ${this.committed.peek()}, ${indices}`, ...rows].join('\n');
  }
}
