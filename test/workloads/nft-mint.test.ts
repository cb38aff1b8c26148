import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Address, Hex, OracleReader, RunFacts } from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import { keyedRandom, selectorOf } from '../../harness/std/index.ts';
import { artifact } from '../../workloads/artifact.ts';
import { allowListOf } from '../../workloads/nft-mint/allow-list.ts';
import nftMint from '../../workloads/nft-mint/index.ts';
import { Rounds } from '../../workloads/nft-mint/rounds.ts';
import { type Step, Steps } from '../../workloads/nft-mint/steps.ts';
import { answering, doubting, type Judged, judge, type Lie, plusOne } from '../support/oracle-stand.ts';

const addresses = (count: number) =>
  Array.from({ length: count }, (_, i): Address => `0x${(i + 1).toString(16).padStart(40, 'a')}`);
const context = (given: object, count = 20) => ({
  options: nftMint.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts: addresses(count),
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function drive(given: object, count?: number) {
  const bound = context(given, count);
  const { deployment } = nftMint.setup(bound);
  return { deployment, driver: nftMint.drive(bound, deployment) };
}

function intents(given: object, length: number) {
  const { driver } = drive(given);
  return Array.from({ length }, (_, index) => driver.intent(index, keyedRandom()));
}

function stepsOf(given: object, length: number, count?: number): Step[] {
  const steps = new Steps(context(given, count));
  return Array.from({ length }, (_, index) => steps.step(index));
}

describe('the rounds of a drop', () => {
  it.each([
    [400, 16],
    [7, 3],
    [2, 5],
    [1, 1],
    [10, 0],
  ])('of %d sales and %d openings: each place is found again', (sales, openings) => {
    const rounds = new Rounds(sales, openings);
    let ordinal = 0;
    for (let index = 0; index < 5 * (sales + openings); index++) {
      const place = rounds.place(index);
      expect(place.round).toBe(Math.floor(index / (sales + openings)));
      if (place.opens !== null) expect(rounds.openingOf(place.round, place.opens)).toBe(index);
      else {
        expect(place.ordinal).toBe(ordinal++);
        expect(rounds.indexOf(place.ordinal)).toBe(index);
      }
    }
    expect(ordinal).toBe(5 * sales);
  });

  it('open each collection once, before the first public mint', () => {
    const steps = stepsOf({ collections: 3, round: 40 }, 43);
    const opens = steps.flatMap(({ action }, index) => (action === 'openSale' ? [index] : []));
    expect(opens).toEqual([10, 11, 12]);
    expect(steps.findIndex(({ action }) => action === 'publicMint')).toBeGreaterThan(12);
  });

  it.each([
    ['public', { publicMint: 1, allowListMint: 0 }],
    ['by allow-list', { publicMint: 0, allowListMint: 1 }],
  ])('are not needed where all mints are %s', (_, mix) => {
    const { driver } = drive({ mix });
    for (let index = 0; index < 1000; index++) {
      const { action } = driver.intent(index, keyedRandom());
      expect(action).not.toBe('openSale');
      if (action !== 'transfer') expect(driver.wait!(index)).toBeNull();
    }
  });
});

describe('the steps of nft-mint', () => {
  it.each([
    [{}, 20],
    [{ collections: 1, batchSize: 7 }, 3],
    [{ contention: 1 }, 20],
    [{ contention: { share: 0.5, hot: 3, sameSender: 0.3 } }, 20],
    [{ contention: { sameSender: 1 } }, 5],
    [{ contention: { sameSender: 0.01 }, limitPerWallet: 2 }, 5],
    [{ limitPerWallet: 1, batchSize: 1, round: 1000 }, 2],
  ])('pass the limit a wallet on purpose alone: %j, %d accounts', (given, count) => {
    const { limitPerWallet } = context(given).options;
    const bought = new Map<string, number>();
    for (const step of stepsOf(given, 5000, count)) {
      if (!('quantity' in step)) continue;
      if (step.action === 'overLimitMint') {
        expect(step.quantity).toBeGreaterThan(limitPerWallet);
        continue;
      }
      const wallet = `${step.round} ${step.collection} ${step.from}`;
      bought.set(wallet, (bought.get(wallet) ?? 0) + step.quantity);
    }
    expect(bought.size).toBeGreaterThan(0);
    expect(Math.max(...bought.values())).toBeLessThanOrEqual(limitPerWallet);
  });

  it('follow the weights of the mix', () => {
    const steps = stepsOf({ collections: 1, round: 10_000, limitPerWallet: 10_000 }, 10_000);
    const later = steps.slice(5_001);
    const share = (action: string) => later.filter((step) => step.action === action).length / later.length;
    expect(share('publicMint')).toBeCloseTo(0.5, 1);
    expect(share('allowListMint')).toBeCloseTo(0.4, 1);
    expect(share('overLimitMint')).toBeCloseTo(0.02, 2);
    expect(share('transfer')).toBeCloseTo(0.08, 3);
  });

  it('move each token from whoever has it, after the one that brought it there', () => {
    const steps = new Steps(context({}));
    const holder = new Map<number, { account: number; since: number | null }>();
    for (let index = 0; index < 5000; index++) {
      const step = steps.step(index);
      if (step.action !== 'transfer') continue;
      const { account, since } = holder.get(step.first) ?? { account: step.first, since: null };
      expect(step.from).toBe(account);
      expect(steps.wait(index)).toEqual(since === null ? null : { after: since });
      holder.set(step.first, { account: step.to, since: index });
    }
    expect(holder.size).toBe(20);
  });

  it('wait for the opening of their sale', () => {
    const steps = new Steps(context({ collections: 4, round: 60 }));
    const opened = new Map<string, number>();
    const waits = { publicMint: 0, allowListMint: 0 };
    for (let index = 0; index < 1000; index++) {
      const step = steps.step(index);
      if (step.action === 'openSale') opened.set(`${step.round} ${step.collection}`, index);
      if (step.action !== 'publicMint' && step.action !== 'allowListMint') continue;
      const needs = step.action === 'publicMint' ? step.round : step.round - 1;
      const after = opened.get(`${needs} ${step.collection}`);
      expect(steps.wait(index)).toEqual(needs < 0 ? null : { after });
      if (after !== undefined) waits[step.action]++;
    }
    expect(Math.min(...Object.values(waits))).toBeGreaterThan(100);
  });

  it('encode calls that the contracts understand, paid to the wei', () => {
    const names = { overLimitMint: /^(publicMint|allowListMint)$/, transfer: /^transferFrom$/ };
    const { abi } = artifact('DropERC721A');
    for (const { data, action, valueWei } of intents({ price: 7 }, 1000)) {
      const call = abi.parseTransaction({ data })!;
      expect(call.name).toMatch(names[action as keyof typeof names] ?? new RegExp(`^${action}$`));
      expect(abi.encodeFunctionData(call.name, [...call.args])).toBe(data);
      expect(valueWei).toBe(call.name.endsWith('Mint') ? 7n * call.args[1] : 0n);
    }
  });

  it('prove with a proof that OpenZeppelin accepts', () => {
    const accounts = addresses(20);
    const { root, proof } = allowListOf(accounts, 1000);
    for (const [account, address] of accounts.entries()) {
      expect(proof(account)).toHaveLength(10);
      expect(StandardMerkleTree.verify(root, ['address'], [address], [...proof(account)])).toBe(true);
      const other = accounts[(account + 1) % 20]!;
      expect(StandardMerkleTree.verify(root, ['address'], [other], [...proof(account)])).toBe(false);
    }
  });

  it('meet nobody near at contention 0, and all at one collection at 1', () => {
    const written = (given: object) => {
      const { driver } = drive({ mix: { transfer: 0 }, ...given });
      return Array.from({ length: 16 }, (_, index) =>
        driver.writes!(driver.intent(index, keyedRandom())),
      ).flat();
    };
    expect(new Set(written({})).size).toBe(16);
    expect(new Set(written({ contention: 1 })).size).toBe(1);
  });
});

describe('the options of nft-mint', () => {
  it.each([
    [{ batchSize: 21 }, /at most limitPerWallet/],
    [{ mix: { publicMint: 0, allowListMint: 0, overLimitMint: 0, transfer: 0 } }, /at least one weight/],
    [{ supply: 0 }, /expected number to be >=1/],
    [{ standard: 'erc1155' }, /erc721a/],
  ])('%j is refused', (given, message) => {
    expect(() => nftMint.options.parse(given)).toThrow(message);
  });

  it.each([
    [{}, ['WalletLimitExceeded']],
    [{ supply: 100 }, ['WalletLimitExceeded', 'SoldOut']],
    [{ mix: { overLimitMint: 0 } }, []],
  ])('%j means the reverts %j', (given, reasons) => {
    expect(nftMint.meantReverts!(nftMint.options.parse(given))).toEqual(reasons);
  });

  it('the standard says what the collections are', () => {
    const codes = (standard: string) =>
      nftMint
        .setup(context({ standard, collections: 4, mix: { transfer: 0 } }))
        .stages.flat()
        .map(({ data }) =>
          ['DropERC721A', 'DropERC721'].find((name) => data.startsWith(artifact(name).bytecode)),
        );
    expect(new Set(codes('erc721a'))).toEqual(new Set(['DropERC721A']));
    expect(new Set(codes('erc721'))).toEqual(new Set(['DropERC721']));
    expect(codes('both')).toEqual(['DropERC721A', 'DropERC721', 'DropERC721A', 'DropERC721']);
  });
});

describe('the oracle of nft-mint', () => {
  const call = (signature: string) => answering(selectorOf(signature), plusOne());
  const ether: Lie = { reader: (truth) => ({ ...truth, balances: plusWei(truth) }) };
  const nonces: Lie = {
    reader: (truth) => ({
      ...truth,
      nonces: async (of) => (await truth.nonces(of)).map((nonce) => nonce + 1),
    }),
  };
  const plusWei = (truth: OracleReader) => async (of: readonly Hex[]) =>
    (await truth.balances(of)).map((wei) => wei + 1n);
  /** A mint past the limit is said to have gone through. */
  const pastLimit: Lie = {
    facts: (truth: RunFacts) => {
      let first = 0;
      while (truth.intent(first).action !== 'overLimitMint') first++;
      return { ...truth, outcome: (index) => (index === first ? OUTCOME.succeeded : truth.outcome(index)) };
    },
  };
  const done = nftMint.actions.filter((action) => action !== 'overLimitMint');
  let judged: Judged;
  beforeAll(async () => {
    const options = { collections: 4, round: 60, contention: { share: 0.3, sameSender: 0.1 } };
    judged = await judge(
      nftMint,
      { options, accounts: 20 },
      {
        supply: call('totalSupply()'),
        rounds: call('publicRounds()'),
        holdings: call('balanceOf(address)'),
        owners: call('ownerOf(uint256)'),
        ether,
        nonces,
        pastLimit,
        ...Object.fromEntries(done.map((action) => [action, doubting(action, 'none')])),
        ...Object.fromEntries(done.map((action) => [`uncertain ${action}`, doubting(action, 'uncertain')])),
      },
    );
  }, 60_000);

  it('believes the truth of a run that reverted where it meant to, and what an unknown fate leaves open', () => {
    const { ledger, reverts } = judged.record;
    expect(ledger.succeeded + ledger.reverted).toBe(200);
    expect(reverts.map(({ reason, action, meant }) => [reason, action, meant])).toEqual([
      ['WalletLimitExceeded', 'overLimitMint', true],
    ]);
    expect(judged.failed.truth).toEqual([]);
    for (const action of done) expect(judged.failed[`uncertain ${action}`]).toEqual([]);
  });

  it.each([
    ['supply', ['supplies add up']],
    ['rounds', ['sales are open as far as they were opened']],
    ['holdings', ['holdings add up']],
    ['owners', ['tokens are where they were sent']],
    ['ether', ['payments add up']],
    ['nonces', ['nonces add up']],
    ['pastLimit', ['supplies add up', 'payments add up', 'holdings add up', 'no wallet passed its limit']],
    ['publicMint', ['supplies add up', 'payments add up', 'holdings add up']],
    ['allowListMint', ['supplies add up', 'payments add up', 'holdings add up']],
    ['transfer', ['holdings add up', 'tokens are where they were sent']],
  ])('notices a lie about %s', (lie, checks) => {
    expect(judged.failed[lie]).toEqual(checks);
  });

  it('sells out where the supply ends, as meant', async () => {
    const options = { collections: 1, supply: 30, mix: { overLimitMint: 0, transfer: 0.1 } };
    const { record, failed } = await judge(nftMint, { options, intents: 60 }, {});
    expect(failed.truth).toEqual([]);
    expect(record.reverts.map(({ reason, meant }) => [reason, meant])).toContainEqual(['SoldOut', true]);
    expect(record.reverts.every(({ meant }) => meant)).toBe(true);
  }, 60_000);
});
