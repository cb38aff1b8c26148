/** What `lakh scale` measures: a workload that has a contention to vary, and its options at each. */
import { layer, makePlan } from '../plan/index.ts';
import type { Plan } from '../spec/plan.ts';
import type { Workload } from '../spec/workload.ts';
import { LakhError } from '../std/errors.ts';
import { catalogFor } from './catalog.ts';
import { meetingAt, plannedMeeting } from './contention.ts';
import { type GivenScenario, scenarioOf } from './run-plan.ts';

/** Whose transactions conflict where they meet; plain transfers are sums, which do not. */
const USUAL = 'erc20';

export interface ScaleSubject {
  readonly workload: Workload;
  readonly optionsAt: (contention: number) => unknown;
  readonly accounts: number;
  readonly seed: number;
  /** The folder that was named. */
  readonly out: string | null;
}

interface Sections {
  readonly workload?: Readonly<Record<string, unknown>>;
  readonly accounts?: { readonly count?: number };
  readonly seed?: unknown;
  readonly out?: unknown;
}

/**
 * @param usualAccounts where the scenario does not say how many
 * @throws LakhError `bad-scenario`, also where the workload sends nothing, has no contention, or needs more accounts
 */
export async function scaleSubject(
  given: GivenScenario,
  contention: readonly number[],
  usualAccounts: number,
): Promise<ScaleSubject> {
  const layered = layer({ workload: USUAL }, await scenarioOf(given));
  const { catalog, scenario } = await catalogFor(layered);
  const { workload: section, accounts, seed, out } = scenario as Sections;
  const planAt = (share: number): Plan =>
    makePlan(
      {
        workload: meetingAt(section, share),
        accounts: { count: usualAccounts, ...countOf(accounts) },
        seed,
        out,
      },
      catalog,
    );
  const plans = new Map(
    contention.map((share) => [share, plannedMeeting(() => planAt(share), section, catalog)]),
  );
  const plan = plans.get(contention[0]!)!;
  const workload = catalog.workloads.find(({ name }) => name === plan.workload.name)!;
  const least = Math.max(
    ...[...plans.values()].map((one) => workload.requirements(one.workload.options).accounts),
  );
  if (plan.accounts.count < least) {
    throw new LakhError('bad-scenario', `accounts.count: ${workload.name} needs at least ${least}`, {
      hint: `--accounts ${least}, or a larger --block-size`,
    });
  }
  return {
    workload,
    optionsAt: (share) => plans.get(share)!.workload.options,
    accounts: plan.accounts.count,
    seed: plan.seed,
    out: plan.out,
  };
}

function countOf(accounts: Sections['accounts']): { count?: number } {
  return accounts?.count === undefined ? {} : { count: accounts.count };
}
