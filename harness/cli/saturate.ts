/** `lakh saturate [scenario]`: runs at one rate after another, until the knee is known. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Saturation, saturationHtml, saturationText } from '../../reports/index.ts';
import { makePlan } from '../plan/index.ts';
import { run } from '../run/index.ts';
import {
  causeOf,
  type Ending,
  judgeStep,
  kneeOf,
  nextMove,
  type Objectives,
  type SearchOptions,
  type Step,
} from '../search/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';
import { catalogFor } from './catalog.ts';
import { logLevelOf } from './environment.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { writeReport } from './report.ts';
import { type GivenScenario, refuseMissingMnemonic, scenarioOf } from './run-plan.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface SaturateArguments extends GivenScenario {
  readonly search: SearchOptions;
  readonly objectives: Objectives;
  readonly stepMs: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Load before each step's window, where the scenario does not say: blocks must have found their rhythm. */
const WARMUP = '3s';

export async function saturate(given: SaturateArguments): Promise<ExitCode> {
  const scenario = await scenarioOf(given);
  const folder = folderOf(scenario);
  const say = given.quiet ? () => {} : (line: string) => void process.stderr.write(`${line}\n`);
  const interruption = listenForInterruption((message) => process.stderr.write(`lakh: ${message}\n`));
  try {
    const saturation = await search(given, scenario, folder, interruption, say);
    await show(saturation, folder, given.json);
    return exitCodeOf(saturation.ending);
  } finally {
    interruption.release();
  }
}

/** Where no knee could be named, the measurement is worth as much as that of an invalid run. */
function exitCodeOf(ending: Ending): ExitCode {
  if (ending === 'interrupted') return EXIT.interrupted;
  return ending === 'generator' || ending === 'below' ? EXIT.invalid : EXIT.ok;
}

function folderOf(scenario: unknown): string {
  const { out } = scenario as { out?: unknown };
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return resolve(typeof out === 'string' ? out : join('runs', `saturate-${stamp}`));
}

async function search(
  given: SaturateArguments,
  scenario: unknown,
  folder: string,
  interruption: Interruption,
  say: (line: string) => void,
): Promise<Saturation> {
  const secrets = await readSecrets(process.env);
  const steps: Saturation['steps'][number][] = [];
  const startMs = performance.now();
  let subject: Saturation['subject'] = null;
  for (;;) {
    const move = interruption.stop.aborted
      ? ({ kind: 'end', ending: 'interrupted' } as const)
      : nextMove(given.search, steps, performance.now() - startMs);
    if (move.kind === 'end') {
      return resultOf(given, subject, steps, move.ending, performance.now() - startMs);
    }
    const name = `step${String(steps.length + 1).padStart(2, '0')}`;
    const record = await runStep(given, scenario, move.rate, join(folder, name), secrets, interruption);
    // A step that was cut short says nothing; its record stays.
    if (record === null || record.ending === 'interrupted') continue;
    const attempt = 1 + steps.filter(({ rate }) => rate === move.rate).length;
    const step = judgeStep(record, move.rate, attempt, given.objectives);
    steps.push({ ...step, why: move.why, record: name });
    subject ??= {
      workload: record.plan.workload.name,
      target: record.plan.target.name,
      client: record.chain.client,
      cpu: record.environment.cpu,
      cores: record.environment.cores,
    };
    say(lineOf(step, move.why));
  }
}

function lineOf({ rate, goodputTps, inclusionP99Ns, outcome, failed }: Step, why: string): string {
  const p99 = inclusionP99Ns === null ? '-' : `${(inclusionP99Ns / 1e6).toFixed(0)} ms`;
  const reasons = failed.length > 0 ? `: ${failed.join(', ')}` : '';
  return `${why.padEnd(7)} ${String(rate).padStart(7)}/s  goodput ${goodputTps.toFixed(1)}/s, inclusion p99 ${p99}  ${outcome}${reasons}`;
}

/** `null` where it was interrupted before anything was sent. */
async function runStep(
  { stepMs }: SaturateArguments,
  given: unknown,
  rate: number,
  out: string,
  secrets: Secrets,
  { stop, abort }: Interruption,
) {
  const { catalog, scenario } = await catalogFor(given);
  const {
    load,
    thresholds: _,
    ...rest
  } = scenario as {
    load?: Readonly<Record<string, unknown>>;
    thresholds?: unknown;
  };
  const { drain, maxInFlight, warmup = WARMUP, arrival } = load ?? {};
  const plan = makePlan(
    {
      ...rest,
      load: {
        arrival: arrival === 'poisson' ? 'poisson' : 'constant',
        rate,
        duration: stepMs,
        warmup,
        ...(drain !== undefined && { drain }),
        ...(maxInFlight !== undefined && { maxInFlight }),
      },
      out,
    },
    catalog,
  );
  refuseMissingMnemonic(plan, secrets);
  const workload = catalog.workloads.find(({ name }) => name === plan.workload.name)!;
  if (workload.reads) {
    throw new LakhError(
      'bad-scenario',
      `saturate looks for a rate of transactions; ${workload.name} sends none`,
      {
        hint: 'give another workload; reads beside it go by the section reads',
      },
    );
  }
  const log = makeLog(logLevelOf(process.env));
  try {
    const { record } = await run(plan, {
      workload,
      target: catalog.targets.find(({ name }) => name === plan.target.name)!,
      sinks: [],
      secrets,
      brief: true,
      // Each step has signals of its own: what listens to them is not taken off again.
      stop: AbortSignal.any([stop]),
      abort: AbortSignal.any([abort]),
      log: (message) => log.info(message),
      lakh: lakhVersion(),
    });
    return record;
  } catch (error) {
    if (isLakhError(error) && error.code === 'interrupted') return null;
    throw error;
  }
}

function resultOf(
  { search: options, objectives, stepMs }: SaturateArguments,
  subject: Saturation['subject'],
  steps: Saturation['steps'],
  ending: Ending,
  tookMs: number,
): Saturation {
  const knee = kneeOf(steps, ending);
  // What failed closest above the knee shows what ran full there.
  const beyond = steps.filter(({ outcome, rate }) => outcome === 'failed' && rate > (knee.tps ?? 0));
  const nearest = beyond.toSorted((a, b) => a.rate - b.rate)[0];
  const cause = ending === 'generator' ? 'generator' : nearest ? causeOf(nearest.evidence) : null;
  return { ending, knee: { ...knee, cause }, objectives, options, stepMs, tookMs, subject, steps };
}

async function show(saturation: Saturation, folder: string, json: boolean): Promise<void> {
  const path = join(folder, 'saturation.html');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'saturation.json'), `${JSON.stringify(saturation, null, 2)}\n`);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${folder} cannot be written: ${messageOf(cause)}`, { cause });
  }
  await writeReport(path, saturationHtml(saturation));
  if (json) process.stdout.write(`${JSON.stringify({ ...saturation, folder }, null, 2)}\n`);
  else process.stdout.write(`${saturationText(saturation)}\n${path}\n`);
}
