/** A real run on the embedded chain, at whose end a workload's oracle is asked about the truth and about lies. */
import type { Address, Hex, Oracle, OracleReader, Workload } from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import { selectorOf } from '../../harness/std/index.ts';
import { runOnEngine, type ShortRun } from './engine-run.ts';

/** What `oracle.after` is given. */
export interface Asking<Options, Deployment, Before> {
  readonly context: Parameters<Oracle<Options, Deployment, Before>['after']>[0];
  readonly deployment: Deployment;
  readonly before: Before;
  readonly facts: Parameters<Oracle<Options, Deployment, Before>['after']>[3];
  readonly reader: OracleReader;
}

type Lie<O, D, B> = (asking: Asking<O, D, B>) => Partial<Asking<O, D, B>>;

/** The names of the checks that fail under each of the lies. The same run for all of them. */
export async function interrogate<O, D, B, Name extends string>(
  workload: Workload<O, D, B>,
  given: ShortRun,
  lies: Record<Name, Lie<O, D, B>>,
): Promise<Record<Name, string[]>> {
  const failed = {} as Record<Name, string[]>;
  const asked: Workload<O, D, B> = {
    ...workload,
    oracle: {
      before: (...asking) => workload.oracle.before(...asking),
      async after(context, deployment, before, facts, reader) {
        const truth = { context, deployment, before, facts, reader };
        for (const [name, lie] of Object.entries(lies) as [Name, Lie<O, D, B>][]) {
          const told = { ...truth, ...lie(truth) };
          const { after } = workload.oracle;
          const checks = await after(told.context, told.deployment, told.before, told.facts, told.reader);
          failed[name] = checks.filter(({ passed }) => !passed).map((check) => check.name);
        }
        return workload.oracle.after(context, deployment, before, facts, reader);
      },
    },
  };
  await runOnEngine(asked, given);
  return failed;
}

/** A reader that changes the answers of this function, of this contract where one is named. */
export function answering(
  reader: OracleReader,
  signature: string,
  change: (answer: bigint) => bigint,
  word = 0,
  of?: Address,
): OracleReader {
  const selector = selectorOf(signature);
  return {
    ...reader,
    calls: async (calls) =>
      (await reader.calls(calls)).map((answer, at) => {
        const { to, data } = calls[at]!;
        const meant = data.startsWith(selector) && (of === undefined || to === of);
        return meant ? withWord(answer, word, change) : answer;
      }),
  };
}

function withWord(answer: Hex, word: number, change: (answer: bigint) => bigint): Hex {
  const [from, to] = [2 + 64 * word, 66 + 64 * word];
  const changed = change(BigInt(`0x${answer.slice(from, to)}`)).toString(16);
  return `${answer.slice(0, from)}${changed.padStart(64, '0')}${answer.slice(to)}` as Hex;
}

/** The first index at which an action succeeded. */
export function firstSuccess(facts: Asking<unknown, unknown, unknown>['facts'], action: string): number {
  for (let index = 0; index < facts.scheduled; index++) {
    if (facts.outcome(index) === OUTCOME.succeeded && facts.intent(index).action === action) return index;
  }
  throw new Error(`no ${action} succeeded`);
}
