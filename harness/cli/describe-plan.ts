/** A plan in a few lines, for people. */
import { planToJson } from '../record/index.ts';
import type { Load, Plan } from '../spec/plan.ts';
import { formatDuration } from '../std/duration.ts';

/** One line a section, as `lakh validate` prints it; addresses without credentials. */
export function describePlan(plan: Plan): string {
  const shown = planToJson(plan);
  const rows: [string, string][] = [
    ['workload', named(shown.workload)],
    ['target', named(shown.target)],
    ['load', describeLoad(plan.load)],
    ['around it', around(plan.load)],
    ...(plan.reads ? [['reads', describeReads(plan.reads)] as [string, string]] : []),
    ['accounts', `${plan.accounts.count} from the ${plan.accounts.source}, seed ${plan.seed}`],
    ['fees', describeFees(plan)],
    ['generator', describeGenerator(plan)],
    ['validity', `lag p99 up to ${formatDuration(plan.validity.lagP99Ms)}`],
    ['oracle', plan.oracle.check ? `on, ${plan.oracle.sample} values at the most` : 'off'],
    ['thresholds', plan.thresholds.length > 0 ? plan.thresholds.join(', ') : 'none'],
    ['record', plan.out ?? 'a new folder under runs/'],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)} ${text}\n`).join('');
}

const MOST_SHOWN = 200;

function named({ name, options }: { name: string; options: unknown }): string {
  const pairs = Object.entries(options ?? {}).map(
    ([key, value]) => `${key}: ${short(JSON.stringify(value))}`,
  );
  return pairs.length > 0 ? `${name} (${pairs.join(', ')})` : name;
}

/** Bytecode and the like fill pages. */
function short(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}...`;
}

/** Without what is around it: `constant 300/s for 20s`. */
export function describeLoad(load: Load): string {
  switch (load.arrival) {
    case 'constant':
    case 'poisson':
      return `${load.arrival} ${load.rate}/s for ${formatDuration(load.durationMs)}`;
    case 'ramp':
      return `ramp from ${load.from}/s to ${load.to}/s over ${formatDuration(load.durationMs)}`;
    case 'stages':
      return load.stages
        .map((stage) => `${stage.rate}/s for ${formatDuration(stage.durationMs)}`)
        .join(', then ');
    case 'closed':
      return `closed, ${load.inFlight} in flight for ${formatDuration(load.durationMs)}`;
  }
}

function around(load: Load): string {
  const warmup = load.warmupMs > 0 ? `${formatDuration(load.warmupMs)} of warm-up` : 'no warm-up';
  const drain = `up to ${formatDuration(load.drainMs)} of drain`;
  return `${warmup}, ${drain}, at most ${load.maxInFlight} in flight`;
}

function describeReads({ rate, connections, mix, timeout, workers }: NonNullable<Plan['reads']>): string {
  const weights = Object.entries(mix).flatMap(([method, weight]) =>
    weight > 0 ? [`${method} ${weight}`] : [],
  );
  const threads = workers === 0 ? 'the main thread' : workers === 1 ? '1 worker' : `${workers} workers`;
  return `${rate}/s by ${threads} over ${connections} connections (${weights.join(', ')}), each within ${formatDuration(timeout)}`;
}

const GWEI = 1e9;

function describeFees({ fees }: Plan): string {
  const most =
    fees.maxFeeWei === null ? 'at most what the chain asks' : `at most ${Number(fees.maxFeeWei) / GWEI} gwei`;
  return `${fees.type}, ${most}, tip ${Number(fees.tipWei) / GWEI} gwei`;
}

function describeGenerator({ workers, batch, pacing, signer }: Plan): string {
  const threads = workers === 0 ? 'main thread' : workers === 1 ? '1 worker' : `${workers} workers`;
  const together =
    batch.size === 1 ? 'no batches' : `batches of ${batch.size} within ${formatDuration(batch.lingerMs)}`;
  return `${threads}, ${together}, pacing ${pacing}, signer ${signer}`;
}
