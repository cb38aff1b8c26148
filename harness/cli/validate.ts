/** `lakh validate FILE`: the plan that a file makes, or all that is wrong with it. */
import { layer, makePlan } from '../plan/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { catalogFor } from './catalog.ts';
import { describePlan } from './describe-plan.ts';
import { readScenario } from './scenario-file.ts';

/** The file alone: neither flags nor the environment have a say. */
export async function validate(file: string): Promise<ExitCode> {
  const { catalog, scenario } = await catalogFor(layer(await readScenario(file)));
  const plan = makePlan(scenario, catalog);
  process.stdout.write(`${file} is a valid scenario\n${describePlan(plan)}`);
  return EXIT.ok;
}
