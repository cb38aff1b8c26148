/** What `lakh matrix` compares: from a scenario to settings, and to the scenario of each run; refused before anything starts. */

import {
  type CellKey,
  cellsOf,
  MATRIX_TARGETS,
  type MatrixSettings,
  type MatrixTarget,
  targetScenario,
  underWay,
} from '../matrix/index.ts';
import { type Catalog, layer, makePlan } from '../plan/index.ts';
import type { Plan } from '../spec/plan.ts';
import { durationMs } from '../std/duration.ts';
import { LakhError } from '../std/errors.ts';
import geth from '../targets/geth/index.ts';
import { catalogFor } from './catalog.ts';
import { meetingAt, plannedMeeting } from './contention.ts';
import { type GivenScenario, scenarioOf } from './run-plan.ts';

type Mapping = Readonly<Record<string, unknown>>;

export interface MatrixGiven extends GivenScenario {
  readonly contention: readonly number[];
  readonly geth?: string | undefined;
}

export interface MatrixSubject {
  readonly settings: MatrixSettings;
  /** The folder that was named. */
  readonly out: string | null;
  /** How much is under way in a cell's first closed load, and in any of them at the most. */
  inFlightOf(cell: CellKey): { readonly first: number; readonly most: number };
  /** A closed load of a cell, as a scenario. */
  capacityOf(cell: CellKey, inFlight: number, out: string): object;
  /** The open load of a cell at a rate, as a scenario. */
  halfOf(cell: CellKey, rate: number, out: string): object;
}

const USUAL_WORKLOADS = 'erc20,dex-swap,nft-mint,dao-vote';
/** What is the same for every target, where the scenario does not say otherwise. */
const USUAL = {
  load: { duration: '3s', warmup: '1s', drain: '30s' },
  batch: { size: 100 },
  // A tenth of the time between blocks: lateness of the generator is inside the latency that is shown.
  validity: { lagP99: '50ms' },
};
const USUAL_TARGET = { blockTime: '500ms', gasLimit: 1_000_000_000 };
/** Room for what is under way, where a closed load is not given less. */
const MOST_IN_FLIGHT = 50_000;

const COMMON = ['accounts', 'fees', 'seed', 'workers', 'batch', 'pacing', 'signer', 'oracle', 'validity'];
const SECTIONS = ['workload', 'target', 'load', 'out', ...COMMON];
const LOAD_KEYS = ['duration', 'warmup', 'drain', 'inFlight'];
const TARGET_KEYS = ['name', ...Object.keys(USUAL_TARGET)];

/** @throws LakhError `bad-scenario` and what reading a scenario throws */
export async function matrixSubject(given: MatrixGiven): Promise<MatrixSubject> {
  const scenario = layer(USUAL, await scenarioOf(given)) as Mapping;
  refuseOthers(scenario, SECTIONS, '');
  const target = (scenario.target ?? {}) as Mapping;
  const load = scenario.load as Mapping;
  refuseOthers(target, TARGET_KEYS, 'target.');
  refuseOthers(load, LOAD_KEYS, 'load.');
  const { blockTime, gasLimit } = { ...USUAL_TARGET, ...target };
  const common = { blockTimeMs: timeOf('target.blockTime', blockTime), gasLimit: gasLimit as number };
  const workloads = await workloadsOf((scenario.workload ?? {}) as Mapping);
  const targets = targetsOf(target.name);
  const pathOfGeth = given.geth;

  const shared = Object.fromEntries(Object.entries(scenario).filter(([key]) => COMMON.includes(key)));
  const { inFlight: asked = null, ...times } = load;
  const scenarioFor = (cell: CellKey, loadOf: object, out: string) => ({
    ...shared,
    workload: meetingAt(workloads.get(cell.workload)!.section, cell.contention),
    target: targetScenario(cell.target, common, pathOfGeth),
    load: { ...times, ...loadOf },
    out,
  });
  const closed = (cell: CellKey, inFlight: unknown, out: string) => {
    const maxInFlight = Math.max(MOST_IN_FLIGHT, Number(inFlight) || 0);
    return scenarioFor(cell, { arrival: 'closed', inFlight, maxInFlight }, out);
  };
  const plans = cellsOf({ workloads: [...workloads.keys()], contention: given.contention, targets }).map(
    (cell) => {
      const { section, catalog } = workloads.get(cell.workload)!;
      const plan = () => makePlan(closed(cell, asked ?? 1, 'unused'), catalog);
      return { plan: plannedMeeting(plan, section, catalog), catalog };
    },
  );
  const gasOf = new Map(plans.map(({ plan, catalog }) => [plan.workload.name, mostGas(plan, catalog)]));
  const inFlightOf = ({ workload, target: name }: CellKey) => {
    if (asked !== null) return { first: asked as number, most: asked as number };
    return { first: Math.min(MOST_IN_FLIGHT, underWay(name, gasOf.get(workload)!)), most: MOST_IN_FLIGHT };
  };

  return {
    settings: settingsOf(plans[0]!.plan, {
      ...common,
      workloads: [...workloads.keys()],
      contention: given.contention,
      targets,
      inFlight: asked as number | null,
    }),
    out: folderIn(scenario),
    inFlightOf,
    capacityOf: closed,
    halfOf: (cell, rate, out) =>
      scenarioFor(cell, { arrival: 'constant', rate, maxInFlight: MOST_IN_FLIGHT }, out),
  };
}

function settingsOf(
  { load, accounts, seed, batch, workers, signer, validity }: Plan,
  axes: Pick<
    MatrixSettings,
    'workloads' | 'contention' | 'targets' | 'blockTimeMs' | 'gasLimit' | 'inFlight'
  >,
): MatrixSettings {
  const { warmupMs, drainMs, durationMs } = load as Extract<Plan['load'], { arrival: 'closed' }>;
  return {
    ...axes,
    durationMs,
    warmupMs,
    drainMs,
    accounts: accounts.count,
    seed,
    batch: batch.size,
    workers,
    signer,
    lagP99Ms: validity.lagP99Ms,
  };
}

function refuseOthers(section: Mapping, known: readonly string[], prefix: string): void {
  const other = Object.keys(section).find((key) => !known.includes(key));
  if (other === undefined) return;
  throw new LakhError('bad-scenario', `${prefix}${other}: a matrix has no such key`, {
    hint: `it takes ${known.map((key) => `${prefix}${key}`).join(', ')}; what the targets are comes by --target, the rest is the same for all of them`,
  });
}

/** Throws `bad-scenario`. */
function folderIn({ out = null }: Mapping): string | null {
  if (out === null || (typeof out === 'string' && out !== '')) return out;
  throw new LakhError('bad-scenario', 'out: must be the path of a folder', { hint: 'as in --out runs/mine' });
}

/** Throws `bad-scenario`. */
function timeOf(key: string, value: unknown): number {
  const parsed = durationMs.safeParse(value);
  if (parsed.success && parsed.data > 0) return parsed.data;
  throw new LakhError('bad-scenario', `${key}: must be a duration of more than 0 (got ${String(value)})`, {
    hint: 'such as 500ms or 1s',
  });
}

interface Subject {
  readonly section: Mapping;
  readonly catalog: Catalog;
}

/** By name, in the order given, each once. Options go with a workload that is alone. */
async function workloadsOf({ name = USUAL_WORKLOADS, ...options }: Mapping): Promise<Map<string, Subject>> {
  const names = [...new Set(namesIn(name))];
  const [option] = Object.keys(options);
  if (names.length > 1 && option !== undefined) {
    throw new LakhError('bad-scenario', `workload.${option}: of which of ${names.join(', ')}?`, {
      hint: 'give options with one --workload alone',
    });
  }
  const subjects = new Map<string, Subject>();
  for (const one of names) {
    const { catalog, scenario } = await catalogFor({ workload: { ...options, name: one } });
    const section = (scenario as { workload: Mapping }).workload;
    subjects.set(String(section.name), {
      section,
      catalog: { ...catalog, targets: [...catalog.targets, geth] },
    });
  }
  return subjects;
}

function targetsOf(name: unknown): MatrixTarget[] {
  if (name === undefined) return [...MATRIX_TARGETS];
  const names = namesIn(name);
  const unknown = names.find((one) => !MATRIX_TARGETS.includes(one as MatrixTarget));
  if (unknown !== undefined) {
    throw new LakhError('bad-scenario', `there is no target "${unknown}" of a matrix`, {
      hint: `there are ${MATRIX_TARGETS.join(', ')}; \`lakh ab\` compares any two others`,
    });
  }
  return MATRIX_TARGETS.filter((one) => names.includes(one));
}

function namesIn(text: unknown): string[] {
  return String(text)
    .split(',')
    .map((part) => part.trim());
}

function mostGas({ workload: { name, options } }: Plan, catalog: Catalog): number {
  return catalog.workloads.find((one) => one.name === name)!.requirements(options).gasLimit;
}
