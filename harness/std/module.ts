/** Finding and loading modules from any thread, from source (.ts) as well as from the build (.js). */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { inheritedFlags } from './runtime.ts';

/** The URL of a module beside `from` (an `import.meta.url`), with the extension that `from` has. */
export function siblingModule(name: string, from: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}

type Exports = Readonly<Record<string, unknown>>;

/** The default export of the module at `url`, TypeScript too; `undefined` when it has none. Throws what loading throws. */
export async function importDefault(url: string): Promise<unknown> {
  const outer = (await importModule(url)).default;
  // TypeScript in a folder that is not "type": "module" is compiled to CommonJS, whose exports come as one default.
  const compiled = typeof outer === 'object' && outer !== null && '__esModule' in outer;
  return compiled ? (outer as Exports).default : outer;
}

/** TypeScript goes through tsx wherever no loader is installed. */
async function importModule(url: string): Promise<Exports> {
  if (!/\.[cm]?ts$/.test(new URL(url).pathname)) return import(url);
  const { tsImport } = await import('tsx/esm/api');
  return tsImport(url, import.meta.url);
}

/**
 * Starts a thread on a sibling module.
 *
 * Node does not send the first module of a thread through loaders that the thread itself brings along (seen with Node
 * 20.20 and tsx 4.23): from source, a line of JavaScript comes first, which registers the loader and imports the module.
 */
export function spawnThread(name: string, from: string, options: WorkerOptions): Worker {
  const url = builtModule(siblingModule(name, from));
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const module = JSON.stringify(url.href);
  const start = `import(${loader}).then(({ register }) => { register(); return import(${module}); })`;
  return new Worker(start, { ...options, eval: true });
}

/** Starts a process on a sibling module, with a channel for messages. */
export function forkProcess(name: string, from: string, options: ForkOptions): ChildProcess {
  const url = builtModule(siblingModule(name, from));
  const loader = url.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  return fork(fileURLToPath(url), { ...options, execArgv: [...inheritedFlags(), ...loader] });
}

const SOURCES = new URL('../../', import.meta.url);
const BUILD = new URL('dist/', SOURCES);
let fromBuild = false;

/**
 * From now on threads and processes start on what modules of this project were compiled to, where there is such: one that has nothing
 * to compile starts in a third of the time. For tests, whose build is of the same sources.
 */
export function startThreadsFromBuild(): void {
  fromBuild = true;
}

function builtModule(source: URL): URL {
  if (!fromBuild || !source.href.startsWith(SOURCES.href)) return source;
  const built = new URL(source.href.slice(SOURCES.href.length).replace(/\.ts$/, '.js'), BUILD);
  return existsSync(built) ? built : source;
}
