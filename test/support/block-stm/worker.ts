/**
 * What one virtual worker does with its tasks: executes, publishes, validates, aborts. The readable twin of
 * harness/kernel/evm/assembly/block-run.ts.
 */
import type { Steps } from './atomic.ts';
import { Atomic } from './atomic.ts';
import type { Fault } from './faults.ts';
import { type Outcome, type Program, runProgram } from './program.ts';
import { EXECUTING, Scheduler, type Task } from './scheduler.ts';
import { Location, markEstimates, removeEstimates, type Value, type VersionNode } from './versions.ts';

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
    this.traces = programs.map(() => new Atomic<Trace>({ outcome: undefined, reads: [], writes: [] }));
    const onCommit = (tx: number) => {
      this.seen[tx] = this.traces[tx]!.peek().outcome?.seen ?? -1;
    };
    this.scheduler = new Scheduler(before, onCommit, fault);
  }

  /** One worker, until everything is committed. */
  *work(): Steps<void> {
    const own: Task[] = [];
    while (!(yield* this.scheduler.isDone())) {
      const task = own.pop() ?? (yield* this.scheduler.nextTask());
      if (task === undefined) yield* this.scheduler.commit();
      else if (task.do === 'execute') yield* this.execute(task.tx, task.incarnation, own);
      else yield* this.validate(task.tx, task.incarnation, task.wave, own);
    }
  }

  /** Executes one incarnation; what is to follow in this worker goes onto `own`. */
  private *execute(tx: number, incarnation: number, own: Task[]): Steps<void> {
    const { scheduler } = this;
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
      const [successor, validation] = yield* scheduler.finish(tx, incarnation, wroteNew, wasHead);
      if (successor !== undefined) own.push(successor);
      if (validation !== undefined) own.push(validation);
      else yield* scheduler.commit();
      return;
    }
  }

  /** The outcome, or the transaction that has to finish first. */
  private *run(tx: number, reads: Read[]): Steps<Outcome | number> {
    const { locations, scheduler } = this;
    let blocker = -1;
    const source = function* (at: number, weak: boolean): Steps<Value | undefined> {
      const location = locations[at]!;
      const reading = yield* location.read(tx, weak);
      blocker = reading.blocker ?? -1;
      const awaited = yield* location.awaited.load();
      if (reading.blocker !== undefined) {
        // Who waits for a location is taken for its next writer: all that wait for it stand in one chain.
        if (awaited > blocker && awaited < tx && !(yield* scheduler.hasExecuted(awaited))) blocker = awaited;
      } else if (!weak && awaited > reading.writer && awaited < tx) {
        if (!(yield* scheduler.hasExecuted(awaited))) blocker = awaited;
      }
      if (blocker >= 0) {
        if (awaited < tx) yield* location.awaited.store(tx);
        return undefined;
      }
      const { value } = reading as { value: Value };
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
    }
    const previous = yield* this.traces[tx]!.load();
    if (this.fault !== 'keep-removed') yield* removeEstimates(previous.writes);
    yield* this.traces[tx]!.store({ outcome, reads, writes });
    return wroteNew;
  }

  private *validate(tx: number, incarnation: number, wave: number, own: Task[]): Steps<void> {
    const { scheduler } = this;
    this.counters.validations++;
    const trace = yield* this.traces[tx]!.load();
    const fault = yield* this.firstStale(tx, trace);
    if (fault === undefined) {
      const late = this.fault === 'late-wave' ? yield* scheduler.currentWave() : wave;
      yield* scheduler.pass(tx, incarnation, late);
      if (yield* scheduler.isHead(tx)) yield* scheduler.commit();
      return;
    }
    if (!(yield* scheduler.beginAbort(tx, incarnation))) return;
    this.counters.aborts++;
    // Read again: only who aborts an incarnation may mark what it wrote.
    const { writes } = yield* this.traces[tx]!.load();
    if (this.fault !== 'forget-estimate') yield* markEstimates(writes);
    const again = yield* scheduler.endAbort(tx, incarnation, fault.blocker);
    if (again !== undefined) own.push(again);
  }

  /** The first read that would not come to the same now. */
  private *firstStale(tx: number, trace: Trace): Steps<{ blocker: number | undefined } | undefined> {
    if (this.fault === 'skip-validation' && this.counters.validations % 3 === 0) return undefined;
    for (const { location, weak, value } of trace.reads) {
      const now = yield* location.read(tx, weak);
      if (now.blocker !== undefined) return { blocker: now.blocker };
      const same = now.value.code === value.code && (weak || now.value.balance === value.balance);
      if (!same) return { blocker: undefined };
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
