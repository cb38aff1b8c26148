/** The execution engines, by the name a scenario gives. */
import type { EngineFactory } from '../spec/engine.ts';
import { createEthereumjsEngine } from './ethereumjs/index.ts';
import { createParallelEngine, createSequentialEngine } from './parallel/index.ts';

export const ENGINES = {
  parallel: createParallelEngine,
  sequential: createSequentialEngine,
  ethereumjs: createEthereumjsEngine,
} satisfies Record<string, EngineFactory>;
export type EngineName = keyof typeof ENGINES;
export const ENGINE_NAMES = Object.keys(ENGINES) as [EngineName, ...EngineName[]];
