import { beforeAll, describe, expect, it } from 'vitest';
import { withoutInclusion } from '../../harness/conformance/tampering.ts';
import type { Address, Intent } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM, selectorOf } from '../../harness/std/index.ts';
import yieldFarm from '../../workloads/yield-farm/index.ts';
import type { Options } from '../../workloads/yield-farm/options.ts';
import type { Before } from '../../workloads/yield-farm/oracle.ts';
import type { Deployment } from '../../workloads/yield-farm/setup.ts';
import { answering, firstSuccess, interrogate } from '../support/interrogation.ts';

const accounts = Array.from({ length: 8 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: yieldFarm.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function intents(given: object, count: number): Intent[] {
  const bound = context(given);
  const driver = yieldFarm.drive(bound, yieldFarm.setup(bound).deployment);
  return Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
}

describe('yield-farm', () => {
  it('lets some stake and exit in turn, and never lets them withdraw', () => {
    const all = intents({ exitEvery: 4 }, 400);
    for (const account of accounts.keys()) {
      const actions = all.filter(({ from }) => from === account).map(({ action }) => action);
      if (account % 4 === 3) {
        expect(actions).toEqual(actions.map((_, turn) => (turn % 2 === 0 ? 'stake' : 'exit')));
      } else expect(new Set(actions)).toEqual(new Set(['stake', 'withdraw', 'claim']));
    }
    expect(intents({ exitEvery: 0 }, 400).some(({ action }) => action === 'exit')).toBe(false);
  });

  it('gives a principal to those who stay, and to the deployer', () => {
    const stakes = yieldFarm.setup(context({ exitEvery: 4, contention: 1 })).stages.at(-1)!;
    expect(
      stakes.map(({ data }) => data.split(selectorOf('stake(uint256,address)').slice(2)).length - 1),
    ).toEqual([7, ...Array(15).fill(1)]);
  });

  it('divides the emission by the allocation', () => {
    const { rates } = yieldFarm.setup(context({ pools: 4, allocation: [3, 1], emission: 8 })).deployment;
    expect(rates.map((rate) => rate / 10n ** 18n)).toEqual([3n, 1n, 3n, 1n]);
  });

  it('keeps neighbours apart at no contention, and brings all to one pool at 1', () => {
    const apart = intents({ pools: 8 }, 400).map(({ to }) => to);
    for (let at = 8; at < 400; at++) expect(new Set(apart.slice(at - 8, at)).size).toBe(8);
    expect(new Set(intents({ contention: 1 }, 400).map(({ to }) => to)).size).toBe(1);
  });

  it('refuses an allocation of nothing', () => {
    expect(() => yieldFarm.options.parse({ allocation: [] })).toThrow();
    expect(() => yieldFarm.options.parse({ allocation: [0] })).toThrow();
    expect(() => yieldFarm.options.parse({ mix: { stake: 0, withdraw: 0, claim: 0 } })).toThrow(
      /at least one weight/,
    );
  });
});

describe('the oracle of yield-farm', () => {
  const more = (answer: bigint) => answer + 1n;
  const lies = {
    truth: () => ({}),
    total: ({ reader }) => ({ reader: answering(reader, 'totalStaked()', more) }),
    balance: ({ reader, deployment: { tokens } }) => ({
      reader: answering(reader, 'balanceOf(address)', more, 0, tokens[0]),
    }),
    accrued: ({ reader }) => ({ reader: answering(reader, 'accrued()', more) }),
    'paid too much': ({ reader, deployment: { reward } }) => ({
      reader: answering(reader, 'balanceOf(address)', (left) => left - 10n ** 24n, 0, reward),
    }),
    'paid too little': ({ reader, deployment: { reward } }) => ({
      reader: answering(reader, 'balanceOf(address)', (left) => left + 10n ** 18n, 0, reward),
    }),
    'owed too much': ({ reader }) => ({
      reader: answering(reader, 'sumOf(address[])', (o) => o + 10n ** 18n),
    }),
    stake: ({ reader }) => ({ reader: answering(reader, 'stakes(address)', more) }),
    'unknown stake': ({ facts }) => ({ facts: withoutInclusion(facts, firstSuccess(facts, 'stake')) }),
    'unknown withdrawal': ({ facts }) => ({
      facts: withoutInclusion(facts, firstSuccess(facts, 'withdraw')),
    }),
    'unknown claim': ({ facts }) => ({ facts: withoutInclusion(facts, firstSuccess(facts, 'claim')) }),
  } satisfies Parameters<typeof interrogate<Options, Deployment, Before, string>>[2];
  let failed: Record<keyof typeof lies, string[]>;
  beforeAll(async () => {
    failed = await interrogate(yieldFarm, {}, lies);
  });

  const add = 'stakes add up to what the pool holds';
  const emitted = 'rewards accrue by the emission';
  const most = 'no more rewards were paid than accrued';
  const owed = 'rewards paid and owed are those accrued';
  const stakes = 'stakes are what the included actions make of them';
  const wallets = 'what is not staked is in the wallet';
  it.each<[keyof typeof lies, string[]]>([
    ['truth', []],
    ['total', [add]],
    ['balance', [add, wallets]],
    ['accrued', [emitted]],
    ['paid too much', [most, owed]],
    ['paid too little', [owed]],
    ['owed too much', [owed]],
    ['stake', [stakes, wallets]],
    ['unknown stake', [stakes, 'nonces add up']],
    ['unknown withdrawal', [stakes, 'nonces add up']],
    ['unknown claim', ['nonces add up']],
  ])('%s: %j', (lie, expected) => {
    expect(failed[lie]).toEqual(expected);
  });
});
