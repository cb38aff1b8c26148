import { Interface } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { withoutInclusion } from '../../harness/conformance/tampering.ts';
import type { Address, Intent } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import staking from '../../workloads/staking/index.ts';
import type { Options } from '../../workloads/staking/options.ts';
import type { Before } from '../../workloads/staking/oracle.ts';
import type { Deployment } from '../../workloads/staking/setup.ts';
import { answering, firstSuccess, interrogate } from '../support/interrogation.ts';

const accounts = Array.from({ length: 8 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: staking.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function intents(given: object, count: number): Intent[] {
  const bound = context(given);
  const driver = staking.drive(bound, staking.setup(bound).deployment);
  return Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
}

describe('staking', () => {
  it('encodes calls of ERC-4626, each account for itself', () => {
    const abi = new Interface([
      'function deposit(uint256,address)',
      'function mint(uint256,address)',
      'function withdraw(uint256,address,address)',
      'function redeem(uint256,address,address)',
      'function harvest(uint256)',
    ]);
    const token = 10n ** 18n;
    for (const { from, action, data } of intents({ amount: 3, yield: 7 }, 300)) {
      const [amount, ...people] = abi.decodeFunctionData(action, data);
      expect(amount).toBe(action === 'harvest' ? 7n * token : 3n * token);
      for (const person of people) expect(person.toLowerCase()).toBe(accounts[from]);
    }
  });

  it('keeps neighbours apart at no contention, and brings all to one vault at 1', () => {
    const apart = intents({ vaults: 8 }, 400).map(({ to }) => to);
    for (let at = 8; at < 400; at++) expect(new Set(apart.slice(at - 8, at)).size).toBe(8);
    expect(new Set(intents({ contention: 1 }, 400).map(({ to }) => to)).size).toBe(1);
  });

  it('prepares accounts for the vaults that they come to, and for no others', () => {
    const deposits = (given: object) =>
      staking
        .setup(context(given))
        .stages.at(-1)!
        .map(({ data }) => data.split('6e553f65').length - 1);
    expect(deposits({ vaults: 4 })).toEqual([2, 2, 2, 2]);
    expect(deposits({ vaults: 4, contention: 1 })).toEqual([8]);
    expect(deposits({ vaults: 5, contention: 0.5 })).toEqual([8, 2, 2, 2, 2]);
  });

  it('refuses a mix of nothing', () => {
    const mix = { deposit: 0, mint: 0, withdraw: 0, redeem: 0, harvest: 0 };
    expect(() => staking.options.parse({ mix })).toThrow(/at least one weight/);
  });
});

describe('the oracle of staking', () => {
  const lies = {
    truth: () => ({}),
    supply: ({ reader }) => ({ reader: answering(reader, 'totalSupply()', (supply) => supply + 1n) }),
    loss: ({ reader, deployment }) => ({
      reader: answering(reader, 'balanceOf(address)', (held) => held / 2n, 0, deployment.assets[0]),
    }),
    worth: ({ reader }) => ({ reader: answering(reader, 'convertToAssets(uint256)', (worth) => worth + 1n) }),
    'unknown deposit': ({ facts }) => ({ facts: withoutInclusion(facts, firstSuccess(facts, 'deposit')) }),
    'unknown redeem': ({ facts }) => ({ facts: withoutInclusion(facts, firstSuccess(facts, 'redeem')) }),
    'unknown harvest': ({ facts }) => ({ facts: withoutInclusion(facts, firstSuccess(facts, 'harvest')) }),
    nonces: ({ reader }) => ({
      reader: {
        ...reader,
        nonces: async (of: readonly Address[]) => (await reader.nonces(of)).map((nonce) => nonce + 1),
      },
    }),
  } satisfies Parameters<typeof interrogate<Options, Deployment, Before, string>>[2];
  let failed: Record<keyof typeof lies, string[]>;
  beforeAll(async () => {
    failed = await interrogate(staking, {}, lies);
  });

  it.each<[keyof typeof lies, string[]]>([
    ['truth', []],
    ['supply', ['shares add up to the supply']],
    ['loss', ['what a share is worth never falls', 'assets are what went in and out']],
    ['worth', ['a share is worth what assets and supply say']],
    [
      'unknown deposit',
      [
        'assets are what went in and out',
        'shares are what the included actions make of them',
        'nonces add up',
      ],
    ],
    [
      'unknown redeem',
      [
        'assets are what went in and out',
        'shares are what the included actions make of them',
        'nonces add up',
      ],
    ],
    ['unknown harvest', ['assets are what went in and out', 'nonces add up']],
    ['nonces', ['nonces add up']],
  ])('%s: %j', (lie, expected) => {
    expect(failed[lie]).toEqual(expect.arrayContaining(expected));
    if (expected.length === 0) expect(failed[lie]).toEqual([]);
  });
});
