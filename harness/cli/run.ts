/** `lakh run [scenario]`: plan, run, summary, report. */
import { join } from 'node:path';
import { reporterByName, summaryObject } from '../../reports/index.ts';
import { layer, makePlan } from '../plan/index.ts';
import { run } from '../run/index.ts';
import { terminalSink } from '../sinks/index.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import type { Plan } from '../spec/plan.ts';
import type { RunRecord } from '../spec/record.ts';
import type { Sink } from '../spec/sink.ts';
import { LakhError } from '../std/errors.ts';
import { catalogFor } from './catalog.ts';
import { mayColor } from './color.ts';
import { logLevelOf, scenarioOfEnvironment } from './environment.ts';
import { complaintOf, exitCodeOf } from './exit.ts';
import { scenarioOfFlags, scenarioOfSettings } from './flags.ts';
import { listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { writeReport } from './report.ts';
import { inFolder, readScenario } from './scenario-file.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface RunArguments {
  readonly scenario?: string | undefined;
  /** What the flags say, by name. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** What --set says. */
  readonly settings: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Flag over environment over file over default. */
export async function runCommand(given: RunArguments): Promise<ExitCode> {
  const log = makeLog(logLevelOf(process.env));
  const { catalog, scenario } = await catalogFor(await scenarioOf(given));
  const plan = makePlan(scenario, catalog);
  const secrets = await readSecrets(process.env);
  refuseMissingMnemonic(plan, secrets);
  const sinks = given.quiet ? [] : [progress()];
  const interruption = listenForInterruption((message) => tell(sinks, message));
  try {
    const { record, folder } = await run(plan, {
      workload: catalog.workloads.find((one) => one.name === plan.workload.name)!,
      target: catalog.targets.find((one) => one.name === plan.target.name)!,
      sinks,
      secrets,
      stop: interruption.stop,
      abort: interruption.abort,
      log: (message) => log.info(message),
      lakh: lakhVersion(),
    });
    await show(record, folder, given.json);
    const exitCode = exitCodeOf(record);
    // Who looks at a terminal has just read it in the summary.
    if (given.json || !process.stdout.isTTY) process.stderr.write(complaintOf(record, exitCode));
    return exitCode;
  } finally {
    interruption.release();
  }
}

async function scenarioOf(given: RunArguments): Promise<unknown> {
  const file = given.scenario === undefined ? {} : await readScenario(given.scenario);
  const over = [
    ...scenarioOfEnvironment(process.env),
    scenarioOfFlags(given.flags),
    scenarioOfSettings(given.settings),
  ];
  return layer(file, ...over.map((scenario) => inFolder(scenario, process.cwd())));
}

function refuseMissingMnemonic(plan: Plan, secrets: Secrets): void {
  if (plan.accounts.source !== 'mnemonic' || secrets.mnemonic !== undefined) return;
  throw new LakhError('bad-key', 'accounts.source is mnemonic, and there is none', {
    hint: 'set LAKH_MNEMONIC, or LAKH_MNEMONIC_FILE to a file that holds it',
  });
}

function progress(): Sink {
  const stream = process.stderr;
  return terminalSink({
    stream,
    color: mayColor(stream),
    isTty: Boolean(stream.isTTY),
    columns: stream.columns ?? 80,
  });
}

/** Whoever asked for quiet still hears what his own Ctrl-C does. */
function tell(sinks: readonly Sink[], message: string): void {
  if (sinks.length === 0) process.stderr.write(`lakh: ${message}\n`);
  for (const sink of sinks) sink.notice(message);
}

/** The summary, and last of all where the report is; or one JSON object. */
async function show(record: RunRecord, folder: string, json: boolean): Promise<void> {
  const path = join(folder, 'report.html');
  await writeReport(path, reporterByName('html')!.render(record));
  if (json) process.stdout.write(`${JSON.stringify(summaryObject(record, folder), null, 2)}\n`);
  else {
    const summary = reporterByName('text')!.render(record, { color: mayColor(process.stdout) });
    process.stdout.write(`${summary.trimEnd()}\n\n${path}\n`);
  }
}
