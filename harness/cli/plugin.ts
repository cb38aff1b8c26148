/** Workloads and targets from modules of the user. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Target } from '../spec/target.ts';
import type { Workload } from '../spec/workload.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';
import { importDefault } from '../std/module.ts';

type Kind = 'workload' | 'target';
type Mapping = Record<string, unknown>;

/** Whether a name is the path of a module. */
export function isPluginPath(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    (/^\.{0,2}\//.test(name) || /\.[cm]?[jt]s$/.test(name)) &&
    !/\.ipc$/.test(name)
  );
}

/** The scenario with absolute paths where it names plugins. */
export function resolvePlugins(scenario: object, folder: string): object {
  const resolved: Mapping = { ...scenario };
  for (const kind of ['workload', 'target'] as const) {
    const section = resolved[kind];
    if (isPluginPath(section)) resolved[kind] = resolve(folder, section);
    else if (isNamed(section)) resolved[kind] = { ...section, name: resolve(folder, section.name) };
  }
  return resolved;
}

function isNamed(section: unknown): section is Mapping & { name: string } {
  return typeof section === 'object' && section !== null && isPluginPath((section as Mapping).name);
}

/** What a plugin must have; a dot leads inside. */
const SHAPES: Readonly<Record<Kind, readonly (readonly [key: string, type: string])[]>> = {
  workload: [
    ['name', 'string'],
    ['summary', 'string'],
    ['options', 'schema'],
    ['actions', 'list'],
    ['requirements', 'function'],
    ['setup', 'function'],
    ['drive', 'function'],
    ['oracle.before', 'function'],
    ['oracle.after', 'function'],
  ],
  target: [
    ['name', 'string'],
    ['summary', 'string'],
    ['options', 'schema'],
    ['start', 'function'],
    ['open', 'function'],
  ],
};

/**
 * Loads a workload from its module.
 *
 * @throws LakhError `plugin-unusable` that names all that is missing
 */
export function loadWorkload(path: string): Promise<Workload> {
  return load('workload', path) as Promise<Workload>;
}

/** Loads a target from its module; errors as `loadWorkload`. */
export function loadTarget(path: string): Promise<Target> {
  return load('target', path) as Promise<Target>;
}

async function load(kind: Kind, path: string): Promise<object> {
  if (!existsSync(path)) throw unusable(kind, `there is no file ${path}, which is named as a ${kind}`);
  const url = pathToFileURL(resolve(path)).href;
  const plugin = await defaultExport(kind, path, url);
  const lacking = SHAPES[kind].filter(([key, type]) => !isOfType(at(plugin, key), type));
  if (lacking.length > 0) {
    const list = lacking.map(([key, type]) => `${key} (a ${type})`).join(', ');
    throw unusable(kind, `the default export of ${path} is no ${kind}: it lacks ${list}`);
  }
  // Threads load the plugin anew, by its module. It may be frozen, or of a class: so it is extended, not changed.
  return Object.create(plugin as object, { module: { value: url, enumerable: true } });
}

async function defaultExport(kind: Kind, path: string, url: string): Promise<unknown> {
  try {
    return await importDefault(url);
  } catch (cause) {
    // Such as a contract that does not compile: it says itself what to do.
    if (isLakhError(cause)) throw cause;
    throw unusable(kind, `the ${kind} ${path} does not load: ${messageOf(cause)}`, cause);
  }
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Mapping | null | undefined)?.[key], value);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'schema') return typeof value === 'object' && value !== null && '_zod' in value;
  return type === 'string' ? typeof value === 'string' && value !== '' : typeof value === type;
}

function unusable(kind: Kind, message: string, cause?: unknown): LakhError {
  const define = kind === 'workload' ? 'defineWorkload' : 'defineTarget';
  return new LakhError('plugin-unusable', message, {
    hint: `a plugin ends in \`export default ${define}({ ... })\`, with options by a schema of zod 4`,
    cause,
  });
}
