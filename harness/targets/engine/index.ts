/**
 * The target `engine`: a chain inside this process, with a pool, a block producer and an execution engine in a thread
 * of its own. The default: nothing to install, nothing to start, no network.
 */
import type { Chain, StartContext, Target } from '../../spec/target.ts';
import { type EngineTargetOptions, engineTargetOptions } from './options.ts';
import { startEngine } from './running.ts';
import { type EngineLink, EngineSession } from './session.ts';

const engineTarget: Target<EngineTargetOptions> = {
  name: 'engine',
  summary: 'a chain inside this process: pool, blocks and an execution engine in a thread of its own',
  module: import.meta.url,
  options: engineTargetOptions,

  async start(options: EngineTargetOptions, context: StartContext): Promise<Chain> {
    context.signal.throwIfAborted();
    const chain = await startEngine({ options, allocations: context.allocations });
    const stop = () => void chain.stop();
    context.signal.addEventListener('abort', stop, { once: true });
    if (context.signal.aborted) await chain.stop();
    context.log(`engine ${chain.info.client} is up with ${context.allocations.length} funded accounts`);
    return chain;
  },

  async open(link: unknown) {
    return new EngineSession(link as EngineLink);
  },
};

export default engineTarget;
export { Caller } from './caller.ts';
export type { Genesis } from './node.ts';
export { type EngineTargetOptions, engineTargetOptions } from './options.ts';
export { startEngine } from './running.ts';
export type { EngineLink } from './session.ts';
export type { Notice } from './subscriptions.ts';
export { type RpcCall, unpackVerdicts } from './wire.ts';
