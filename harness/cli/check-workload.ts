/** `lakh check-workload`: the conformance kit without a test runner, a line a check. */
import { type ConformanceCheck, type WorkloadKit, workloadChecks } from '../conformance/index.ts';
import { layer, makePlan } from '../plan/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import type { Plan } from '../spec/plan.ts';
import { messageOf } from '../std/errors.ts';
import { catalogFor } from './catalog.ts';
import { scenarioOfFlags, scenarioOfSettings } from './flags.ts';
import { inFolder, readScenario } from './scenario-file.ts';

export interface CheckArguments {
  /** A name, the path of a module, or that of a scenario file. */
  readonly workload: string;
  readonly accounts?: string | undefined;
  /** What --set says. */
  readonly settings: readonly string[];
  readonly json: boolean;
}

interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** What the workload did instead; empty when it passed. */
  readonly message: string;
}

/** Only what is asked for is bad input here: so is a workload that fails. */
export async function checkWorkload(given: CheckArguments): Promise<ExitCode> {
  const { catalog, scenario } = await catalogFor(await scenarioOf(given));
  const plan = makePlan(scenario, catalog);
  const workload = catalog.workloads.find(({ name }) => name === plan.workload.name)!;
  const results: CheckResult[] = [];
  for (const check of workloadChecks(workload, kitOf(scenario, plan))) {
    const result = await resultOf(check);
    results.push(result);
    if (!given.json) process.stdout.write(lineOf(result));
  }
  const failed = results.filter(({ passed }) => !passed).length;
  if (given.json) {
    process.stdout.write(
      `${JSON.stringify({ workload: workload.name, passed: failed === 0, checks: results }, null, 2)}\n`,
    );
  } else process.stdout.write(verdictOf(workload.name, results.length, failed));
  return failed === 0 ? EXIT.ok : EXIT.badInput;
}

async function scenarioOf({ workload, accounts, settings }: CheckArguments): Promise<unknown> {
  const isScenario = /\.(ya?ml|json)$/i.test(workload);
  const over = [
    isScenario ? {} : { workload },
    scenarioOfFlags({ accounts }),
    scenarioOfSettings(settings),
  ].map((scenario) => inFolder(scenario, process.cwd()));
  return layer(isScenario ? await readScenario(workload) : {}, ...over);
}

/** The kit takes the options as they are written, and chooses the number of accounts itself where nobody says one. */
function kitOf(scenario: unknown, plan: Plan): WorkloadKit {
  const { workload, accounts } = scenario as {
    workload: Readonly<Record<string, unknown>>;
    accounts?: { readonly count?: unknown };
  };
  const { name, ...options } = workload;
  return {
    options,
    seed: plan.seed,
    ...(accounts?.count !== undefined && { accounts: plan.accounts.count }),
  };
}

async function resultOf({ name, run }: ConformanceCheck): Promise<CheckResult> {
  return run().then(
    () => ({ name, passed: true, message: '' }),
    (error: unknown) => ({ name, passed: false, message: messageOf(error) }),
  );
}

function lineOf({ name, passed, message }: CheckResult): string {
  return passed
    ? `ok      ${name}\n`
    : `FAILED  ${name}\n          ${message.replaceAll('\n', '\n          ')}\n`;
}

function verdictOf(name: string, checks: number, failed: number): string {
  return failed === 0 ? `${name} passes ${checks} checks\n` : `${name} fails ${failed} of ${checks} checks\n`;
}
