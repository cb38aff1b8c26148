import { beforeAll, describe, expect, it } from 'vitest';
import { type Hex, type OracleReader, OUTCOME, type RunFacts } from '../../harness/spec/index.ts';
import { selectorOf } from '../../harness/std/index.ts';
import { effectReader } from '../../workloads/dex-swap-v3/effect.ts';
import dexSwapV3 from '../../workloads/dex-swap-v3/index.ts';
import type { Deployment } from '../../workloads/dex-swap-v3/layout.ts';
import { type Options, rangesOf } from '../../workloads/dex-swap-v3/options.ts';
import type { Before } from '../../workloads/dex-swap-v3/oracle.ts';
import { type Recorded, recordOracle } from '../support/recorded-oracle.ts';

const COUNTED = 'positions are counted';
const IN_RANGE = 'liquidity is that of the positions in range';
const COVERED = 'pools cover what they owe';
const FEES = 'fees grow by swaps alone';
const KEPT = 'positions keep their liquidity';
const SUPPLIES = 'supplies are conserved';
const HELD = 'tokens are with accounts and pools';
const NONCES = 'nonces add up';

let chain: Recorded<Options, Deployment, Before>;
beforeAll(async () => {
  const options = { pools: 4, ranges: [4, 1], mix: { tightSwap: 0.1, mint: 0.06 } };
  chain = await recordOracle(dexSwapV3, { options, accounts: 6, intents: 160 });
}, 180_000);

async function failing(told: Parameters<typeof chain.ask>[0]): Promise<string[]> {
  const failed = [...(await chain.ask(told)).values()].filter(({ passed }) => !passed);
  for (const { detail } of failed) expect(detail).not.toBe('');
  return failed.map(({ name }) => name);
}

/** A reader that changes one word of the first answer that one of `contracts` gives to a function. */
function lying(
  contracts: readonly Hex[],
  signature: string,
  change: (answer: bigint) => bigint,
  word = 0,
): OracleReader {
  const selector = selectorOf(signature);
  let told = false;
  return {
    ...chain.reader,
    async calls(calls) {
      const answers = await chain.reader.calls(calls);
      return calls.map(({ to, data }, at): Hex => {
        if (told || !contracts.includes(to) || !data.startsWith(selector)) return answers[at]!;
        told = true;
        return withWord(answers[at]!, word, change);
      });
    },
  };
}

function withWord(answer: Hex, word: number, change: (answer: bigint) => bigint): Hex {
  const [from, to] = [2 + 64 * word, 66 + 64 * word];
  const changed = change(BigInt(`0x${answer.slice(from, to)}`))
    .toString(16)
    .padStart(64, '0');
  return `0x${answer.slice(2, from)}${changed}${answer.slice(to)}`;
}

/** The run as if other outcomes had been seen; nonces are not touched. */
function outcomes(change: RunFacts['outcome']) {
  return { facts: { ...chain.facts, outcome: change } };
}

function effectAt(index: number) {
  const { tokens } = chain.deployment;
  return effectReader(tokens, rangesOf(chain.context.options))(chain.facts.intent(index).data);
}

const succeeded = () =>
  Array.from({ length: chain.facts.scheduled }, (_, index) => index).filter(
    (index) => chain.facts.outcome(index) === OUTCOME.succeeded,
  );

describe('a run of dex-swap-v3', () => {
  it('every action succeeds, and none but tight swaps revert, for the reason that is meant', () => {
    for (const { action, succeeded, reverted } of chain.record.actions) {
      expect([action, succeeded > 0]).toEqual([action, true]);
      expect([action, reverted > 0]).toEqual([action, action === 'tightSwap']);
    }
    expect(chain.record.actions).toHaveLength(7);
  });

  it('swaps cross ticks: the liquidity of pools changes', async () => {
    const liquidity = chain.before.pools.map((pool) => pool.liquidity);
    const now = await chain.reader.calls(
      chain.deployment.pools.map((to) => ({ to, data: selectorOf('liquidity()') })),
    );
    const changed = now.filter((answer, at) => BigInt(answer) < (liquidity[at]! * 9n) / 10n);
    expect(changed.length).toBeGreaterThan(0);
  });
});

describe('the oracle of dex-swap-v3', () => {
  it('believes the truth, and looks at everything', async () => {
    const checks = await chain.ask();
    expect([...checks.keys()]).toEqual([COUNTED, IN_RANGE, COVERED, FEES, KEPT, SUPPLIES, HELD, NONCES]);
    for (const { passed, compared } of checks.values()) expect([passed, compared > 0]).toEqual([true, true]);
  });

  it('notices a position too many', async () => {
    const reader = lying([chain.deployment.manager], 'totalSupply()', (count) => count + 1n);
    expect(await failing({ reader })).toEqual([COUNTED]);
  });

  it('notices a mint that the run did not see', async () => {
    const mint = succeeded().find((index) => effectAt(index).kind === 'mint')!;
    const told = outcomes((index) => (index === mint ? OUTCOME.none : chain.facts.outcome(index)));
    expect(await failing(told)).toEqual([COUNTED]);
  });

  it('notices liquidity that no position in range has', async () => {
    const reader = lying(chain.deployment.pools, 'liquidity()', (liquidity) => liquidity + 1n);
    expect(await failing({ reader })).toEqual([IN_RANGE]);
  });

  it.each([
    ['less than the pool owes', (has: bigint) => has - has / 10n ** 6n],
    ['more than rounding leaves', (has: bigint) => has + has / 10n ** 6n],
  ])('notices a balance of %s', async (_, change) => {
    const reader = lying(chain.deployment.tokens, 'balanceOf(address)', change);
    expect(await failing({ reader })).toEqual([COVERED]);
  });

  it('notices fees that fell', async () => {
    const before = {
      ...chain.before,
      pools: chain.before.pools.map((pool) => ({ ...pool, feeGrowth: [2n ** 200n, 0n] as const })),
    };
    expect(await failing({ before })).toEqual([FEES]);
  });

  it.each([0, 1] as const)('notices fees in token %i without a swap that paid it', async (token) => {
    const paid = (index: number) => {
      const effect = effectAt(index);
      return effect.kind === 'swap' && effect.passages.some(({ paidIn }) => paidIn === token);
    };
    const told = outcomes((index) => (paid(index) ? OUTCOME.reverted : chain.facts.outcome(index)));
    expect(await failing(told)).toEqual([FEES]);
  });

  it('notices swaps that left no fee', async () => {
    const now = await chain.reader.calls(
      chain.before.pools.map(({ pool }) => ({
        to: chain.deployment.pools[pool]!,
        data: selectorOf('feeGrowthGlobal0X128()'),
      })),
    );
    const pools = chain.before.pools.map((pool, at) => {
      return { ...pool, feeGrowth: [BigInt(now[at]!), pool.feeGrowth[1]] as const };
    });
    expect(await failing({ before: { ...chain.before, pools } })).toEqual([FEES]);
  });

  it('notices liquidity that a position lost', async () => {
    const reader = lying([chain.deployment.manager], 'positions(uint256)', (has) => has - 10n ** 20n, 7);
    expect(await failing({ reader })).toEqual([KEPT]);
  });

  it.each(['increase', 'decrease'])('notices a missed %s of a position', async (kind) => {
    const missed = succeeded().find((index) => effectAt(index).kind === kind)!;
    const told = outcomes((index) => (index === missed ? OUTCOME.none : chain.facts.outcome(index)));
    expect(await failing(told)).toEqual([KEPT]);
  });

  it('notices tokens out of nothing, and tokens that are nowhere', async () => {
    const more = lying(chain.deployment.tokens, 'totalSupply()', (supply) => supply + 1n);
    expect(await failing({ reader: more })).toEqual([SUPPLIES, HELD]);
    const fewer = lying(chain.deployment.tokens, 'heldBy(address[])', (held) => held - 1n);
    expect(await failing({ reader: fewer })).toEqual([HELD]);
  });

  it('notices an inclusion that the run did not see', async () => {
    const facts = {
      ...chain.facts,
      included: (account: number) => chain.facts.included(account) - (account === 2 ? 1 : 0),
    };
    expect(await failing({ facts })).toEqual([NONCES]);
  });

  it('leaves alone what nobody knows', async () => {
    const unknown = outcomes((index) =>
      succeeded().includes(index) ? OUTCOME.uncertain : chain.facts.outcome(index),
    );
    expect(await failing(unknown)).toEqual([]);
  });
});
