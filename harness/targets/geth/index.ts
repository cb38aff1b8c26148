/**
 * The target `geth`: a real geth in developer mode, started and ended with the run, on loopback. It is not in the list
 * of targets: `lakh matrix` brings it along.
 */
import type { Chain, StartContext, Target } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import rpc from '../json-rpc/index.ts';
import { ownChain } from '../started/index.ts';
import { findGeth } from './binary.ts';
import { launchGeth } from './launch.ts';
import { type GethOptions, gethOptions } from './options.ts';

const geth: Target<GethOptions> = {
  name: 'geth',
  summary: 'a local geth in developer mode, started and stopped with the run',
  module: import.meta.url,
  options: gethOptions,
  start: startGeth,
  open: rpc.open,
};

export default geth;
export { findGeth } from './binary.ts';

/** Throws `target-missing` without geth, `target-failed` when it does not start, `target-unreachable` as `rpc` does. */
async function startGeth(options: GethOptions, context: StartContext): Promise<Chain> {
  if (context.signal.aborted) throw new LakhError('interrupted', 'interrupted before geth was started');
  const program = await launchGeth(findGeth(options.program, process.env), options, context.allocations);
  context.signal.addEventListener('abort', () => void program.stop(), { once: true });
  try {
    if (context.signal.aborted) throw new LakhError('interrupted', 'interrupted while geth was starting');
    const { chainId, connections, timeout, poll, maxBatch } = options;
    const given = { url: program.url, chainId, connections, timeout, poll, maxBatch, reorgDepth: 0 };
    const chain = await rpc.start(rpc.options.parse(given), context);
    return ownChain(program, chain, {
      name: 'geth',
      facts: factsOf(options),
      funding: 'genesis',
      blocksOnDemand: false,
    });
  } catch (error) {
    await program.stop();
    throw error;
  }
}

function factsOf({ blockTime, baseFeeGwei, pool }: GethOptions): Chain['info']['facts'] {
  return {
    insideTheClock: 'JSON-RPC, pool, signature checks, execution, state root, writing to disk',
    outsideTheClock: 'peers; consensus is a simulated beacon',
    blockTimeMs: blockTime,
    baseFeeGwei,
    poolSize: pool.size,
    poolPerSender: pool.perSender,
  };
}
