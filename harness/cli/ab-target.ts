/** What `lakh ab` takes as a target: as --target does, or a mapping, or the target of a scenario file. */
import { parse } from 'yaml';
import { LakhError, messageOf } from '../std/errors.ts';
import { inFolder, readScenario } from './scenario-file.ts';

/**
 * @param text a name, a URL or the path of a module; `{ name: anvil, blockTime: 2s }`; or `@file.yaml`
 * @returns a scenario with a target and nothing else
 * @throws LakhError `bad-flag`, and what reading a scenario throws
 */
export async function targetScenario(text: string, flag: string): Promise<object> {
  if (text.startsWith('@')) return targetOfFile(text.slice(1), flag);
  return inFolder({ target: text.trimStart().startsWith('{') ? mapping(text, flag) : text }, process.cwd());
}

function mapping(text: string, flag: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new LakhError('bad-flag', `${flag}: ${messageOf(error).split('\n')[0]}`, {
      hint: 'a mapping is YAML or JSON: {name: anvil, blockTime: 2s}',
    });
  }
}

/** Other keys would change what is compared without a word. */
async function targetOfFile(path: string, flag: string): Promise<object> {
  const scenario = (await readScenario(path)) as Record<string, unknown>;
  const others = Object.keys(scenario).filter((key) => key !== 'target');
  if (scenario.target !== undefined && others.length === 0) return scenario;
  const what =
    scenario.target === undefined ? 'has no target' : `has more than a target: ${others.join(', ')}`;
  throw new LakhError('bad-flag', `${flag}: ${path} ${what}`, {
    hint: 'everything but the target is the same for both: give it as the scenario, or by flags',
  });
}
