/** `lakh run [scenario]`: plan, run, summary, report. */
import { join } from 'node:path';
import { reporterByName, summaryObject } from '../../reports/index.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import type { RunRecord } from '../spec/record.ts';
import type { Sink } from '../spec/sink.ts';
import { mayColor } from './color.ts';
import { logLevelOf } from './environment.ts';
import { complaintOf, exitCodeOf } from './exit.ts';
import { listenForInterruption } from './interruption.ts';
import { closeAll, type LiveArguments, liveSinks } from './live.ts';
import { makeLog } from './log.ts';
import { writeReport } from './report.ts';
import { planOf, progressSink, type RunArguments, runPlan, scenarioOf } from './run-plan.ts';
import { readSecrets } from './secrets.ts';

export type { RunArguments } from './run-plan.ts';

export async function runCommand(given: RunArguments, live: LiveArguments): Promise<ExitCode> {
  const log = makeLog(logLevelOf(process.env));
  const scenario = await scenarioOf(given);
  const secrets = await readSecrets(process.env);
  const planned = await planOf(scenario, secrets);
  const progress = given.quiet ? [] : [progressSink()];
  const outputs = await liveSinks(live, planned, (message) => tell(progress, message));
  const sinks = [...progress, ...outputs];
  const interruption = listenForInterruption((message) => tell(progress, message));
  try {
    const { record, folder } = await runPlan(planned, {
      secrets,
      sinks,
      interruption,
      log: (message) => log.info(message),
    });
    await show(record, folder, given.json);
    const exitCode = exitCodeOf(record);
    // Who looks at a terminal has just read it in the summary.
    if (given.json || !process.stdout.isTTY) process.stderr.write(complaintOf(record, exitCode));
    return exitCode;
  } finally {
    interruption.release();
    // A run that did not begin has not closed them.
    await closeAll(outputs);
  }
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
