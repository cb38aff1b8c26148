/**
 * Owns the start of the engine's thread from source as well as from the build.
 *
 * Node does not send the first module of a thread through loaders that the thread itself brings along (seen with Node
 * 20.20 and tsx 4.23): a line of JavaScript comes first, which registers the loader and imports the module.
 */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { siblingModule } from '../../std/module.ts';

export function launchThread(name: string, from: string, options: WorkerOptions): Worker {
  const url = siblingModule(name, from);
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  const loader = new URL(import.meta.resolve('tsx/esm/api'));
  const start = `import(${quoted(loader)}).then(({ register }) => { register(); return import(${quoted(url)}); })`;
  return new Worker(start, { ...options, eval: true });
}

function quoted(url: URL): string {
  return JSON.stringify(url.href);
}
