/**
 * A load that is signed before any of it is sent, for whoever sends it by other means.
 *
 * Funding and set-up are done for real, then the transactions follow from the plan: the same intents in the same order
 * as a run would make, with nonces from the chain as it stands. What depends on answers cannot be known beforehand:
 * `firstWait` tells whether a load has such steps.
 */
import { setImmediate } from 'node:timers/promises';
import type { Address, ChainInfo, Driver, Plan, Transaction, Workload } from '../spec/index.ts';
import { monotonicNs, realClock } from '../std/clock.ts';
import { LakhError } from '../std/errors.ts';
import { NonceLanes, type Signer, signerNamed } from '../wallet/index.ts';
import { LiveMaker } from './maker.ts';
import type { Ready } from './prepare.ts';
import { purseOf } from './purse.ts';
import { onReadyChain, type ReadyParts } from './ready-chain.ts';

export interface PresignedTransaction extends Transaction {
  /** The sender, as an index into `senders`. */
  readonly account: number;
  readonly nonce: number;
  /** What it does, by the workload's name for it. */
  readonly action: string;
}

export interface PresignedLoad {
  readonly chain: ChainInfo;
  readonly senders: readonly Address[];
  /** The next nonce of each sender, and the deployer's before its set-up. */
  readonly nonces: readonly number[];
  readonly deployerNonce: number;
  /** What a unit of gas may cost at the most; a gas price for legacy transactions. */
  readonly maxFeeWei: bigint;
  /** In the order in which they are due; signed while it is read. Throws `interrupted`. */
  readonly transactions: AsyncIterable<PresignedTransaction>;
}

/**
 * Funds and sets up, and signs the first `count` transactions of the plan. The chain is let go of before they are signed.
 *
 * @throws LakhError as a run does before its first transaction
 */
export function presign(plan: Plan, parts: ReadyParts, count: number): Promise<PresignedLoad> {
  return onReadyChain(preparedFor(plan, count), parts, async (chain, ready) => ({
    chain: chain.info,
    senders: ready.context.accounts,
    nonces: ready.nonces,
    deployerNonce: ready.context.deployer.nonce,
    maxFeeWei: ready.bid.maxFeeWei,
    // It has the keys while it is needed; those of the accounts are wiped with the chain.
    transactions: signed(signerNamed(plan.signer, ready.accounts.keys), parts, ready, count),
  }));
}

/** What must be paid for are `count` transactions, however long they take; nobody compares the state afterwards. */
function preparedFor(plan: Plan, count: number): Plan {
  const { maxInFlight, drainMs } = plan.load;
  const load = { maxInFlight, drainMs, warmupMs: 0, durationMs: 1000 };
  return {
    ...plan,
    load: { ...load, arrival: 'constant', rate: count },
    oracle: { ...plan.oracle, check: false },
  };
}

async function* signed(
  signer: Signer,
  { workload, stop }: ReadyParts,
  { context, deployment, nonces, bid }: Ready,
  count: number,
): AsyncGenerator<PresignedTransaction> {
  const driver = workload.drive(context, deployment);
  const lanes = new NonceLanes(nonces);
  const { chainId, seed } = context;
  const maker = new LiveMaker({ seed, chainId, bid, driver, signer, lanes, clock: realClock(monotonicNs()) });
  try {
    for (let index = 0; index < count; index += maker.atOnce) {
      // Signing takes the thread for itself; between batches it looks whether it is still wanted.
      await unlessStopped(stop);
      const length = Math.min(maker.atOnce, count - index);
      for (const { from, nonce, action, transaction } of maker.make(indicesFrom(index, length))) {
        const { raw, hash } = transaction;
        yield { account: from, nonce, action, raw, hash };
      }
    }
  } finally {
    signer.close();
  }
}

function indicesFrom(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => first + i);
}

async function unlessStopped(stop: AbortSignal): Promise<void> {
  await setImmediate();
  if (stop.aborted) throw new LakhError('interrupted', 'interrupted while the transactions were signed');
}

/** The first of `count` indices that waits for an earlier one to stand in a block; `null` where none does. */
export function firstWait(
  plan: Plan,
  workload: Workload,
  mnemonic: string | undefined,
  count: number,
): number | null {
  const driver = driverBefore(plan, workload, mnemonic);
  if (driver.wait === undefined) return null;
  for (let index = 0; index < count; index++) if (driver.wait(index) !== null) return index;
  return null;
}

/** Who waits for whom does not depend on the chain: any will do. */
function driverBefore(plan: Plan, workload: Workload, mnemonic: string | undefined): Driver {
  const { accounts, senders } = purseOf(plan, mnemonic);
  accounts.keys.fill(0);
  const context = {
    options: plan.workload.options,
    seed: plan.seed,
    chainId: 1,
    accounts: senders,
    deployer: { address: accounts.addresses.at(-1)!, nonce: 0 },
  };
  return workload.drive(context, workload.setup(context).deployment);
}
