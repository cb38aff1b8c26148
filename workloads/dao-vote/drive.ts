/** The i-th intent of a DAO: a step of a campaign, and what it waits for. */

import { id as hashOf } from 'ethers';
import type { Driver, Hex, Intent, Wait, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder, keyedRandom, selectorOf } from '../../harness/std/index.ts';
import { artifact } from '../artifact.ts';
import { weighted } from '../weighted.ts';
import { wordOf } from '../words.ts';
import { castVote, castVoteWithReason, signedBallots } from './ballot.ts';
import { BallotKeys, electorateOf, seatsOf } from './electorate.ts';
import type { Options } from './options.ts';
import { type Deployment, type Proposal, proposalsOf } from './proposal.ts';
import { type Place, Schedule, STREAM } from './schedule.ts';
import { opposed, supportOf } from './support.ts';

/**
 * The worst that was measured, cold slots and all, and about 30 %; for queue and execute 20,000 more, for the search in
 * a long history of quorums.
 */
export const GAS = {
  propose: 105_000,
  delegate: 130_000,
  castVote: 110_000,
  castVoteWithReason: 115_000,
  castVoteBySig: 150_000,
  queue: 220_000,
  execute: 200_000,
} as const;
export type Action = keyof typeof GAS;

/** What an index does, in the terms of the workload: for the driver itself and for the oracle. */
export interface Campaigns {
  readonly schedule: Schedule;
  proposal(campaign: number): Proposal;
  action(place: Place, index: number): Action;
  sender(place: Place, index: number): number;
  /** Who votes by the ballot of an index: an account, or behind all accounts a signer. */
  holder(place: Place, index: number): number;
  /** What the ballot of a step says. */
  support(place: Place): 0 | 1 | 2;
  /** The delegator and whom it delegates to. */
  delegation(place: Place): { readonly from: number; readonly to: number };
}

export function campaignsOf(context: WorkloadContext<Options>, deployment: Deployment): Campaigns {
  const { options, seed, accounts } = context;
  const schedule = new Schedule(options, seed);
  const proposal = proposalsOf(options, seed, deployment);
  const seats = seatsOf(options, schedule, electorateOf(options, accounts.length));
  const wayToVote = weighted(options.votes);
  const random = keyedRandom();

  function action({ campaign, step }: Place, index: number): Action {
    const kind = schedule.kind(step, proposal(campaign).passes);
    return kind === 'ballot' ? wayToVote(random.seek(seed, STREAM.ballot, index)) : kind;
  }

  return {
    schedule,
    proposal,
    action,
    sender(place, index) {
      switch (action(place, index)) {
        case 'castVote':
        case 'castVoteWithReason':
          return seats.seat(place);
        case 'delegate':
          return seats.delegation(place).from;
        default:
          return seats.free(place, index);
      }
    },
    holder(place, index) {
      if (action(place, index) !== 'castVoteBySig') return seats.seat(place);
      return accounts.length + seats.signer(place, place.step - schedule.firstBallot);
    },
    support({ campaign, step }) {
      const support = supportOf(options, step - schedule.firstBallot);
      return proposal(campaign).passes ? support : opposed(support);
    },
    delegation: seats.delegation,
  };
}

export function drive(context: WorkloadContext<Options>, deployment: Deployment): Driver {
  const { options, accounts, seed, chainId } = context;
  const { token, dao } = deployment;
  const campaigns = campaignsOf(context, deployment);
  const { schedule, proposal } = campaigns;
  const keys = new BallotKeys(seed, electorateOf(options, accounts.length).signers);
  const signed = signedBallots(keys, chainId, dao);
  const delegate = encoder('delegate(address)');
  const { abi } = artifact('Dao');

  function dataOf(action: Action, place: Place, index: number): Hex {
    const decided = proposal(place.campaign);
    const { id, target, valueWei, calldata, description } = decided;
    const acts = [[target], [valueWei], [calldata]];
    switch (action) {
      case 'propose':
        return abi.encodeFunctionData('propose', [...acts, description]) as Hex;
      case 'queue':
      case 'execute':
        return abi.encodeFunctionData(action, [...acts, hashOf(description)]) as Hex;
      case 'delegate':
        return delegate(accounts[campaigns.delegation(place).to]!);
      case 'castVote':
        return castVote(id, campaigns.support(place));
      case 'castVoteWithReason':
        return castVoteWithReason(id, campaigns.support(place), index);
      case 'castVoteBySig':
        return signed(id, campaigns.support(place), campaigns.holder(place, index) - accounts.length);
    }
  }

  function waitOf({ campaign, step }: Place): Wait | null {
    const { votingDelayBlocks: delay, votingPeriodBlocks: period, timelockDelaySeconds } = options;
    const proposed = schedule.index(campaign, 0);
    switch (schedule.kind(step, proposal(campaign).passes)) {
      case 'ballot':
        return { after: proposed, blocks: delay };
      case 'queue':
        return { after: proposed, blocks: delay + period };
      case 'execute':
        return { after: schedule.index(campaign, schedule.queueStep), seconds: timelockDelaySeconds };
      default:
        return null;
    }
  }

  return {
    sender: (index) => campaigns.sender(schedule.place(index), index),
    intent(index): Intent {
      const place = schedule.place(index);
      const action = campaigns.action(place, index);
      return {
        from: campaigns.sender(place, index),
        to: action === 'delegate' ? token : dao,
        valueWei: 0n,
        data: dataOf(action, place, index),
        gasLimit: GAS[action],
        action,
      };
    },
    wait: (index) => waitOf(schedule.place(index)),
    awaited(index) {
      const { campaign, step } = schedule.place(index);
      return step === 0 || (step === schedule.queueStep && proposal(campaign).passes);
    },
    writes: ({ data }) => written(data),
  };
}

const EXECUTE = selectorOf('execute(address[],uint256[],bytes[],bytes32)');
const QUEUE = selectorOf('queue(address[],uint256[],bytes[],bytes32)');
const PROPOSE = selectorOf('propose(address[],uint256[],bytes[],string)');

/** The tally of a proposal, the delegate whose votes grow, or the treasury's purse from which is paid. */
function written(data: Hex): string[] {
  const word = (at: number) => wordOf(data, at).slice(2);
  switch (data.slice(0, 10)) {
    case PROPOSE:
      return [];
    case QUEUE:
      return [word(3)];
    case EXECUTE:
      // One target behind its count, one value behind its own: ether, or what the target keeps of the timelock.
      return [word(3), /^0*$/.test(word(7)) ? word(5) : 'ether'];
    default:
      return [word(0)];
  }
}
