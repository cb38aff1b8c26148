/** A generator around a scripted chain, on a virtual clock. */

import { scheduleOf, windowOf } from '../../harness/pacing/index.ts';
import { closedArrivals, openArrivals } from '../../harness/run/arrivals.ts';
import { Generator, type GeneratorParts } from '../../harness/run/generator.ts';
import { LiveMaker } from '../../harness/run/maker.ts';
import type { Address, Driver, Load } from '../../harness/spec/index.ts';
import { NonceLanes, type Signer } from '../../harness/wallet/index.ts';
import { type Script, ScriptedChain, unsigned } from './scripted-chain.ts';
import { VirtualClock } from './virtual-clock.ts';

export const ACCOUNTS: readonly Address[] = Array.from(
  { length: 10 },
  (_, i) => `0x${'00'.repeat(19)}0${i}` as Address,
);

export const simpleDriver: Driver = {
  intent: (index) => ({
    from: index % ACCOUNTS.length,
    to: ACCOUNTS[0]!,
    valueWei: 1n,
    data: '0x',
    gasLimit: 21_000,
    action: 'transfer',
  }),
};

export interface Rig {
  readonly clock: VirtualClock;
  readonly chain: ScriptedChain;
  readonly lanes: NonceLanes;
  readonly generator: Generator;
}

export function constantLoad(rate: number, seconds: number): Extract<Load, { rate: number }> {
  return {
    arrival: 'constant',
    rate,
    durationMs: seconds * 1000,
    warmupMs: 0,
    drainMs: 10_000,
    maxInFlight: 1e6,
  };
}

export function rig(
  load: Load,
  script: Script,
  over: Partial<GeneratorParts> = {},
  keep = true,
  signer: Signer = unsigned,
): Rig {
  const clock = new VirtualClock();
  const chain = new ScriptedChain(clock, script, keep);
  const lanes = new NonceLanes(ACCOUNTS.map(() => 0));
  const { driver = simpleDriver } = over;
  const generator = new Generator({
    addresses: ACCOUNTS,
    maxInFlight: load.maxInFlight,
    batch: { size: 1, lingerMs: 0 },
    window: windowOf(load),
    reorgDepth: 0,
    finality: false,
    samples: false,
    arrivals:
      load.arrival === 'closed'
        ? closedArrivals(load.inFlight, windowOf(load).endNs, () => true)
        : openArrivals(scheduleOf(load, 1), () => true),
    driver,
    maker: new LiveMaker({
      seed: 1,
      chainId: 1337,
      bid: { type: 'eip1559', maxFeeWei: 100n, tipWei: 1n, follow: false },
      driver,
      signer,
      lanes,
      clock,
    }),
    lanes,
    session: chain.session(),
    clock,
    tellMilestones: () => {},
    died(error) {
      throw error;
    },
    ...over,
  });
  chain.onBlock = (news) => generator.block(news);
  return { clock, chain, lanes, generator };
}
