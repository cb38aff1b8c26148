/** Finding and loading modules from any thread, from source (.ts) as well as from the build (.js). */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The URL of a module beside `from` (an `import.meta.url`), with the extension that `from` has. */
export function siblingModule(name: string, from: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}

/** Imports by URL; TypeScript goes through tsx wherever no loader is installed. */
export async function importModule(url: string): Promise<Record<string, unknown>> {
  if (!/\.[cm]?ts$/.test(new URL(url).pathname)) return import(url);
  const { tsImport } = await import('tsx/esm/api');
  return tsImport(url, import.meta.url);
}

/** Starts a thread on a sibling module. */
export function spawnThread(name: string, from: string, options: WorkerOptions): Worker {
  const url = siblingModule(name, from);
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  // Threads do not inherit a loader that a test runner installed: bring tsx along.
  return new Worker(url, { ...options, execArgv: ['--import', 'tsx'] });
}
