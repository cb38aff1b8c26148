/** Unknown scenario input -> a plan that can be run, or every reason why not. */
import { z } from 'zod';
import type { Plan } from '../spec/plan.ts';
import { LakhError } from '../std/errors.ts';
import { deepFreeze } from '../std/freeze.ts';
import type { Catalog } from './catalog.ts';
import { ARRIVALS, type Arrival, arrivalOf, isArrival, keysOf, LOADS } from './load.ts';
import { nearest } from './nearest.ts';
import { didYouMean, read, SECRET_PROBLEM } from './problems.ts';
import { secretProblems } from './secret-values.ts';
import { SECTIONS } from './sections.ts';
import { isMapping, writtenOut } from './shorthand.ts';

/**
 * Validates a scenario and fills in every default.
 *
 * @param input a scenario as it came from YAML, JSON, a module or `layer`
 * @returns the plan, frozen through and through
 * @throws LakhError `bad-scenario` that names every problem with its path; `bad-threshold` when only thresholds are wrong
 */
export function makePlan(input: unknown, catalog: Catalog): Plan {
  const given = writtenOut(input);
  const scenario = withChoices(given);
  const { output, problems } = read(scenarioSchema(scenario, catalog), scenario, keyOfOtherArrival(scenario));
  const all = [...new Set([...secretProblems(given), ...problems])];
  if (!output || all.length > 0) throw refusal(all);
  const plan: Plan = { ...output };
  const unmet = unmetRequirements(plan, catalog);
  if (unmet.length > 0) throw refusal(unmet);
  return deepFreeze(plan);
}

type Named = { name: string; options: unknown };

/** The choices that decide by which schema the rest is read: written out, with the options apart from the name. */
function withChoices(scenario: unknown): unknown {
  if (!isMapping(scenario)) return scenario;
  const { workload = {}, target = {}, load = {} } = scenario;
  return {
    ...scenario,
    workload: optionsApart(workload, 'transfers'),
    target: optionsApart(target, 'engine'),
    load: isMapping(load) ? { ...load, arrival: arrivalOf(load) } : load,
  };
}

function optionsApart(section: unknown, defaultName: string): unknown {
  if (!isMapping(section)) return section;
  const { name = defaultName, ...options } = section;
  return { name, options };
}

function scenarioSchema(scenario: unknown, catalog: Catalog) {
  const chosen = isMapping(scenario) ? scenario : {};
  return z.strictObject({
    workload: namedSchema('workload', chosen.workload, catalog.workloads),
    target: namedSchema('target', chosen.target, catalog.targets),
    load: loadSchema(chosen.load),
    ...SECTIONS,
    thresholds: thresholdsSchema(catalog),
  });
}

function namedSchema(
  kind: string,
  section: unknown,
  list: readonly { readonly name: string; readonly options: z.ZodType }[],
): z.ZodType<Named> {
  const name = isMapping(section) ? section.name : undefined;
  const found = list.find((one) => one.name === name);
  if (found) return z.strictObject({ name: z.literal(found.name), options: found.options });
  const names = list.map((one) => one.name);
  const text = typeof name === 'string' ? name : null;
  const problem =
    text === null
      ? `must be a name, or a mapping with a name and its options; there are ${names.join(', ')}`
      : `there is no ${kind} ${mayBeShown(text) ? `"${text}"` : 'of that name'}${didYouMean(nearest(text, names)) || `; there are ${names.join(', ')}`}`;
  return z.custom<Named>(() => false, { error: problem });
}

/** An address that lost its scheme may have a password or a key in it. */
function mayBeShown(name: string): boolean {
  return !name.includes('@') && name.length <= 60;
}

function loadSchema(load: unknown): (typeof LOADS)[Arrival] {
  if (isMapping(load) && isArrival(load.arrival)) return LOADS[load.arrival];
  // What is no load at all, or has an unknown arrival, is refused by a schema of the arrival alone.
  const arrivalOnly = z.looseObject({ arrival: z.enum(ARRIVALS) });
  return arrivalOnly as unknown as (typeof LOADS)[Arrival];
}

function thresholdsSchema(catalog: Catalog) {
  const threshold = z.string().superRefine((text, context) => {
    const problem = catalog.thresholdProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
  return z.array(threshold).default([]);
}

/** Says which arrivals have a key that the chosen one does not have. */
function keyOfOtherArrival(scenario: unknown) {
  return (path: readonly PropertyKey[], key: string): string | null => {
    if (path.length !== 1 || path[0] !== 'load' || !isMapping(scenario) || !isMapping(scenario.load))
      return null;
    const others = ARRIVALS.filter((arrival) => keysOf(arrival).includes(key));
    if (others.length === 0) return null;
    return `a load with arrival ${scenario.load.arrival} has no such key; one with arrival ${others.join(' or ')} has`;
  };
}

/** What the workload needs and the rest of the plan does not give. */
function unmetRequirements(plan: Plan, catalog: Catalog): string[] {
  const workload = catalog.workloads.find((one) => one.name === plan.workload.name)!;
  const needed = workload.requirements(plan.workload.options).accounts;
  const unmet: string[] = [];
  if (plan.accounts.count < needed) {
    unmet.push(`accounts.count: ${workload.name} needs at least ${needed} (got ${plan.accounts.count})`);
  }
  if (workload.reads && plan.reads) {
    unmet.push(`reads: ${workload.name} reads already, at the rate of the load; leave the section out`);
  }
  if (workload.reads && plan.load.arrival === 'closed') {
    unmet.push(`load.arrival: ${workload.name} takes an open load: constant, poisson, ramp or stages`);
  }
  return unmet;
}

const SECRET_HINT =
  'set LAKH_FUNDER_KEY or LAKH_FUNDER_KEY_FILE for a funder, LAKH_MNEMONIC or LAKH_MNEMONIC_FILE for accounts.source: mnemonic';

function refusal(problems: readonly string[]): LakhError {
  const onlyThresholds = problems.every((problem) => problem.startsWith('thresholds['));
  const message =
    problems.length === 1
      ? problems[0]!
      : `the scenario has ${problems.length} problems:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  const hint = problems.some((problem) => problem.endsWith(SECRET_PROBLEM))
    ? SECRET_HINT
    : '`lakh schema` lists every key, `lakh init` writes a scenario to start from';
  return new LakhError(onlyThresholds ? 'bad-threshold' : 'bad-scenario', message, { hint });
}
