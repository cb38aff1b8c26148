/** From what was given to a plan, and from a plan to a record: what `run` and `ab` have in common. */
import { type Catalog, layer, makePlan } from '../plan/index.ts';
import { type RunResult, run } from '../run/index.ts';
import { terminalSink } from '../sinks/index.ts';
import type { Plan } from '../spec/plan.ts';
import type { Sink } from '../spec/sink.ts';
import { LakhError } from '../std/errors.ts';
import { calibratedCeilings } from './calibration-file.ts';
import { catalogFor } from './catalog.ts';
import { mayColor } from './color.ts';
import { scenarioOfEnvironment } from './environment.ts';
import { scenarioOfFlags, scenarioOfSettings } from './flags.ts';
import type { Interruption } from './interruption.ts';
import { inFolder, readScenario } from './scenario-file.ts';
import type { Secrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

export interface GivenScenario {
  readonly scenario?: string | undefined;
  /** What the flags say, by name. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** What --set says. */
  readonly settings: readonly string[];
}

export interface RunArguments extends GivenScenario {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A plan, with what is known by the names in it. */
export interface Planned {
  readonly plan: Plan;
  readonly catalog: Catalog;
}

/** Flag over environment over file over default. */
export async function scenarioOf(given: GivenScenario): Promise<unknown> {
  const file = given.scenario === undefined ? {} : await readScenario(given.scenario);
  const over = [
    ...scenarioOfEnvironment(process.env),
    scenarioOfFlags(given.flags),
    scenarioOfSettings(given.settings),
  ];
  return layer(file, ...over.map((scenario) => inFolder(scenario, process.cwd())));
}

/** Throws `bad-scenario`, and `bad-key` where the plan wants a mnemonic that is not there. */
export async function planOf(given: unknown, secrets: Secrets): Promise<Planned> {
  const { catalog, scenario } = await catalogFor(given);
  const plan = makePlan(scenario, catalog);
  refuseMissingMnemonic(plan, secrets);
  return { plan, catalog };
}

/** Throws `bad-key`. */
export function refuseMissingMnemonic(plan: Plan, secrets: Secrets): void {
  if (plan.accounts.source !== 'mnemonic' || secrets.mnemonic !== undefined) return;
  throw new LakhError('bad-key', 'accounts.source is mnemonic, and there is none', {
    hint: 'set LAKH_MNEMONIC, or LAKH_MNEMONIC_FILE to a file that holds it',
  });
}

export interface Surroundings {
  readonly secrets: Secrets;
  readonly sinks: readonly Sink[];
  readonly interruption: Pick<Interruption, 'stop' | 'abort'>;
  readonly log: (message: string) => void;
}

/** Runs a plan; the record is written where the plan says. */
export function runPlan({ plan, catalog }: Planned, around: Surroundings): Promise<RunResult> {
  const { secrets, sinks, interruption, log } = around;
  return run(plan, {
    workload: catalog.workloads.find((one) => one.name === plan.workload.name)!,
    target: catalog.targets.find((one) => one.name === plan.target.name)!,
    sinks,
    secrets,
    stop: interruption.stop,
    abort: interruption.abort,
    log,
    ceilings: calibratedCeilings(plan),
    lakh: lakhVersion(),
  });
}

/** Progress on stderr; a sink is closed with its run. */
export function progressSink(): Sink {
  const stream = process.stderr;
  return terminalSink({
    stream,
    color: mayColor(stream),
    isTty: Boolean(stream.isTTY),
    columns: stream.columns ?? 80,
  });
}
