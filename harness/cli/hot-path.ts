/** How fast this machine makes and signs transactions when nothing else happens: one thread, one core. */

import type { Plan } from '../spec/plan.ts';
import type { Driver, Workload } from '../spec/workload.ts';
import { monotonicNs } from '../std/clock.ts';
import { LakhError } from '../std/errors.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import { accountsFromSeed, signerNamed } from '../wallet/index.ts';

export interface HotPath {
  readonly generation: { readonly perSecond: number };
  readonly signing: { readonly perCorePerSecond: number; readonly signer: string };
}

const WARM_UP_NS = 300e6;
const MEASURED_NS = 1_500e6;
/** Looking at the clock costs as much as making an intent. */
const BETWEEN_LOOKS = 16;
const CHAIN_ID = 1337;
const GWEI = 10n ** 9n;

/** Throws `bad-scenario` for a workload that needs transactions before its load: there is no chain to execute them. */
export function measureHotPath(plan: Plan, workload: Workload): HotPath {
  const { addresses, keys } = accountsFromSeed(plan.seed, plan.accounts.count + 1);
  const context = {
    options: plan.workload.options,
    seed: plan.seed,
    chainId: CHAIN_ID,
    accounts: addresses.slice(0, -1),
    deployer: { address: addresses.at(-1)!, nonce: 0 },
  };
  const { stages, deployment } = workload.setup(context);
  if (stages.length > 0) {
    throw new LakhError('bad-scenario', `${workload.name} has a set-up, which a chain must execute`, {
      hint: 'calibrate takes workloads without set-up transactions, such as transfers',
    });
  }
  const intentOf = maker(workload.drive(context, deployment), plan.seed);
  const signer = signerNamed(plan.signer, keys);
  const intents = Array.from({ length: 1024 }, (_, index) => intentOf(index));
  const { type } = plan.fees;
  const unsigned = (nonce: number) => {
    const intent = intents[nonce % intents.length]!;
    return { type, chainId: CHAIN_ID, nonce, maxFeeWei: 3n * GWEI, tipWei: GWEI, intent };
  };
  keys.fill(0);
  const { atOnce } = signer;
  const signSome = (index: number) =>
    signer.sign(Array.from({ length: atOnce }, (_, i) => unsigned(index * atOnce + i)));
  try {
    return {
      generation: { perSecond: perSecond(intentOf) },
      signing: { perCorePerSecond: atOnce * perSecond(signSome), signer: plan.signer },
    };
  } finally {
    signer.close();
  }
}

function maker(driver: Driver, seed: number) {
  const random = keyedRandom();
  return (index: number) => driver.intent(index, random.seek(seed, STREAM.intent, index));
}

function perSecond(work: (index: number) => unknown): number {
  repeatFor(WARM_UP_NS, work);
  const { count, tookNs } = repeatFor(MEASURED_NS, work);
  return Math.round(count / (tookNs / 1e9));
}

function repeatFor(ns: number, work: (index: number) => unknown): { count: number; tookNs: number } {
  // What nobody keeps, the compiler may not even make.
  const kept: unknown[] = [];
  const startNs = monotonicNs();
  for (let count = 0; ; ) {
    for (let i = 0; i < BETWEEN_LOOKS; i++) kept[i] = work(count++);
    const tookNs = monotonicNs() - startNs;
    if (tookNs >= ns) return { count, tookNs };
  }
}
