/**
 * An anvil of our own as a chain: driven through the `rpc` target, watched for its end, and ended with the run.
 *
 * Serving a block's receipts costs anvil 1.7.1 the square of their number (foundry pull request 16063, of August 2026,
 * mends it). Measured on two slow cores: 1,000 in 0.24 s, 2,000 in 0.95 s, 4,000 in 5.2 s. Heads are seen at once all
 * the same, so no latency is wrong; but the CPU is missing elsewhere, and blocks of half the time cost half of it.
 */
import type { Chain, StartContext } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import rpc from '../json-rpc/index.ts';
import { ownChain } from '../started/index.ts';
import { findAnvil } from './binary.ts';
import { launchAnvil } from './launch.ts';
import type { AnvilOptions } from './options.ts';

/** Throws `target-missing` without anvil, `target-failed` when it does not start, `target-unreachable` as `rpc` does. */
export async function startAnvil(options: AnvilOptions, context: StartContext): Promise<Chain> {
  if (context.signal.aborted) throw new LakhError('interrupted', 'interrupted before anvil was started');
  const anvil = await launchAnvil(findAnvil(process.env), options, context.allocations);
  context.signal.addEventListener('abort', () => void anvil.stop(), { once: true });
  try {
    if (context.signal.aborted) throw new LakhError('interrupted', 'interrupted while anvil was starting');
    const { chainId, connections, timeout, poll, maxBatch } = options;
    const rpcOptions = rpc.options.parse({
      url: anvil.url,
      chainId,
      connections,
      timeout,
      poll,
      maxBatch,
      reorgDepth: 0,
    });
    const chain = await rpc.start(rpcOptions, context);
    return ownChain(anvil, chain, {
      name: 'anvil',
      facts: factsOf(options),
      funding: 'genesis',
      blocksOnDemand: options.blockTime === 0,
    });
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

function factsOf(options: AnvilOptions): Chain['info']['facts'] {
  return {
    insideTheClock: 'JSON-RPC, pool, signature checks, execution, state root',
    blockTimeMs: options.blockTime,
    baseFeeGwei: options.baseFeeGwei,
    ...(options.hardfork === undefined ? {} : { hardfork: options.hardfork }),
    ...(options.args.length === 0 ? {} : { args: options.args.join(' ') }),
  };
}
