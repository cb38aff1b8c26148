/** Arguments that the commands which run a load have in common. */
import { switchOf } from './environment.ts';

export const SET = {
  type: 'string',
  requiresArg: true,
  describe: 'key.path=value, any key; may be repeated',
} as const;
export const JSON_OUTPUT = { type: 'boolean', describe: 'print one JSON object on stdout' } as const;

export function runArguments(given: Readonly<Record<string, unknown>>) {
  return {
    scenario: given.scenario as string | undefined,
    flags: given,
    settings: [given.set ?? []].flat() as string[],
    json: given.json === true || switchOf(process.env, 'json'),
    quiet: given.quiet === true || switchOf(process.env, 'quiet'),
  };
}
