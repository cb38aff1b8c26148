import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { accountsFromSeed } from '../../harness/wallet/index.ts';
import mix from '../../workloads/mix/index.ts';
import { PROFILES } from '../../workloads/mix/profiles.ts';
import { turnsOf } from '../../workloads/mix/turns.ts';
import { judge } from '../support/oracle-stand.ts';

const { addresses } = accountsFromSeed(1, 41);
const context = (given: object) => ({
  options: mix.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts: addresses.slice(0, 40),
  deployer: { address: addresses[40]!, nonce: 5 },
});

/** Wrong by one in the last digit. */
function flipped(word: Hex): Hex {
  return `${word.slice(0, -1)}${(Number.parseInt(word.at(-1)!, 16) ^ 1).toString(16)}` as Hex;
}

const TWO = {
  parts: [
    { workload: 'transfers', weight: 1 },
    { workload: 'supply-chain', weight: 3, options: { products: 5 } },
  ],
};

describe('turns', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });

  it('belong to one part each, and lead back to the index', () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000_000), (given, index) => {
        const turns = turnsOf(given);
        const { part, local } = turns.partOf(index);
        expect(turns.indexOf(part, local)).toBe(index);
        expect(turns.countOf(part, index + 1)).toBe(local + 1);
        expect(given.reduce((sum, _, of) => sum + turns.countOf(of, index), 0)).toBe(index);
      }),
    );
  });

  it('keep the shares to half a percent over any stretch', () => {
    const turns = turnsOf([29, 25, 26, 6, 8, 6]);
    for (const [part, weight] of [29, 25, 26, 6, 8, 6].entries()) {
      for (const from of [0, 137, 5_000]) {
        const stretch = turns.countOf(part, from + 1_000) - turns.countOf(part, from);
        expect(Math.abs(stretch / 1_000 - weight / 100)).toBeLessThan(0.006);
      }
    }
  });
});

describe('mix', () => {
  it.each(Object.keys(PROFILES))('the profile %s is what its parts read', (profile) => {
    const options = mix.options.parse({ profile });
    expect(options.parts.map(({ workload, weight }) => [workload, weight])).toEqual(
      PROFILES[profile as keyof typeof PROFILES].map(({ workload, weight }) => [workload, weight]),
    );
    expect(mix.actionsOf!(options).length).toBeGreaterThan(options.parts.length);
  });

  it.each([
    [{ parts: [{ workload: 'erc20', weight: 1, options: { amont: 5 } }] }, /amont/],
    [
      {
        parts: [
          { workload: 'erc20', weight: 1 },
          { workload: 'erc20', weight: 2 },
        ],
      },
      /there already/,
    ],
    [{ parts: [{ workload: 'mix', weight: 1 }] }, /workload/],
    [{ parts: [{ workload: 'erc20', weight: 0 }] }, /weight/],
    [{ profile: 'monday' }, /mainnet-like/],
  ])('refuses %j', (given, message) => {
    expect(() => mix.options.parse(given)).toThrow(message);
  });

  it('hands its contention down, but for parts that have their own', () => {
    const { parts } = mix.options.parse({
      contention: 0.7,
      parts: [
        { workload: 'erc20', weight: 1 },
        { workload: 'transfers', weight: 1, options: { contention: 0.1 } },
      ],
    });
    expect(parts.map(({ options }) => (options as { contention: object }).contention)).toMatchObject([
      { share: 0.7 },
      { share: 0.1 },
    ]);
  });

  it('places the contracts of each part behind those of the parts before it', () => {
    const bound = context({ parts: ['erc20', 'staking'].map((workload) => ({ workload, weight: 1 })) });
    const { contracts = [], stages } = mix.setup(bound);
    expect(new Set(contracts).size).toBe(contracts.length);
    const byDeployer = stages.flat().filter(({ from }) => from === 40);
    expect(byDeployer.length).toBeGreaterThan(2);
  });

  it('keeps the waits of its parts, in the indices of the whole', () => {
    const bound = context(TWO);
    const driver = mix.drive(bound, mix.setup(bound).deployment);
    let waits = 0;
    for (let index = 0; index < 400; index++) {
      const wait = driver.wait!(index);
      if (!wait) continue;
      waits++;
      expect(driver.awaited!(wait.after)).toBe(true);
      expect(wait.after).toBeLessThan(index);
      const random = (of: number) => keyedRandom(1, STREAM.intent, of);
      expect(driver.intent(wait.after, random(wait.after)).action).toMatch(/^supply-chain\./);
    }
    expect(waits).toBeGreaterThan(50);
  });

  it('tells senders as its intents have them', () => {
    const bound = context(TWO);
    const driver = mix.drive(bound, mix.setup(bound).deployment);
    for (let index = 0; index < 400; index++) {
      expect(driver.sender!(index)).toBe(driver.intent(index, keyedRandom(1, STREAM.intent, index)).from);
    }
  });

  it('has an oracle that speaks for every part, and for the accounts', async () => {
    const { failed, record } = await judge(
      mix,
      { options: TWO, accounts: 12, intents: 120 },
      {
        'calls are off by one': {
          reader: (truth) => ({
            ...truth,
            calls: async (calls) => (await truth.calls(calls)).map(flipped),
          }),
        },
        'nonces are off by one': {
          reader: (truth) => ({ ...truth, nonces: async (of) => (await truth.nonces(of)).map((n) => n + 1) }),
        },
      },
    );
    expect(record.ledger.succeeded).toBe(120);
    expect(failed.truth).toEqual([]);
    expect(failed['calls are off by one']!.every((name) => name.startsWith('supply-chain: '))).toBe(true);
    expect(failed['calls are off by one']!.length).toBeGreaterThan(0);
    expect(failed['nonces are off by one']).toEqual([
      'transfers: nonces add up',
      'supply-chain: nonces add up',
    ]);
  }, 120_000);
});
