/** The scenario that a command is given: file, environment and flags as one. */
import { layer } from '../plan/index.ts';
import type { Plan } from '../spec/plan.ts';
import { LakhError } from '../std/errors.ts';
import { scenarioOfEnvironment } from './environment.ts';
import { scenarioOfFlags, scenarioOfSettings } from './flags.ts';
import { inFolder, readScenario } from './scenario-file.ts';
import type { Secrets } from './secrets.ts';

export interface GivenScenario {
  readonly scenario?: string | undefined;
  /** What the flags say, by name. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** What --set says. */
  readonly settings: readonly string[];
}

/** Flag over environment over file; the plan adds its defaults. */
export async function scenarioOf(given: GivenScenario): Promise<unknown> {
  const file = given.scenario === undefined ? {} : await readScenario(given.scenario);
  const over = [
    ...scenarioOfEnvironment(process.env),
    scenarioOfFlags(given.flags),
    scenarioOfSettings(given.settings),
  ];
  return layer(file, ...over.map((scenario) => inFolder(scenario, process.cwd())));
}

export function refuseMissingMnemonic(plan: Plan, secrets: Secrets): void {
  if (plan.accounts.source !== 'mnemonic' || secrets.mnemonic !== undefined) return;
  throw new LakhError('bad-key', 'accounts.source is mnemonic, and there is none', {
    hint: 'set LAKH_MNEMONIC, or LAKH_MNEMONIC_FILE to a file that holds it',
  });
}
