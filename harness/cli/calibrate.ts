/** `lakh calibrate [scenario]`: what this machine can generate, sign, send and track when no chain limits it. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePlan } from '../plan/index.ts';
import { needFolder } from '../record/index.ts';
import { type RunResult, run, signCorpus } from '../run/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import type { Plan } from '../spec/plan.ts';
import type { RunRecord } from '../spec/record.ts';
import type { Target } from '../spec/target.ts';
import type { Workload } from '../spec/workload.ts';
import { LakhError } from '../std/errors.ts';
import nullTarget from '../targets/null/index.ts';
import sink from '../targets/sink/index.ts';
import { CALIBRATION_FILE, type Calibration, type Ceiling, saveCalibration } from './calibration-file.ts';
import { catalogFor } from './catalog.ts';
import { logLevelOf } from './environment.ts';
import { measureHotPath } from './hot-path.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import { makeLog } from './log.ts';
import { thisMachine } from './machine.ts';
import type { RunArguments } from './run.ts';
import { refuseMissingMnemonic, scenarioOf } from './run-plan.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

const LOAD = { arrival: 'closed', duration: '5s', warmup: '1s', drain: '10s' };
/** Enough under way, and blocks often enough, that waiting for a block limits nobody below 200,000 a second. */
const MOST_IN_FLIGHT = 5_000;
/** Of each that a batch has: one a request, a few thousand requests at once would wait for each other for seconds. */
const REQUESTS_IN_FLIGHT = 1_000;
const BLOCK_TIME = '25ms';

export async function calibrate(given: RunArguments): Promise<ExitCode> {
  // Each part of it signs for itself.
  const { corpus: _, ...scenario } = (await scenarioOf(given)) as { corpus?: unknown };
  const secrets = await readSecrets(process.env);
  await needFolder('runs');
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const interruption = listenForInterruption((message) => process.stderr.write(`lakh: ${message}\n`));
  try {
    const around = { interruption, secrets };
    const calibration = await measure(scenario, join('runs', `calibrate-${stamp}`), around);
    await saveCalibration(calibration);
    process.stdout.write(given.json ? `${JSON.stringify(calibration, null, 2)}\n` : textOf(calibration));
    return EXIT.ok;
  } finally {
    interruption.release();
  }
}

interface Around {
  readonly interruption: Interruption;
  readonly secrets: Secrets;
}

async function measure(given: unknown, folder: string, around: Around): Promise<Calibration> {
  const { plan, workload } = await planFor(given, nullTarget, join(folder, 'null'));
  refuseMissingMnemonic(plan, around.secrets);
  const hotPath = measureHotPath(plan, workload);
  const intoNull = await ceilingOf(given, nullTarget, join(folder, 'null'), around);
  const intoSink = await ceilingOf(given, sink, join(folder, 'sink'), around);
  const presigned = await presignedCeiling(given, join(folder, 'presigned'), intoSink.tps, around);
  return {
    ...hotPath,
    null: intoNull,
    sink: intoSink,
    presigned,
    machine: thisMachine(),
    measuredAt: new Date().toISOString(),
    workload: plan.workload.name,
    workers: plan.workers,
    batch: plan.batch.size,
  };
}

/** A load that is signed before is mostly not faster than this; where its signer is slow, more are signed and sent anew. */
const FASTER = 4;

/** Into the sink as well, but all of it signed before: what is left of the road is sending and tracking. */
async function presignedCeiling(
  given: unknown,
  out: string,
  signedLiveTps: number,
  around: Around,
): Promise<Ceiling> {
  const { plan, workload } = await planFor(given, sink, out);
  const { warmupMs, durationMs, inFlight } = plan.load as Extract<Plan['load'], { arrival: 'closed' }>;
  const corpus = `${out}.corpus`;
  await mkdir(dirname(corpus), { recursive: true });
  const sent = await planFor({ ...(given as object), corpus }, sink, out);
  try {
    for (let tps = FASTER * Math.max(signedLiveTps, 1_000); ; tps *= FASTER) {
      const count = Math.ceil(((warmupMs + durationMs) / 1000) * tps) + inFlight;
      // Whoever signed them, they are sent alike.
      await signCorpus({ ...plan, signer: 'keyed' }, partsOf(workload, sink, around), count, corpus);
      const { record, folder } = await intoTarget(sent, sink, around);
      const wasShort = record.verdict.reasons.some(({ code }) => code === 'corpus-exhausted');
      if (!wasShort) return ceilingIn(record, folder, sink);
    }
  } finally {
    await rm(corpus, { force: true });
  }
}

/** The given scenario, into this target, as fast as it goes. No state changes there, so there is none to check. */
// biome-ignore lint/suspicious/noExplicitAny: each target types its own options
async function planFor(given: unknown, target: Target<any>, out: string) {
  const { catalog, scenario } = await catalogFor({ ...(given as object), target: 'engine' });
  const {
    load,
    reads: _,
    ...rest
  } = scenario as {
    load?: Readonly<Record<string, unknown>>;
    reads?: unknown;
  };
  const asked = Object.fromEntries(
    Object.entries(load ?? {}).filter(([key]) => key === 'inFlight' || key === 'duration'),
  );
  const plan = makePlan(
    {
      ...rest,
      target: { name: target.name, blockTime: BLOCK_TIME },
      load: { ...LOAD, inFlight: inFlightFor(rest), ...asked },
      oracle: { check: false },
      thresholds: [],
      out,
    },
    { ...catalog, targets: [target] },
  );
  const workload: Workload = catalog.workloads.find(({ name }) => name === plan.workload.name)!;
  return { plan, workload };
}

function inFlightFor({ batch }: { readonly batch?: unknown }): number {
  const size = Number((batch as { size?: unknown } | undefined)?.size ?? batch ?? 1);
  return Math.min(MOST_IN_FLIGHT, REQUESTS_IN_FLIGHT * (size || 1));
}

async function ceilingOf(
  given: unknown,
  // biome-ignore lint/suspicious/noExplicitAny: each target types its own options
  target: Target<any>,
  out: string,
  around: Around,
): Promise<Ceiling> {
  const { record, folder } = await intoTarget(await planFor(given, target, out), target, around);
  return ceilingIn(record, folder, target);
}

async function intoTarget(
  { plan, workload }: { readonly plan: Plan; readonly workload: Workload },
  // biome-ignore lint/suspicious/noExplicitAny: each target types its own options
  target: Target<any>,
  around: Around,
): Promise<RunResult> {
  const result = await run(plan, { ...partsOf(workload, target, around), sinks: [], brief: true });
  if (around.interruption.stop.aborted) {
    throw new LakhError('interrupted', 'interrupted: nothing was calibrated');
  }
  return result;
}

function ceilingIn(record: RunRecord, folder: string, target: Pick<Target, 'name'>): Ceiling {
  const faults = record.verdict.reasons.filter(({ level }) => level === 'invalid');
  if (faults.length > 0) {
    throw new LakhError('target-failed', `the ${target.name} target: ${faults[0]!.message}`, {
      hint: faults[0]!.advice,
    });
  }
  return { ...figuresOf(record), record: folder };
}

// biome-ignore lint/suspicious/noExplicitAny: each target types its own options
function partsOf(workload: Workload, target: Target<any>, { interruption, secrets }: Around) {
  const { stop, abort } = interruption;
  const log = makeLog(logLevelOf(process.env));
  return {
    workload,
    target,
    secrets,
    stop,
    abort,
    log: (message: string) => log.info(message),
    lakh: lakhVersion(),
  };
}

function figuresOf({ throughput, generators, harness, ledger }: RunRecord): Omit<Ceiling, 'record'> {
  return {
    tps: Math.round(throughput.goodputTps),
    busy: Math.max(...generators.map(({ eventLoopUtilisation }) => eventLoopUtilisation)),
    cpuMicrosEach: ledger.admitted === 0 ? null : Math.round(harness.cpuMicros / ledger.admitted),
  };
}

function textOf({ machine, generation, signing, workload, workers, batch, ...targets }: Calibration): string {
  const rate = (value: number) => Math.round(value).toLocaleString('en-US').padStart(10);
  const ceiling = (name: string, { tps, busy, cpuMicrosEach }: Ceiling) =>
    `  ${name.padEnd(34)}${rate(tps)} /s   event loop ${Math.round(100 * busy)} % busy, ${cpuMicrosEach ?? '-'} µs of CPU each\n`;
  return (
    `${machine.cpu}, ${machine.cores} cores, node ${machine.node}\n` +
    `${workload}, workers ${workers}, batch ${batch}\n\n` +
    `  ${'intents made, one core'.padEnd(34)}${rate(generation.perSecond)} /s\n` +
    `  ${`signatures (${signing.signer}), one core`.padEnd(34)}${rate(signing.perCorePerSecond)} /s\n` +
    ceiling('sent and tracked, null target', targets.null) +
    ceiling('sent and tracked, loopback HTTP', targets.sink) +
    ceiling('the same, signed before', targets.presigned) +
    `\n${CALIBRATION_FILE}\n`
  );
}
