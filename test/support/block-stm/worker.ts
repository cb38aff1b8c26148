/**
 * What one virtual worker does with its tasks: executes, publishes, validates, aborts. The readable twin of
 * harness/kernel/evm/assembly/block-run.ts.
 */
import type { Steps } from './atomic.ts';
import { Atomic } from './atomic.ts';
import type { Fault } from './faults.ts';
import { type Outcome, type Program, runProgram } from './program.ts';
import { EXECUTING, Scheduler, type Task } from './scheduler.ts';
import {
  Location,
  markEstimates,
  type PromiseMade,
  removeEstimates,
  settlePromises,
  type Value,
  type VersionNode,
} from './versions.ts';

interface Read {
  readonly location: Location;
  readonly weak: boolean;
  readonly value: Value;
}

/** What the last incarnation that published left. */
interface Trace {
  readonly outcome: Outcome | undefined;
  readonly reads: readonly Read[];
  readonly writes: readonly VersionNode[];
}

/** What one worker keeps to itself: the transaction that it executes next, already claimed. */
interface Own {
  handed: Task | undefined;
}

export interface Counters {
  executions: number;
  blocked: number;
  validations: number;
  aborts: number;
}

/** Everything that the workers on one block share. */
export class Block {
  readonly scheduler: Scheduler;
  readonly locations: readonly Location[];
  readonly programs: readonly Program[];
  readonly traces: Atomic<Trace>[];
  /** What each transaction has promised and not settled; only who executes it looks. */
  readonly promises: PromiseMade[][];
  /** What each transaction saw, taken at its commit. */
  readonly seen: number[] = [];
  readonly counters: Counters = { executions: 0, blocked: 0, validations: 0, aborts: 0 };
  readonly fault: Fault | undefined;

  constructor(
    programs: readonly Program[],
    genesis: readonly Value[],
    before: readonly number[],
    fault?: Fault,
  ) {
    this.programs = programs;
    this.fault = fault;
    this.locations = genesis.map((value) => new Location(value));
    this.promises = programs.map(() => []);
    this.traces = programs.map(() => new Atomic<Trace>({ outcome: undefined, reads: [], writes: [] }));
    const onCommit = (tx: number) => {
      this.seen[tx] = this.traces[tx]!.peek().outcome?.seen ?? -1;
    };
    this.scheduler = new Scheduler(before, onCommit, fault);
  }

  /** One worker, until everything is committed. */
  *work(): Steps<void> {
    const own: Own = { handed: undefined };
    while (!(yield* this.scheduler.isDone())) {
      const task = own.handed ?? (yield* this.scheduler.nextTask());
      own.handed = undefined;
      if (task === undefined) yield* this.scheduler.commit();
      else if (task.do === 'execute') yield* this.executeUntilDone(task, own);
      else {
        const again = yield* this.validate(task.tx, task.incarnation, task.wave);
        if (again !== undefined) yield* this.executeUntilDone(again, own);
      }
    }
  }

  /** Executes a claimed transaction, and again as long as its validation fails and nobody else does it. */
  private *executeUntilDone(claimed: Task, own: Own): Steps<void> {
    const { scheduler } = this;
    const { tx } = claimed;
    let { incarnation } = claimed;
    for (;;) {
      const wasHead = yield* scheduler.isHead(tx);
      const reads: Read[] = [];
      this.counters.executions++;
      const run = yield* this.run(tx, reads);
      if (typeof run === 'number') {
        this.counters.blocked++;
        if (yield* scheduler.suspend(tx, incarnation, run, EXECUTING)) return;
        continue;
      }
      const wroteNew = yield* this.publish(tx, run, reads);
      const takes = own.handed === undefined;
      const next = yield* scheduler.finish(tx, incarnation, { wroteNew, wasHead, takes });
      own.handed ??= next.successor;
      if (wasHead) return yield* scheduler.commit();
      if (next.validation?.do !== 'validate') return;
      const again = yield* this.validate(tx, incarnation, next.validation.wave);
      if (again === undefined) return;
      incarnation = again.incarnation;
    }
  }

  /** The outcome, or the transaction that has to finish first. */
  private *run(tx: number, reads: Read[]): Steps<Outcome | number> {
    const { locations } = this;
    const promises = this.promises[tx]!;
    let blocker = -1;
    const source = function* (at: number, weak: boolean): Steps<Value | undefined> {
      const location = locations[at]!;
      const reading = yield* location.read(tx, weak);
      const isBlocked = reading.blocker !== undefined;
      // Who waits for a location is taken for its next writer, and who reads a hot one: all stand in one chain.
      if (!weak && (isBlocked || (yield* location.score.load()) > 0)) {
        const made = yield* location.promise(tx);
        if (made !== undefined) promises.push(made);
      }
      if (isBlocked) {
        blocker = reading.blocker;
        return undefined;
      }
      const { value } = reading;
      reads.push({ location, weak, value });
      return value;
    };
    return (yield* runProgram(this.programs[tx]!, source)) ?? blocker;
  }

  /** Puts the writes in their places and takes those away that were not written again. */
  private *publish(tx: number, outcome: Outcome, reads: readonly Read[]): Steps<boolean> {
    const writes: VersionNode[] = [];
    let wroteNew = false;
    const all = [
      ...[...outcome.values].map(([at, value]) => ({ at, kind: 'value' as const, value })),
      ...[...outcome.deltas].map(([at, balance]) => ({
        at,
        kind: 'delta' as const,
        value: { balance, code: 0 },
      })),
    ];
    for (const { at, kind, value } of all) {
      const put = yield* this.locations[at]!.publish({ tx, kind, value, estimate: false });
      writes.push(put.node);
      wroteNew ||= put.isNew || (put.isNewKind && this.fault !== 'narrow-kind');
      wroteNew ||= put.wasPromise && this.fault !== 'narrow-promise';
    }
    const previous = yield* this.traces[tx]!.load();
    if (this.fault !== 'keep-removed') yield* removeEstimates(previous.writes);
    yield* settlePromises(this.promises[tx]!.splice(0));
    yield* this.traces[tx]!.store({ outcome, reads, writes });
    return wroteNew;
  }

  /** The transaction to be executed again, where that falls to the caller. */
  private *validate(tx: number, incarnation: number, wave: number): Steps<Task | undefined> {
    const { scheduler } = this;
    this.counters.validations++;
    const trace = yield* this.traces[tx]!.load();
    const fault = yield* this.firstStale(tx, trace);
    if (fault === undefined) {
      const late = this.fault === 'late-wave' ? yield* scheduler.currentWave() : wave;
      yield* scheduler.pass(tx, incarnation, late);
      if (yield* scheduler.isHead(tx)) yield* scheduler.commit();
      return undefined;
    }
    if (!(yield* scheduler.beginAbort(tx, incarnation))) return undefined;
    this.counters.aborts++;
    // Read again: only who aborts an incarnation may mark what it wrote.
    const { writes } = yield* this.traces[tx]!.load();
    if (this.fault !== 'forget-estimate') yield* markEstimates(writes);
    return yield* scheduler.endAbort(tx, incarnation, fault.blocker);
  }

  /** The first read that would not come to the same now. */
  private *firstStale(tx: number, trace: Trace): Steps<{ blocker: number | undefined } | undefined> {
    if (this.fault === 'skip-validation' && this.counters.validations % 3 === 0) return undefined;
    for (const { location, weak, value } of trace.reads) {
      const now = yield* location.read(tx, weak);
      if (now.blocker !== undefined) {
        yield* location.heat();
        return { blocker: now.blocker };
      }
      const same = now.value.code === value.code && (weak || now.value.balance === value.balance);
      if (!same) {
        yield* location.heat();
        return { blocker: undefined };
      }
    }
    return undefined;
  }

  /** The final value of every location, once all is committed. */
  *finalState(): Steps<Value[]> {
    const state: Value[] = [];
    for (const location of this.locations) {
      const reading = yield* location.read(this.programs.length, false);
      state.push(reading.blocker === undefined ? reading.value : { balance: Number.NaN, code: 0 });
    }
    return state;
  }
}
