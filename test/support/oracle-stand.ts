/** Runs a workload on the embedded engine, and lets a test ask its oracle about lies while the chain still answers. */
import type { OracleReader, RunFacts, RunRecord, Workload } from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import { runOnEngine, type ShortRun } from './engine-run.ts';

/** What an oracle is told instead of the truth. */
export interface Lie {
  readonly facts?: (truth: RunFacts) => RunFacts;
  readonly reader?: (truth: OracleReader) => OracleReader;
}

export interface Judged {
  readonly record: RunRecord;
  /** For each lie the names of the checks that failed. */
  readonly failed: Readonly<Record<string, string[]>>;
}

/** The lie `truth` is none, and is always told. */
export async function judge(
  // biome-ignore lint/suspicious/noExplicitAny: takes a workload of any options
  workload: Workload<any, any, any>,
  given: ShortRun,
  lies: Record<string, Lie>,
): Promise<Judged> {
  const failed: Record<string, string[]> = {};
  const examined: Workload = {
    ...workload,
    oracle: {
      before: (...asked) => workload.oracle.before(...asked),
      async after(context, deployment, before, facts, reader) {
        const told: Record<string, Lie> = { truth: {}, ...lies };
        for (const [name, lie] of Object.entries(told)) {
          const [about, through] = [lie.facts?.(facts) ?? facts, lie.reader?.(reader) ?? reader];
          const checks = await workload.oracle.after(context, deployment, before, about, through);
          failed[name] = checks.filter(({ passed }) => !passed).map((check) => check.name);
        }
        return [];
      },
    },
  };
  const record = await runOnEngine(examined, { rate: 100, intents: 200, ...given });
  return { record, failed };
}

/** Calls with this call data, or one that begins so, are answered otherwise. */
export function answering(data: string, alter: (answer: string) => string): Lie {
  return {
    reader: (truth) => ({
      ...truth,
      calls: async (calls) => {
        const answers = await truth.calls(calls);
        return answers.map((answer, at) => {
          return (calls[at]!.data.startsWith(data) ? alter(answer) : answer) as typeof answer;
        });
      },
    }),
  };
}

/** The n-th word of an answer, larger by one. */
export function plusOne(n = 0): (answer: string) => string {
  return (answer) => {
    const [start, end] = [2 + 64 * n, 66 + 64 * n];
    const more = (BigInt(`0x${answer.slice(start, end)}`) + 1n).toString(16).padStart(64, '0');
    return answer.slice(0, start) + more + answer.slice(end);
  };
}

/** The first intent of an action that succeeded was not seen to, but is uncertain or none. */
export function doubting(action: string, outcome: 'uncertain' | 'none'): Lie {
  return {
    facts: (truth) => {
      let first = 0;
      while (truth.outcome(first) !== OUTCOME.succeeded || truth.intent(first).action !== action) first++;
      return { ...truth, outcome: (index) => (index === first ? OUTCOME[outcome] : truth.outcome(index)) };
    },
  };
}
