/** Our own engine, with several executing threads or with one. */
import { availableParallelism } from 'node:os';
import type { EngineFactory } from '../../spec/engine.ts';
import { ParallelEngine } from './engine.ts';

export const createParallelEngine: EngineFactory = (options) =>
  ParallelEngine.create('parallel', options.threads ?? availableParallelism(), options);

/** The same rules without any of what several threads need: what parallel execution is compared with. */
export const createSequentialEngine: EngineFactory = (options) =>
  ParallelEngine.create('sequential', 1, { ...options, inAnyCase: false, dependencies: false });
