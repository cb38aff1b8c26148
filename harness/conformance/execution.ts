/** A real run of a workload on the embedded chain, at whose end its oracle is asked about the truth and about lies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '../plan/index.ts';
import { run } from '../run/index.ts';
import type { Check, Oracle, Plan, RunFacts, RunRecord, Workload } from '../spec/index.ts';
import { OUTCOME } from '../spec/index.ts';
import { messageOf } from '../std/index.ts';
import { TARGETS } from '../targets/index.ts';
import type { Subject } from './subject.ts';
import { listeningReader, lyingReader, withoutInclusion } from './tampering.ts';

/** What the oracle said. */
export interface Verdict {
  /** What it was told wrongly, for people. */
  readonly lie: string;
  readonly checks: readonly Check[];
  /** The message of what it threw, instead of saying anything. */
  readonly threw?: string;
}

export interface Execution {
  readonly record: RunRecord;
  readonly honest: Verdict;
  /** About the chain: one for each kind of reading that the oracle makes. */
  readonly readings: readonly Verdict[];
  /** About the run: one for each action that succeeded. */
  readonly inclusions: readonly Verdict[];
}

type Asking = Parameters<Oracle<unknown, unknown, unknown>['after']>;

/** Throws a `LakhError` where the run cannot be made. */
export async function execute(subject: Subject): Promise<Execution> {
  const { workload } = subject;
  let verdicts: Omit<Execution, 'record'> | undefined;
  const oracle: Workload['oracle'] = {
    before: (...asking) => workload.oracle.before(...asking),
    async after(...asking) {
      verdicts = await examine(workload, asking);
      return verdicts.honest.checks;
    },
  };
  // It may be of a class, or stand on another object: so it is extended, not copied.
  const examined: Workload = Object.create(workload, { oracle: { value: oracle, enumerable: true } });
  const out = await mkdtemp(join(tmpdir(), 'lakh-conformance-'));
  try {
    const { record } = await runOnEngine(examined, subject, out);
    if (!verdicts) throw new Error(`the run came to no end that an oracle could judge: ${record.ending}`);
    return { record, ...verdicts };
  } finally {
    await rm(out, { recursive: true });
  }
}

const RATE = 200;

async function runOnEngine(workload: Workload, subject: Subject, out: string) {
  const target = TARGETS.find(({ name }) => name === 'engine')!;
  const plan: Plan = makePlan(
    {
      workload: { ...subject.given, name: workload.name },
      target: { name: target.name, blockTime: '100ms' },
      load: { arrival: 'constant', rate: RATE, duration: (subject.executed / RATE) * 1000 },
      accounts: { count: subject.accounts.length },
      seed: subject.seed,
      workers: 0,
      out,
    },
    { workloads: [workload], targets: [target], thresholdProblem: () => null },
  );
  const never = new AbortController().signal;
  const parts = { workload, target, sinks: [], secrets: {}, stop: never, abort: never, log: () => {} };
  return run(plan, { ...parts, lakh: 'conformance' });
}

async function examine(workload: Workload, asking: Asking): Promise<Omit<Execution, 'record'>> {
  const [context, deployment, before, facts, reader] = asking;
  const ask = (lie: string, about: RunFacts, through: typeof reader) =>
    verdictOf(lie, workload.oracle.after(context, deployment, before, about, through));
  const read = new Set<string>();
  const honest = await ask('', facts, listeningReader(reader, read));
  const readings: Verdict[] = [];
  for (const kind of read) {
    readings.push(await ask(`the first answer of ${kind} is off by one`, facts, lyingReader(reader, kind)));
  }
  const inclusions: Verdict[] = [];
  for (const [action, index] of firstSuccesses(facts)) {
    const lie = `a ${action} that succeeded is missing in what the run knows`;
    inclusions.push(await ask(lie, withoutInclusion(facts, index), reader));
  }
  return { honest, readings, inclusions };
}

/** The first index of each action that succeeded. */
function firstSuccesses(facts: RunFacts): Map<string, number> {
  const found = new Map<string, number>();
  for (let index = 0; index < facts.scheduled; index++) {
    if (facts.outcome(index) !== OUTCOME.succeeded) continue;
    const { action } = facts.intent(index);
    if (!found.has(action)) found.set(action, index);
  }
  return found;
}

async function verdictOf(lie: string, asked: Promise<readonly Check[]>): Promise<Verdict> {
  return asked.then(
    (checks) => ({ lie, checks }),
    (error) => ({ lie, checks: [], threw: messageOf(error) }),
  );
}
