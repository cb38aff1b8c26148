/** Draws options for each workload: small set-ups, so that a chain is soon ready, and any contention. */
import type { Random } from '../../../harness/spec/index.ts';
import { PART_NAMES } from '../../../workloads/mix/parts.ts';
import { PROFILE_NAMES } from '../../../workloads/mix/profiles.ts';
import { REQUIRED_OPTIONS } from '../required-options.ts';

/** From `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

export function oneOf<T>(random: Random, of: readonly T[]): T {
  return of[random.below(of.length)]!;
}

function contention(random: Random) {
  return {
    share: oneOf(random, [0, 0.3, 0.7, 1]),
    hot: between(random, 1, 3),
    zipf: oneOf(random, [0, 1, 2]),
    sameSender: oneOf(random, [0, 0, 0.2, 0.5]),
  };
}

const OWN: Readonly<Record<string, (random: Random) => object>> = {
  transfers: (random) => ({
    pattern: oneOf(random, ['many-to-many', 'many-to-many', 'one-to-many', 'ring']),
    valueWei: random.below(1000),
  }),
  erc20: (random) => ({ amount: between(random, 1, 1e6) }),
  'dex-swap': (random) => ({
    pools: between(random, 2, 4),
    slippage: oneOf(random, [0.5, 0.5, 0.0001]),
  }),
  'dex-swap-v3': (random) => ({
    pools: 3,
    feeTier: oneOf(random, [500, 3000, 10000]),
    ranges: oneOf(random, [[], [4, 1], [20]]),
    size: oneOf(random, [0.0005, 0.005]),
  }),
  'nft-mint': (random) => ({
    standard: oneOf(random, ['erc721a', 'erc721', 'both']),
    collections: between(random, 1, 3),
    batchSize: between(random, 1, 3),
    limitPerWallet: between(random, 3, 12),
    round: between(random, 20, 100),
    allowList: 60,
    ...(random.below(3) === 0 ? { supply: between(random, 40, 200) } : {}),
  }),
  'nft-market': (random) => ({
    collections: between(random, 1, 3),
    lag: between(random, 0, 12),
    rivals: between(random, 1, 4),
    cancelled: oneOf(random, [0.1, 0.4]),
  }),
  'dao-vote': (random) => ({
    concurrency: between(random, 1, 3),
    votersPerProposal: between(random, 4, 8),
    delegationsPerProposal: between(random, 0, 2),
    against: 0.2,
    abstain: 0.1,
    votingDelayBlocks: random.below(2),
    votingPeriodBlocks: between(random, 2, 5),
    timelockDelaySeconds: random.below(3),
  }),
  lending: (random) => ({
    markets: between(random, 1, 3),
    victims: between(random, 1, 3),
    liquidateEvery: between(random, 5, 30),
    amount: between(random, 1, 20),
  }),
  staking: (random) => ({ vaults: between(random, 1, 4), amount: between(random, 1, 20) }),
  'yield-farm': (random) => ({
    pools: between(random, 1, 4),
    exitEvery: oneOf(random, [0, 3, 10]),
    amount: between(random, 1, 20),
  }),
  'supply-chain': (random) => ({ products: between(random, 2, 30), handovers: between(random, 2, 3) }),
  gaming: (random) => ({ recipes: between(random, 1, 20), materials: between(random, 1, 3) }),
  'contract-call': () => REQUIRED_OPTIONS['contract-call']!,
  mix: (random) =>
    random.below(4) === 0
      ? { profile: oneOf(random, PROFILE_NAMES) }
      : { parts: partsOf(random, between(random, 2, 5)) },
};

/** So many different workloads, each with options and a weight of its own. */
export function partsOf(random: Random, count: number): object[] {
  const names = [...PART_NAMES];
  return Array.from({ length: count }, () => {
    const [workload] = names.splice(random.below(names.length), 1);
    return { workload, weight: between(random, 1, 4), options: optionsOf(workload!, random) };
  });
}

/** As they would stand in a scenario. Throws where there is no drawing for the workload. */
export function optionsOf(workload: string, random: Random): object {
  const draw = OWN[workload];
  if (draw === undefined) throw new Error(`say in ${import.meta.url} which options of ${workload} to draw`);
  return { ...draw(random), contention: contention(random) };
}
