/** What the environment says: mirrors of the flags, and how much to log. */
import { LakhError } from '../std/errors.ts';
import { SCENARIO_FLAGS, scenarioOfFlags, scenarioOfSettings } from './flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `--in-flight` is LAKH_IN_FLIGHT. */
export function variableOf(flag: string): string {
  return `LAKH_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** The value of a variable; empty is the same as not set. */
export function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The scenario that LAKH_ variables say. LAKH_THRESHOLD and LAKH_SET take one entry a line. */
export function scenarioOfEnvironment(environment: Environment): object[] {
  const values: Record<string, unknown> = {};
  for (const { name, kind } of SCENARIO_FLAGS) {
    const value = variable(environment, variableOf(name));
    if (value === undefined) continue;
    if (kind === 'switch') values[name] = switchOf(environment, name);
    else values[name] = kind === 'list' ? linesOf(value) : value;
  }
  return [scenarioOfFlags(values), scenarioOfSettings(linesOf(environment.LAKH_SET ?? ''))];
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

const NO = /^(0|false|no|off)$/i;
const YES = /^(1|true|yes|on)$/i;

/** A switch such as LAKH_JSON. Throws `bad-flag` for what is neither yes nor no. */
export function switchOf(environment: Environment, flag: string): boolean {
  const name = variableOf(flag);
  const value = variable(environment, name);
  if (value === undefined || NO.test(value)) return false;
  if (YES.test(value)) return true;
  throw new LakhError('bad-flag', `${name} must be true or false`, { hint: `unset it, or set it to 1` });
}

/** A variable that may be a switch or say more; `''` for on, `undefined` for off. */
export function wordOf(environment: Environment, flag: string): string | undefined {
  const value = variable(environment, variableOf(flag))?.trim();
  if (value === undefined || NO.test(value)) return undefined;
  return YES.test(value) ? '' : value;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** LAKH_LOG, `warn` when it is not set. */
export function logLevelOf(environment: Environment): LogLevel {
  const value = variable(environment, 'LAKH_LOG') ?? 'warn';
  const level = LOG_LEVELS.find((one) => one === value.toLowerCase());
  if (level) return level;
  throw new LakhError('bad-flag', 'LAKH_LOG names no level', {
    hint: `set it to one of ${LOG_LEVELS.join(', ')}`,
  });
}
