/** The execution engines, by the name a scenario gives. */
import type { EngineFactory } from '../spec/engine.ts';
import { createEthereumjsEngine } from './ethereumjs/index.ts';

export const ENGINES: Record<'ethereumjs', EngineFactory> = {
  ethereumjs: createEthereumjsEngine,
};
