/** The flags that stand for a key of the scenario, each with its LAKH_ mirror in the environment. */
import { parse } from 'yaml';
import { LakhError, messageOf } from '../std/errors.ts';

export interface Flag {
  readonly name: string;
  /** The key of the scenario that it sets. */
  readonly path: readonly string[];
  readonly kind: 'text' | 'number' | 'list' | 'switch';
  readonly describe: string;
}

function flag(name: string, path: string, kind: Flag['kind'], describe: string): Flag {
  return { name, path: path.split('.'), kind, describe };
}

export const SCENARIO_FLAGS: readonly Flag[] = [
  flag('workload', 'workload', 'text', 'what to send: a name, or a module such as ./mine.ts'),
  flag('target', 'target', 'text', 'where to: a name, a URL, or a module such as ./mine.ts'),
  flag('engine', 'target.engine', 'text', 'of the target engine: parallel, sequential, ethereumjs or edr'),
  flag('threads', 'target.threads', 'number', 'of the target engine: threads that execute'),
  flag('rate', 'load.rate', 'text', 'transactions a second: 500 or 500/s'),
  flag('duration', 'load.duration', 'text', 'the measurement window: 20s, 5m'),
  flag('warmup', 'load.warmup', 'text', 'load before the window'),
  flag('drain', 'load.drain', 'text', 'longest wait, at the end, for what is under way'),
  flag('arrival', 'load.arrival', 'text', 'constant, poisson, ramp, stages or closed'),
  flag('in-flight', 'load.inFlight', 'number', 'transactions under way, for closed arrivals'),
  flag('seed', 'seed', 'number', 'the same seed sends the same transactions'),
  flag('workers', 'workers', 'number', 'generator threads; 0: none of their own'),
  flag('batch', 'batch.size', 'number', 'transactions that go out together at the most'),
  flag('accounts', 'accounts.count', 'number', 'how many accounts send'),
  flag('signer', 'signer', 'text', 'kernel, keyed, wasm or ethers'),
  flag('pacing', 'pacing', 'text', 'timer, nap or spin'),
  flag('threshold', 'thresholds', 'list', 'what must hold, such as "inclusion.p99 < 2s"; may be repeated'),
  flag('corpus', 'corpus', 'text', 'send the transactions that lakh presign signed into this file'),
  flag('samples', 'samples', 'switch', 'keep a row of every transaction, as Parquet'),
  flag('out', 'out', 'text', 'the folder of the record'),
];

/** The options of yargs for the flags that `takes` lets through. */
export function flagOptions(takes: (name: string) => boolean) {
  const options = SCENARIO_FLAGS.filter(({ name }) => takes(name)).map(({ name, kind, describe }) => {
    if (kind === 'switch') return [name, { type: 'boolean', describe }] as const;
    return [name, { type: 'string', describe, requiresArg: true }] as const;
  });
  return Object.fromEntries(options);
}

/** The scenario that flags say. `values` has what was given, by the flag's name; a list is what was repeated. */
export function scenarioOfFlags(values: Readonly<Record<string, unknown>>): object {
  const scenario = {};
  for (const { name, path, kind } of SCENARIO_FLAGS) {
    const value = values[name];
    if (value === undefined) continue;
    if (kind === 'switch') put(scenario, path, value === true);
    else if (kind === 'list') put(scenario, path, [value].flat());
    else put(scenario, path, scalar(kind, once(name, value)));
  }
  return scenario;
}

/** `--set key.path=value`, where the value is YAML: any key of the scenario, in the order given. */
export function scenarioOfSettings(settings: readonly string[]): object {
  const scenario = {};
  for (const setting of settings) {
    const [, path, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (path === undefined || value === undefined) {
      throw new LakhError('bad-flag', '--set needs a key and a value', {
        hint: 'as in --set load.maxInFlight=1000',
      });
    }
    put(scenario, path.trim().split('.'), yamlValue(path, value));
  }
  return scenario;
}

function yamlValue(path: string, text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new LakhError('bad-flag', `--set ${path}: ${messageOf(error).split('\n')[0]}`, {
      hint: 'the value is YAML; put quotes around text with special characters',
    });
  }
}

function once(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new LakhError('bad-flag', `--${name} is given ${(value as unknown[]).length} times`, {
    hint: 'give it once',
  });
}

/** Text that is no number stays as it is: the plan refuses it, with the path. */
function scalar(kind: 'text' | 'number', text: string): unknown {
  return kind === 'number' && /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

function put(scenario: object, path: readonly string[], value: unknown): void {
  let at = scenario as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const below = Object.hasOwn(at, key) ? at[key] : undefined;
    const next = typeof below === 'object' && below !== null ? (below as Record<string, unknown>) : {};
    define(at, key, next);
    at = next;
  }
  define(at, path.at(-1)!, value);
}

/** Sets an own key whatever it is called, `__proto__` too: the plan then refuses it as unknown. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
