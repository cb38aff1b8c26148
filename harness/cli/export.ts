/** `lakh export k6 [SCENARIO] --out DIR`: prepares the chain, signs the load, and writes a script that sends it. */
import {
  type K6Load,
  type K6Thresholds,
  k6Load,
  k6Script,
  k6Thresholds,
  loadProblems,
  openFolder,
  writeScript,
  writeTransactions,
} from '../export/index.ts';
import { firstWait, type PresignedLoad, type PresignedTransaction, presign } from '../run/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import type { Plan } from '../spec/plan.ts';
import type { Workload } from '../spec/workload.ts';
import { formatDuration } from '../std/duration.ts';
import { LakhError } from '../std/errors.ts';
import { describeLoad } from './describe-plan.ts';
import { logLevelOf, variable } from './environment.ts';
import { type ExportTarget, exportTarget, targetProblems } from './export-target.ts';
import { listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { type GivenScenario, planOf, scenarioOf } from './run-plan.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface ExportArguments extends GivenScenario {
  readonly out: string;
  /** How many, of a closed load. */
  readonly transactions: number | undefined;
  /** Thresholds without a counterpart do not stop it. */
  readonly leaveOut: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

interface Export {
  readonly plan: Plan;
  readonly load: K6Load;
  readonly thresholds: K6Thresholds;
  readonly target: ExportTarget;
}

/** Throws `cannot-export` with every reason before the chain is asked for anything. */
export async function exportCommand(given: ExportArguments): Promise<ExitCode> {
  const secrets = await readSecrets(process.env);
  const { plan, catalog } = await planOf(await scenarioOf(given), secrets);
  const workload: Workload = catalog.workloads.find(({ name }) => name === plan.workload.name)!;
  const exported = exportOf(plan, workload, secrets, given);
  const folder = await openFolder(given.out, given.force);
  const log = makeLog(logLevelOf(process.env));
  const { stop, abort, release } = listenForInterruption(() => process.stderr.write('lakh: stopping\n'));
  try {
    const parts = {
      workload,
      target: catalog.targets.find(({ name }) => name === plan.target.name)!,
      secrets,
      stop,
      abort,
      log: (message: string) => log.info(message),
    };
    // A set-up that breaks off is remembered beside the export, so that the next one goes on with it.
    const presigned = await presign({ ...plan, out: given.out }, parts, exported.load.count);
    const first: { transaction?: PresignedTransaction } = {};
    await writeTransactions(folder, remembering(presigned.transactions, first));
    await writeScript(folder, scriptOf(exported, presigned, first.transaction!));
    tell(given, exported, presigned, folder);
    return EXIT.ok;
  } finally {
    release();
  }
}

function exportOf(plan: Plan, workload: Workload, secrets: Secrets, given: ExportArguments): Export {
  const problems = [...targetProblems(plan), ...loadProblems(plan.load, given.transactions)];
  if (problems.length > 0) throw refusal(problems);
  const load = k6Load(plan.load, plan.seed, given.transactions);
  const thresholds = k6Thresholds(plan.thresholds, load);
  const waits = firstWait(plan, workload, secrets.mnemonic, load.count);
  if (waits !== null) {
    problems.push(
      `workload: transaction ${waits} of ${workload.name} is sent when an earlier one is in a block; k6 sends whatever the chain does`,
    );
  }
  if (!given.leaveOut) {
    const without = thresholds.withoutCounterpart.map(
      ({ expression, why }) => `thresholds: "${expression}": ${why}`,
    );
    problems.push(...without);
  }
  if (problems.length > 0) throw refusal(problems);
  return { plan, load, thresholds, target: exportTarget(plan) };
}

function refusal(problems: readonly string[]): LakhError {
  const message =
    problems.length === 1
      ? `this cannot be exported to k6: ${problems[0]}`
      : `this cannot be exported to k6 for ${problems.length} reasons:\n${problems.map((one) => `  ${one}`).join('\n')}`;
  const hint = problems.some((one) => one.startsWith('thresholds: '))
    ? '--leave-out leaves such thresholds out and lists them in the script'
    : '`lakh export --help` has the flags; docs/k6.md says what k6 can do of a scenario';
  return new LakhError('cannot-export', message, { hint });
}

/** Keeps the first one. */
async function* remembering(
  transactions: AsyncIterable<PresignedTransaction>,
  first: { transaction?: PresignedTransaction },
): AsyncGenerator<PresignedTransaction> {
  for await (const transaction of transactions) {
    first.transaction ??= transaction;
    yield transaction;
  }
}

function scriptOf(exported: Export, presigned: PresignedLoad, first: PresignedTransaction): string {
  const { load, thresholds, target } = exported;
  return k6Script({
    lakh: lakhVersion(),
    title: titleOf(exported, presigned),
    load,
    thresholds,
    chainId: presigned.chain.chainId,
    url: target.url,
    timeout: formatDuration(target.timeoutMs),
    first: { sender: presigned.senders[first.account]!, nonce: first.nonce },
    notes: notesOf(exported, presigned),
  });
}

function titleOf({ plan, load }: Export, { chain, senders }: PresignedLoad): string {
  const warmup = load.warmupMs > 0 ? `, after ${formatDuration(load.warmupMs)} of warm-up` : '';
  return `${plan.workload.name} on chain ${chain.chainId} (${chain.client}): ${load.count} transactions of ${senders.length} accounts, ${describeLoad(plan.load)}${warmup}.`;
}

const GWEI = 1e9;

function notesOf({ plan, load, target }: Export, { maxFeeWei }: PresignedLoad): string[] {
  const notes = [
    `Each transaction pays at most ${Number(maxFeeWei) / GWEI} gwei a unit of gas, however the base fee moves.`,
    'Nothing looks for the transactions in blocks, nor at the state of the chain afterwards.',
  ];
  if (load.windowMs === null) {
    notes[1] =
      'Blocks are asked for each transaction, every 100 ms; nothing looks at the state of the chain afterwards.';
    notes.push('What is not sent when maxDuration is over stays unsent.');
  } else
    notes.push('An arrival that finds no free VU is dropped; as many of the last transactions stay unsent.');
  if (plan.batch.size > 1) notes.push('Each transaction is a request of its own: there are no batches.');
  if (variable(process.env, target.headersEnv) !== undefined) {
    notes.push(`The headers of ${target.headersEnv} are not in here: add what the node asks for in ask().`);
  }
  return notes;
}

function tell(
  { json }: ExportArguments,
  { load, thresholds: { byMetric, withoutCounterpart } }: Export,
  { chain, senders }: PresignedLoad,
  { script, transactions }: { script: string; transactions: string },
): void {
  if (json) {
    const outcome = {
      script,
      transactions,
      count: load.count,
      chainId: chain.chainId,
      thresholds: byMetric,
      leftOut: withoutCounterpart,
    };
    process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
    return;
  }
  const leftOut = withoutCounterpart.map(({ expression, why }) => `left out: ${expression} (${why})\n`);
  process.stdout.write(
    `${load.count} transactions of ${senders.length} accounts, signed for chain ${chain.chainId}: ${transactions}\n` +
      `${leftOut.join('')}run them once: k6 run ${script}\n`,
  );
}
