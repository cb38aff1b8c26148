/** `lakh run [scenario]`: plan, run, summary, report. */
import { join } from 'node:path';
import { reporterByName, summaryObject } from '../../reports/index.ts';
import { makePlan } from '../plan/index.ts';
import { run } from '../run/index.ts';
import { terminalSink } from '../sinks/index.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import type { RunRecord } from '../spec/record.ts';
import type { Sink } from '../spec/sink.ts';
import { catalogFor } from './catalog.ts';
import { mayColor } from './color.ts';
import { logLevelOf } from './environment.ts';
import { complaintOf, exitCodeOf } from './exit.ts';
import { type GivenScenario, refuseMissingMnemonic, scenarioOf } from './given-scenario.ts';
import { listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { writeReport } from './report.ts';
import { readSecrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface RunArguments extends GivenScenario {
  readonly json: boolean;
  readonly quiet: boolean;
}

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

export function progress(): Sink {
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
