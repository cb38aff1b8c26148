/** `lakh ab`: two targets in interleaved pairs of runs, and what they differ by. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { COMPARISON_FORMS, type Compared } from '../../reports/compare/index.ts';
import { compareSides, type Limits, match, type Settings } from '../compare/index.ts';
import { type Metric, metricNamed } from '../measure/index.ts';
import { layer } from '../plan/index.ts';
import { recordId } from '../record/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { type AbRuns, abRuns } from './ab-runs.ts';
import { targetScenario } from './ab-target.ts';
import { mayColor } from './color.ts';
import { logLevelOf } from './environment.ts';
import { failureOf } from './exit.ts';
import { listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { writeReport } from './report.ts';
import { type Planned, planOf, type RunArguments, scenarioOf } from './run-plan.ts';
import { readSecrets } from './secrets.ts';

export interface AbArguments {
  /** What is the same for both. */
  readonly run: RunArguments;
  readonly baseline: string;
  readonly candidate: string;
  readonly limits: Limits;
  readonly warmupRuns: number;
  readonly settings: Settings;
}

export async function ab(given: AbArguments): Promise<ExitCode> {
  const log = makeLog(logLevelOf(process.env));
  const headline = headlineOf(given.settings);
  const secrets = await readSecrets(process.env);
  const scenario = await scenarioOf(given.run);
  const planned = {
    a: await planOf(layer(scenario, await targetScenario(given.baseline, '--baseline')), secrets),
    b: await planOf(layer(scenario, await targetScenario(given.candidate, '--candidate')), secrets),
  };
  const folder = folderOf(planned.a);
  await mkdir(folder, { recursive: true });
  const interruption = listenForInterruption((message) => process.stderr.write(`lakh: ${message}\n`));
  try {
    const runs = await abRuns({
      planned,
      names: { a: given.baseline, b: given.candidate },
      folder,
      limits: given.limits,
      warmupRuns: given.warmupRuns,
      headline,
      settings: given.settings,
      quiet: given.run.quiet,
      secrets,
      interruption,
      log: (message) => log.info(message),
      tell: (message) => {
        if (!given.run.quiet) process.stderr.write(`lakh: ${message}\n`);
      },
    });
    return await conclude(runs, folder, given);
  } finally {
    interruption.release();
  }
}

function headlineOf({ metrics }: Settings): Metric {
  const name = metrics?.[0] ?? 'goodput';
  const metric = metricNamed(name);
  if (metric) return metric;
  throw new LakhError('bad-flag', `--metric: there is no metric ${name}`, {
    hint: 'such as goodput, inclusion.p99, rejected.rate',
  });
}

function folderOf({ plan }: Planned): string {
  return resolve(
    plan.out ?? join('runs', `ab-${recordId(new Date(), plan.workload.name, plan.target.name)}`),
  );
}

/** The comparison in every form, beside the records it is of. */
async function conclude(runs: AbRuns, folder: string, given: AbArguments): Promise<ExitCode> {
  const interrupted = runs.ended === 'interrupted';
  if (runs.failure !== null && !interrupted) process.stderr.write(`${failureOf(runs.failure, false).text}\n`);
  const matched = matchOrNull(runs);
  if (typeof matched === 'string') {
    process.stderr.write(`lakh: ${matched}\n  -> the records are in ${folder}\n`);
    if (given.run.json)
      process.stdout.write(`${JSON.stringify({ comparison: null, ended: runs.ended, folder })}\n`);
    return interrupted ? EXIT.interrupted : EXIT.invalid;
  }
  const { sides, warnings, problems } = matched;
  const comparison = compareSides({ sides, warnings: [...problems, ...warnings] }, given.settings);
  await writeForms({ comparison, sides }, folder);
  if (given.run.json) {
    process.stdout.write(`${JSON.stringify({ comparison, ended: runs.ended, folder }, null, 2)}\n`);
  } else {
    const text = COMPARISON_FORMS.text.render({ comparison, sides }, { color: mayColor(process.stdout) });
    process.stdout.write(`${text}ended: ${runs.ended}\n\n${join(folder, 'comparison.html')}\n`);
  }
  if (interrupted) return EXIT.interrupted;
  if (runs.failure !== null) return failureOf(runs.failure, false).exitCode;
  return problems.length > 0 ? EXIT.invalid : EXIT.ok;
}

/** Targets may differ, as that is what is compared; a run that was invalid for another reason is a warning. */
function matchOrNull({ sides }: AbRuns) {
  try {
    return match(sides, ['plan.target'], true);
  } catch (error) {
    if (isLakhError(error)) return error.message;
    throw error;
  }
}

async function writeForms(compared: Compared, folder: string): Promise<void> {
  for (const { extension, render } of Object.values(COMPARISON_FORMS)) {
    await writeReport(join(folder, `comparison.${extension}`), render(compared));
  }
}
