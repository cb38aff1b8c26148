import { Interface, verifyTypedData } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Address, Intent } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { campaignsOf } from '../../workloads/dao-vote/drive.ts';
import { BallotKeys, electorateOf, LEAST_VOTES } from '../../workloads/dao-vote/electorate.ts';
import daoVote from '../../workloads/dao-vote/index.ts';
import { Schedule } from '../../workloads/dao-vote/schedule.ts';
import { opposed, SUPPORT, supportOf } from '../../workloads/dao-vote/support.ts';

const CHAIN_ID = 4242;
const accounts = Array.from({ length: 60 }, (_, i): Address => `0x${(i + 1).toString(16).padStart(40, 'c')}`);
const parsed = (given: object) => daoVote.options.parse(given);

function bound(given: object = {}) {
  const context = {
    options: parsed(given),
    seed: 1,
    chainId: CHAIN_ID,
    accounts,
    deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
  };
  const { deployment } = daoVote.setup(context);
  const driver = daoVote.drive(context, deployment);
  const intent = (index: number) => driver.intent(index, keyedRandom(1, STREAM.intent, index));
  return { context, deployment, driver, intent, campaigns: campaignsOf(context, deployment) };
}

const calls = new Interface([
  'function castVote(uint256 proposalId, uint8 support)',
  'function castVoteWithReason(uint256 proposalId, uint8 support, string reason)',
  'function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes signature)',
  'function propose(address[] targets, uint256[] values, bytes[] calldatas, string description)',
]);

function ballotOf({ action, data }: Intent) {
  const [proposal, support, third, fourth] = calls.decodeFunctionData(action, data);
  return { proposal: proposal as bigint, support: Number(support), third, fourth };
}

describe('the schedule of dao-vote', () => {
  it.each([
    0,
    0.5,
    1,
    { share: 0.7, hot: 3, zipf: 1 },
  ])('finds each step again, at contention %j', (contention) => {
    const schedule = new Schedule(parsed({ contention, concurrency: 5 }), 7);
    for (let index = 0; index < 3000; index++) {
      const { campaign, step } = schedule.place(index);
      expect(schedule.index(campaign, step)).toBe(index);
    }
  });

  it('goes from proposal to ballots, queue and execution, and two ballots more for what is defeated', () => {
    const { campaigns } = bound({ votersPerProposal: 3, delegationsPerProposal: 1 });
    const { schedule } = campaigns;
    const kinds = (passes: boolean) =>
      Array.from({ length: schedule.length }, (_, at) => schedule.kind(at, passes));
    const start = ['propose', 'delegate', 'ballot', 'ballot', 'ballot'];
    expect(kinds(true)).toEqual([...start, 'queue', 'execute']);
    expect(kinds(false)).toEqual([...start, 'ballot', 'ballot']);
  });

  it('deals neighbours to different proposals at contention 0, and to one at 1', () => {
    const met = (contention: number) => {
      const schedule = new Schedule(parsed({ contention }), 1);
      return new Set(Array.from({ length: 10 }, (_, at) => schedule.place(300 + at).campaign)).size;
    };
    expect(met(0)).toBe(10);
    expect(met(1)).toBe(1);
  });
});

describe('the steps of dao-vote', () => {
  const { driver, campaigns, intent } = bound({
    votingDelayBlocks: 2,
    votingPeriodBlocks: 9,
    timelockDelaySeconds: 4,
  });
  const { schedule } = campaigns;

  it('wait for their proposal, the end of the vote and the timelock', () => {
    for (let index = 0; index < 2000; index++) {
      const { campaign } = schedule.place(index);
      const { action } = intent(index);
      const proposed = schedule.index(campaign, 0);
      const queued = schedule.index(campaign, schedule.queueStep);
      if (action === 'propose' || action === 'delegate') expect(driver.wait!(index)).toBeNull();
      else if (action === 'queue') expect(driver.wait!(index)).toEqual({ after: proposed, blocks: 11 });
      else if (action === 'execute') expect(driver.wait!(index)).toEqual({ after: queued, seconds: 4 });
      else expect(driver.wait!(index)).toEqual({ after: proposed, blocks: 2 });
      expect(driver.awaited!(index)).toBe(action === 'propose' || action === 'queue');
    }
  });

  it('are of different senders near each other, and of the first account as often as sameSender says', () => {
    for (let index = 0; index < 2000; index += 10) {
      const own = Array.from({ length: 10 }, (_, at) => intent(index + at)).filter(
        (i) => i.action !== 'delegate',
      );
      expect(new Set(own.map(({ from }) => from)).size).toBe(own.length);
    }
    const hot = bound({ contention: { sameSender: 1 } });
    for (let index = 0; index < 500; index++) {
      const { action, from } = hot.intent(index);
      if (['propose', 'castVoteBySig', 'queue', 'execute'].includes(action)) expect(from).toBe(0);
    }
  });

  it('change nobody else than delegators when they delegate', () => {
    const { voters } = electorateOf(parsed({}), accounts.length);
    const delegations = Array.from({ length: 2000 }, (_, index) => intent(index)).filter(
      ({ action }) => action === 'delegate',
    );
    expect(delegations.length).toBeGreaterThan(50);
    for (const { from, data } of delegations) {
      expect(from).toBeGreaterThanOrEqual(voters);
      expect(accounts.indexOf(`0x${data.slice(-40)}`)).toBeGreaterThanOrEqual(voters);
    }
  });
});

describe('the ballots of dao-vote', () => {
  it('come from another voter each, in every campaign', () => {
    const { campaigns } = bound();
    const { schedule } = campaigns;
    for (let campaign = 0; campaign < 200; campaign++) {
      const holders: number[] = [];
      for (let step = schedule.firstBallot; step < schedule.length; step++) {
        const index = schedule.index(campaign, step);
        const place = schedule.place(index);
        if (schedule.kind(step, campaigns.proposal(campaign).passes) === 'ballot') {
          holders.push(campaigns.holder(place, index));
        }
      }
      expect(new Set(holders).size).toBe(holders.length);
    }
  });

  it('are decided the way their proposal is meant, whatever part of them counts', () => {
    const { campaigns, intent } = bound();
    const { schedule } = campaigns;
    const passed = new Set<boolean>();
    for (let campaign = 0; campaign < 60; campaign++) {
      const { passes, id } = campaigns.proposal(campaign);
      const count = [0, 0, 0];
      for (let step = schedule.firstBallot; step < schedule.firstBallot + 20; step++) {
        const { proposal, support } = ballotOf(intent(schedule.index(campaign, step)));
        expect(proposal).toBe(id);
        count[support]!++;
        expect(count[SUPPORT.for]! > count[SUPPORT.against]!).toBe(passes);
      }
      expect(count[SUPPORT.abstain]).toBe(2);
      passed.add(passes);
    }
    expect(passed).toEqual(new Set([true, false]));
  });

  it('say what their shares are', () => {
    const shares = { against: 0.25, abstain: 0.25 };
    const said = Array.from({ length: 100 }, (_, ballot) => supportOf(shares, ballot));
    expect(said.filter((one) => one === SUPPORT.against)).toHaveLength(25);
    expect(said.filter((one) => one === SUPPORT.abstain)).toHaveLength(25);
    expect([SUPPORT.against, SUPPORT.for, SUPPORT.abstain].map(opposed)).toEqual([1, 0, 2]);
  });

  it('by signature carry that of their voter, as ethers reads typed data', () => {
    const { deployment, context, intent } = bound({ votes: { castVote: 0, castVoteWithReason: 0 } });
    const { addresses } = new BallotKeys(1, electorateOf(context.options, accounts.length).signers);
    const signed = Array.from({ length: 300 }, (_, index) => intent(index)).filter(
      ({ action }) => action === 'castVoteBySig',
    );
    expect(signed.length).toBeGreaterThan(100);
    const domain = { name: 'Dao', version: '1', chainId: CHAIN_ID, verifyingContract: deployment.dao };
    const types = {
      Ballot: ['uint256 proposalId', 'uint8 support', 'address voter', 'uint256 nonce'].map((field) => {
        const [type, name] = field.split(' ');
        return { type: type!, name: name! };
      }),
    };
    for (const one of signed.slice(0, 40)) {
      const { proposal: proposalId, support, third: voter, fourth: signature } = ballotOf(one);
      const nonce = BigInt.asUintN(192, proposalId) << 64n;
      const signer = verifyTypedData(domain, types, { proposalId, support, voter, nonce }, signature);
      expect(signer).toBe(voter);
      expect(addresses).toContain(signer.toLowerCase());
    }
  });
});

describe('what dao-vote sets up', () => {
  it('a quorum that the ballots of one proposal reach, and no single one', () => {
    const { deployment, context } = bound({ quorum: 0.4, votersPerProposal: 20 });
    const holders = BigInt(accounts.length + electorateOf(context.options, accounts.length).signers);
    const supply = holders * LEAST_VOTES + 10n ** 18n;
    const needed = (supply * BigInt(deployment.quorum)) / 1_000_000n;
    expect(Number(needed / LEAST_VOTES)).toBeGreaterThanOrEqual(7);
    expect(needed).toBeLessThanOrEqual(8n * LEAST_VOTES);
  });

  it('as many delegators as have an even share of the load', () => {
    expect(electorateOf(parsed({}), 250)).toEqual({ voters: 230, delegators: 20, signers: 22 });
    expect(electorateOf(parsed({}), 24)).toEqual({ voters: 22, delegators: 2, signers: 22 });
    const none = parsed({ delegationsPerProposal: 0, votes: { castVoteBySig: 0 } });
    expect(electorateOf(none, 24)).toEqual({ voters: 24, delegators: 0, signers: 0 });
    expect(daoVote.requirements(parsed({})).accounts).toBe(24);
    expect(daoVote.requirements(none).accounts).toBe(22);
  });
});

describe('options of dao-vote that do not go together', () => {
  it.each([
    [{ against: 0.5 }, /none would pass/],
    [{ against: 0.3, abstain: 0, quorum: 0.9 }, /too few to pass/],
    [{ treasury: 0 }, /a million requests/],
    [{ votes: { castVote: 0, castVoteWithReason: 0, castVoteBySig: 0 } }, /at least one weight/],
    [{ proposals: { ether: 0, token: 0, parameter: 0, defeated: 0 } }, /at least one weight/],
    [{ voters: 3 }, /[Uu]nrecognized key/],
  ])('%j', (given, message) => {
    expect(() => parsed(given)).toThrow(message);
  });

  it('need no treasury where nothing is asked of it', () => {
    expect(parsed({ treasury: 0, proposals: { ether: 0, token: 0 } }).treasury).toBe(0);
  });
});
