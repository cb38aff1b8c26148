import { beforeAll, describe, expect, it } from 'vitest';
import { type Hex, type OracleReader, OUTCOME, type RunFacts } from '../../harness/spec/index.ts';
import { encoder, selectorOf } from '../../harness/std/index.ts';
import dexSwap from '../../workloads/dex-swap/index.ts';
import { type Recorded, recordOracle } from '../support/recorded-oracle.ts';

type Typed<W> = W extends { drive(context: { options: infer O }, deployment: infer D): unknown }
  ? Recorded<O, D, Awaited<ReturnType<(typeof dexSwap)['oracle']['before']>>>
  : never;
let chain: Typed<typeof dexSwap>;

const RESERVES = 'reserves are what the pools hold';
const SHARES = 'no share of liquidity loses';
const SUMS = 'tokens and shares are conserved';
const WETH = 'WETH is covered by ether';
const LIMITS = 'limits of slippage are kept';
const NONCES = 'nonces add up';

beforeAll(async () => {
  chain = await recordOracle(dexSwap, { options: { pools: 3 }, accounts: 6, intents: 120 });
}, 120_000);

/** A reader that changes the answer of calls to `to` whose data starts like this. */
function lying(to: Hex, data: Hex, change: (answer: bigint) => bigint): OracleReader {
  const word = (value: bigint) => value.toString(16).padStart(64, '0');
  return {
    ...chain.reader,
    async calls(calls) {
      const answers = await chain.reader.calls(calls);
      return calls.map((call, at): Hex => {
        const answer = answers[at]!;
        if (call.to !== to || !call.data.startsWith(data)) return answer;
        return `0x${word(change(BigInt(answer.slice(0, 66))))}${answer.slice(66)}`;
      });
    },
  };
}

async function failing(told: Parameters<typeof chain.ask>[0]): Promise<string[]> {
  const checks = await chain.ask(told);
  const failed = [...checks.values()].filter(({ passed }) => !passed);
  for (const { detail } of failed) expect(detail).toMatch(/0x[0-9a-f]{40}|WETH/);
  return failed.map(({ name }) => name);
}

/** The first index that succeeded and is of this kind. */
function found(is: (index: number) => boolean): number {
  for (let index = 0; index < chain.facts.scheduled; index++) {
    if (chain.facts.outcome(index) === OUTCOME.succeeded && is(index)) return index;
  }
  throw new Error('there is none');
}

const balanceOf = encoder('balanceOf(address)');
const totalSupply = selectorOf('totalSupply()');

describe('the oracle of dex-swap', () => {
  it('believes the truth, and looks at everything', async () => {
    const checks = await chain.ask();
    expect([...checks.keys()]).toEqual([RESERVES, SHARES, SUMS, WETH, LIMITS, NONCES]);
    for (const { passed, compared } of checks.values()) expect([passed, compared > 0]).toEqual([true, true]);
    expect(checks.get(RESERVES)!.compared).toBe(6);
    expect(checks.get(SUMS)!.compared).toBe(9);
  });

  it('nothing reverts but what is meant to', () => {
    for (let index = 0; index < chain.facts.scheduled; index++) {
      const outcome = chain.facts.outcome(index);
      if (outcome === OUTCOME.reverted) expect(chain.facts.intent(index).action).toBe('tightSwap');
      else expect(outcome).toBe(OUTCOME.succeeded);
    }
    expect(chain.record.ledger.reverted).toBeGreaterThan(0);
  });

  it('notices reserves that are not the balances', async () => {
    const { pairs, tokens, weth } = chain.deployment;
    const reader = lying(pairs[1]!, selectorOf('getReserves()'), (reserve) => reserve + 1n);
    expect(await failing({ reader })).toEqual([RESERVES]);
    for (const asset of [tokens[2]!, weth]) {
      const poorer = lying(asset, balanceOf(pairs[2]!), (balance) => balance - 1n);
      expect(await failing({ reader: poorer })).toContain(RESERVES);
    }
  });

  it('notices a share of liquidity that loses', async () => {
    const { pairs } = chain.deployment;
    const inflated = lying(pairs[0]!, totalSupply, (supply) => (supply * 1001n) / 1000n);
    expect(await failing({ reader: inflated })).toContain(SHARES);

    const [first, ...rest] = chain.before.state;
    const richer = { ...first!, reserves: [first!.reserves[0] * 2n, first!.reserves[1]] as const };
    expect(await failing({ before: { ...chain.before, state: [richer, ...rest] } })).toEqual([SHARES]);
  });

  it('notices tokens and shares that came from nowhere or are gone', async () => {
    const { treasury, tokens, pairs } = chain.deployment;
    const held = selectorOf('held(address,address[])');
    const heldOf = (asset: Hex): Hex => `${held}${asset.slice(2).padStart(64, '0')}`;
    for (const asset of [tokens[1]!, pairs[1]!]) {
      const reader = lying(treasury, heldOf(asset), (sum) => sum - 1n);
      expect(await failing({ reader })).toEqual([SUMS]);
    }
    const minted = lying(tokens[1]!, totalSupply, (supply) => supply + 1n);
    expect(await failing({ reader: minted })).toEqual([SUMS]);
  });

  it('notices WETH without its ether', async () => {
    const { weth, treasury } = chain.deployment;
    const balances = async (of: readonly Hex[]) => (await chain.reader.balances(of)).map((wei) => wei - 1n);
    expect(await failing({ reader: { ...chain.reader, balances } })).toEqual([WETH]);
    expect(await failing({ reader: lying(weth, totalSupply, (supply) => supply + 1n) })).toEqual([WETH]);
    const heldWeth: Hex = `${selectorOf('held(address,address[])')}${weth.slice(2).padStart(64, '0')}`;
    expect(await failing({ reader: lying(treasury, heldWeth, (sum) => sum + 1n) })).toEqual([WETH]);
  });

  it('notices who paid more or got less than his limits', async () => {
    const { tokens, weth, pairs } = chain.deployment;
    const { accounts, options } = chain.context;
    const many = 200n * BigInt(options.amount);
    // Account 1 is looked at with the token and the shares of pool 1.
    for (const asset of [weth, tokens[1]!, pairs[1]!]) {
      const reader = lying(asset, balanceOf(accounts[1]!), (balance) => balance - many);
      expect(await failing({ reader })).toContain(LIMITS);
    }
    const provider = lying(pairs[0]!, balanceOf(accounts[0]!), () => 0n);
    expect(await failing({ reader: provider })).toEqual([LIMITS]);
  });

  it('leaves out whose fate is not known', async () => {
    const { tokens } = chain.deployment;
    const reader = lying(tokens[1]!, balanceOf(chain.context.accounts[1]!), () => 0n);
    const index = found((index) => chain.facts.intent(index).from === 1);
    const facts: RunFacts = {
      ...chain.facts,
      outcome: (of) => (of === index ? OUTCOME.uncertain : chain.facts.outcome(of)),
    };
    expect(await failing({ reader, facts })).toEqual([]);
  });

  it('notices an inclusion that was not seen', async () => {
    const facts: RunFacts = {
      ...chain.facts,
      included: (account) => chain.facts.included(account) - (account === 2 ? 1 : 0),
    };
    expect(await failing({ facts })).toEqual([NONCES]);
  });
});
