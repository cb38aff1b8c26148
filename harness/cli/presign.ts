/** `lakh presign [scenario] --out FILE`: signs a load before it is sent. */
import { countOf, signCorpus } from '../run/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import type { Plan } from '../spec/plan.ts';
import { LakhError } from '../std/errors.ts';
import { logLevelOf } from './environment.ts';
import { listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { type GivenScenario, planOf, scenarioOf } from './run-plan.ts';
import { readSecrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface PresignArguments extends GivenScenario {
  readonly out: string;
  /** How many, of a closed load. */
  readonly transactions: number | undefined;
  readonly json: boolean;
}

/** Throws `bad-flag` where it is not known how many, and what a run throws before its first transaction. */
export async function presignCommand(given: PresignArguments): Promise<ExitCode> {
  const secrets = await readSecrets(process.env);
  // A scenario may name the corpus that is to be written now.
  const { corpus: _, ...scenario } = (await scenarioOf(given)) as { corpus?: unknown };
  const { plan, catalog } = await planOf(scenario, secrets);
  const count = transactionsOf(plan, given.transactions);
  const log = makeLog(logLevelOf(process.env));
  const { stop, abort, release } = listenForInterruption(() => process.stderr.write('lakh: stopping\n'));
  const began = performance.now();
  try {
    const parts = {
      workload: catalog.workloads.find(({ name }) => name === plan.workload.name)!,
      target: catalog.targets.find(({ name }) => name === plan.target.name)!,
      secrets,
      stop,
      abort,
      log: (message: string) => log.info(message),
      lakh: lakhVersion(),
    };
    const { chainId } = await signCorpus(plan, parts, count, given.out);
    const seconds = (performance.now() - began) / 1000;
    if (given.json) {
      process.stdout.write(`${JSON.stringify({ file: given.out, transactions: count, chainId, seconds })}\n`);
    } else {
      const signed = `${count.toLocaleString('en-US')} transactions for chain ${chainId} in ${seconds.toFixed(1)} s`;
      process.stdout.write(`${signed}\n\n${given.out}\n`);
    }
    return EXIT.ok;
  } finally {
    release();
  }
}

function transactionsOf(plan: Plan, asked: number | undefined): number {
  const count = asked ?? countOf(plan);
  if (count !== null) return count;
  throw new LakhError('bad-flag', 'a closed load sends as many as the chain takes', {
    hint: 'say how many are to be signed: --transactions 100000',
  });
}
