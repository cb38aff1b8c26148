/** A real run on the embedded chain, kept so that its oracle can be asked again, about the truth or about lies. */
import type {
  Check,
  Oracle,
  OracleReader,
  RunFacts,
  RunRecord,
  Workload,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { runOnEngine } from './engine-run.ts';

/** What a test may replace before it asks the oracle. */
export interface Asked<Deployment, Before> {
  readonly deployment: Deployment;
  readonly before: Before;
  readonly facts: RunFacts;
  readonly reader: OracleReader;
}

export interface Recorded<Options, Deployment, Before> extends Asked<Deployment, Before> {
  readonly context: WorkloadContext<Options>;
  readonly record: RunRecord;
  /** What the oracle says, by the names of its checks, when it is told this instead of the truth. */
  ask(told?: Partial<Asked<Deployment, Before>>): Promise<ReadonlyMap<string, Check>>;
}

/** Runs `intents` intents of a workload; what the oracle read of the chain is kept. */
export async function recordOracle<Options, Deployment, Before>(
  workload: Workload<Options, Deployment, Before>,
  { options, accounts, intents }: { options: object; accounts: number; intents: number },
): Promise<Recorded<Options, Deployment, Before>> {
  type Asking = Parameters<Oracle<Options, Deployment, Before>['after']>;
  let asking: Asking | undefined;
  const listening = {
    ...workload,
    oracle: {
      before: (...args: Parameters<typeof workload.oracle.before>) => workload.oracle.before(...args),
      async after(...args: Asking) {
        const [context, deployment, before, facts, reader] = args;
        const recorded = recordingReader(reader);
        asking = [context, deployment, before, facts, recorded];
        return workload.oracle.after(context, deployment, before, facts, recorded);
      },
    },
  } as Workload;
  const record = await runOnEngine(listening, { options, accounts, intents });
  if (!asking) throw new Error(`the run came to no end that an oracle could judge: ${record.ending}`);
  const [context, deployment, before, facts, reader] = asking;
  const truth = { deployment, before, facts, reader };
  return {
    ...truth,
    context,
    record,
    async ask(told = {}) {
      const now = { ...truth, ...told };
      const checks = await workload.oracle.after(context, now.deployment, now.before, now.facts, now.reader);
      return new Map(checks.map((check) => [check.name, check]));
    },
  };
}

/** Asks the chain once for each thing; the chain may be gone afterwards. */
function recordingReader(reader: OracleReader): OracleReader {
  const answers = new Map<string, unknown>();
  async function once<Asked, T>(
    kind: string,
    asked: readonly Asked[],
    read: (missing: readonly Asked[]) => Promise<T[]>,
  ): Promise<T[]> {
    const key = (one: Asked) => kind + JSON.stringify(one);
    const missing = asked.filter((one) => !answers.has(key(one)));
    const found = missing.length === 0 ? [] : await read(missing);
    for (const [at, one] of missing.entries()) answers.set(key(one), found[at]);
    return asked.map((one) => answers.get(key(one)) as T);
  }
  return {
    sample: reader.sample,
    request: async (method, params) =>
      (await once(method, [params], async () => [await reader.request(method, params)]))[0],
    balances: (of) => once('balances', of, reader.balances),
    nonces: (of) => once('nonces', of, reader.nonces),
    calls: (of) => once('calls', of, reader.calls),
  };
}
