/** The execution engines, by the name a scenario gives. */
import type { EngineFactory } from '../spec/engine.ts';
import { createEdrEngine, loadEdr } from './edr/index.ts';
import { createParallelEngine, createSequentialEngine } from './parallel/index.ts';

export const ENGINES = {
  parallel: createParallelEngine,
  sequential: createSequentialEngine,
  // Loaded where it is asked for: EthereumJS takes longer to load than all the rest.
  ethereumjs: async (options) => (await import('./ethereumjs/index.ts')).createEthereumjsEngine(options),
  edr: createEdrEngine,
} satisfies Record<string, EngineFactory>;
export type EngineName = keyof typeof ENGINES;
export const ENGINE_NAMES = Object.keys(ENGINES) as [EngineName, ...EngineName[]];

/**
 * Makes sure, in the main thread, that an engine can be had in another one.
 * @throws LakhError `target-missing` where a package that it needs is not installed.
 */
export function requireEngine(name: EngineName): void {
  if (name === 'edr') loadEdr();
}
