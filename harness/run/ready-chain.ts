/** A chain that is started, funded and set up, for as long as somebody needs it. */
import type { Chain, Plan } from '../spec/index.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { GENESIS_WEI } from './funding.ts';
import { prepare, type Ready } from './prepare.ts';
import { type Purse, purseOf } from './purse.ts';
import type { RunParts } from './run.ts';

export type ReadyParts = Pick<RunParts, 'workload' | 'target' | 'secrets' | 'stop' | 'abort' | 'log'>;

/** Hands over a chain that is ready, stops it and wipes the keys, whatever happens. Throws `LakhError` for all that goes wrong before. */
export async function onReadyChain<T>(
  plan: Plan,
  parts: ReadyParts,
  use: (chain: Chain, ready: Ready) => Promise<T>,
): Promise<T> {
  const purse = purseOf(plan, parts.secrets.mnemonic);
  try {
    return await onChainFor(purse, plan, parts, use);
  } finally {
    purse.accounts.keys.fill(0);
  }
}

async function onChainFor<T>(
  purse: Purse,
  plan: Plan,
  parts: ReadyParts,
  use: (chain: Chain, ready: Ready) => Promise<T>,
): Promise<T> {
  const { workload, target } = parts;
  const requirements = workload.requirements(plan.workload.options);
  if (purse.senders.length < requirements.accounts) {
    throw new LakhError(
      'bad-scenario',
      `accounts.count: ${workload.name} needs at least ${requirements.accounts}`,
    );
  }
  const chain = await target.start(plan.target.options, {
    allocations: purse.accounts.addresses.map((address) => ({ address, balanceWei: GENESIS_WEI })),
    // Of this run alone: whoever makes many runs has one signal for all, and a target listens to its own for good.
    signal: AbortSignal.any([parts.abort]),
    log: parts.log,
  });
  try {
    return await use(chain, await unlessInterrupted(parts, prepare(plan, parts, chain, purse, requirements)));
  } finally {
    await chain.stop();
  }
}

/** An interruption of set-up is told as what it is, not as what it broke on the way. */
async function unlessInterrupted<T>(
  { stop, abort }: Pick<RunParts, 'stop' | 'abort'>,
  preparing: Promise<T>,
): Promise<T> {
  const interrupted = () => stop.aborted || abort.aborted;
  try {
    const ready = await preparing;
    if (!interrupted()) return ready;
  } catch (error) {
    if (!interrupted() || !isLakhError(error)) throw error;
  }
  throw new LakhError('interrupted', 'interrupted during set-up: nothing of the load was sent', {
    hint: 'run it again: on a chain that lives on, the set-up goes on from where it broke off',
  });
}
