/** What must be true of the DAO after a run: tallies, states, payments, parameters, delegations. */
import type {
  Address,
  Check,
  Hex,
  Oracle,
  OracleReader,
  RunFacts,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import {
  type Comparison,
  compare,
  hold,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
} from '../oracle-parts.ts';
import { words } from '../words.ts';
import { type Campaigns, campaignsOf } from './drive.ts';
import { BallotKeys, electorateOf, votesOf } from './electorate.ts';
import type { Options } from './options.ts';
import { type Deployment, PARAMETERS } from './proposal.ts';
import { type Expected, expectedOf, type Replay, replay } from './replay.ts';

const encode = {
  proposalVotes: encoder('proposalVotes(uint256)'),
  proposalSnapshot: encoder('proposalSnapshot(uint256)'),
  state: encoder('state(uint256)'),
  hasVoted: encoder('hasVoted(uint256,address)'),
  balanceOf: encoder('balanceOf(address)'),
  delegates: encoder('delegates(address)'),
  getVotes: encoder('getVotes(address)'),
  votingPeriod: encoder('votingPeriod()'),
  quorumNumerator: encoder('quorumNumerator()'),
  proposalThreshold: encoder('proposalThreshold()'),
};

export interface Before extends NoncesBefore {
  readonly treasury: Treasury;
  /** In the order of `PARAMETERS`. */
  readonly parameters: readonly number[];
}

interface Treasury {
  readonly ether: bigint;
  readonly token: bigint;
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts }, deployment, reader) {
    return {
      ...(await noncesBefore(accounts, reader)),
      treasury: await treasuryOf(deployment, reader),
      parameters: await parametersOf(deployment, reader),
    };
  },

  async after(context, deployment, before, facts, reader) {
    const campaigns = campaignsOf(context, deployment);
    const done = replay(campaigns, facts);
    const looked = proposalsLookedAt(context, campaigns, done, facts, reader.sample);
    const questions: Questions = { context, deployment, campaigns, reader };
    const checks = [
      ...(await checkProposals(questions, looked)),
      await checkRecipients(questions, looked),
      await checkTreasury(deployment, before.treasury, done, reader),
      await checkParameters(deployment, before.parameters, done, reader),
      await checkDelegations(questions, done),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
    return checks.filter(({ compared }) => compared > 0);
  },
};

interface Questions {
  readonly context: WorkloadContext<Options>;
  readonly deployment: Deployment;
  readonly campaigns: Campaigns;
  readonly reader: OracleReader;
}

/** A sample of the proposals, so large that with each of their voters it stays within `most`. */
function proposalsLookedAt(
  { options }: WorkloadContext<Options>,
  campaigns: Campaigns,
  done: Replay,
  facts: RunFacts,
  most: number,
): Expected[] {
  const each = Math.ceil(most / options.votersPerProposal);
  return sampled(done.campaigns.length, each)
    .map((at) => expectedOf(campaigns, facts, done.campaigns[at]!))
    .filter((expected) => expected !== null);
}

const nameOf = (campaign: number) => `proposal ${campaign}`;

async function checkProposals(questions: Questions, looked: readonly Expected[]): Promise<Check[]> {
  const { deployment, campaigns, reader } = questions;
  const ask = (call: (id: bigint) => Hex, of: readonly Expected[]) =>
    reader.calls(
      of.map(({ campaign }) => ({ to: deployment.dao, data: call(campaigns.proposal(campaign).id) })),
    );
  const tallies = (await ask(encode.proposalVotes, looked)).map(words);
  const snapshots = (await ask(encode.proposalSnapshot, looked)).map(BigInt);
  // The Governor reverts when it is asked for the state of a proposal that it does not know.
  const known = looked.filter((_, at) => snapshots[at]! > 0n);
  const states = (await ask(encode.state, known)).map(Number);
  return [
    compare(
      'tallies are the votes of the included ballots',
      looked.flatMap(({ campaign, tally }, at) =>
        ['against', 'for', 'abstain'].map((side, way) => ({
          of: `${nameOf(campaign)}, ${side}`,
          expected: tally[way]!,
          actual: tallies[at]![way]!,
        })),
      ),
    ),
    await checkVoters(questions, looked),
    compare(
      'the Governor knows the included proposals, and no others',
      looked.map(({ campaign, proposed }, at) => {
        return { of: nameOf(campaign), expected: Number(proposed), actual: Number(snapshots[at]! > 0n) };
      }),
    ),
    hold(
      'proposals are as far as they were brought',
      known.map((expected, at) => ({ expected, state: states[at]! })),
      ({ expected, state }) => expected.states.includes(state),
      ({ expected, state }) =>
        `${nameOf(expected.campaign)} is in state ${state}, ${expected.states.join(' or ')} expected`,
    ),
  ];
}

async function checkVoters(questions: Questions, looked: readonly Expected[]): Promise<Check> {
  const { context, deployment, campaigns, reader } = questions;
  const { accounts, options, seed } = context;
  const signers = new BallotKeys(seed, electorateOf(options, accounts.length).signers);
  const holders = [...accounts, ...signers.addresses];
  const casts = looked.flatMap(({ campaign, casts }) => casts.map((cast) => ({ ...cast, campaign })));
  const answers = await reader.calls(
    casts.map(({ campaign, holder }) => ({
      to: deployment.dao,
      data: encode.hasVoted(campaigns.proposal(campaign).id, holders[holder]!),
    })),
  );
  return compare(
    'whose ballot was included has voted, and nobody else',
    casts.map(({ campaign, holder, voted }, at) => ({
      of: `${holders[holder]} on ${nameOf(campaign)}`,
      expected: Number(voted),
      actual: Number(answers[at]!),
    })),
  );
}

/** Nobody else ever pays a recipient, so that it holds what was asked for, or nothing. */
async function checkRecipients(questions: Questions, looked: readonly Expected[]): Promise<Check> {
  const { deployment, campaigns, reader } = questions;
  const of = (token: boolean) =>
    looked.flatMap(({ campaign, executed }) => {
      const { kind, recipient, amount } = campaigns.proposal(campaign);
      if (kind === 'parameter' || (kind === 'token') !== token) return [];
      return [{ of: `${recipient} of ${nameOf(campaign)}`, recipient, expected: executed ? amount : 0n }];
    });
  const [inEther, inTokens] = [of(false), of(true)];
  const held = [
    ...(await reader.balances(inEther.map(({ recipient }) => recipient))),
    ...(await tokensOf(
      inTokens.map(({ recipient }) => recipient),
      deployment,
      reader,
    )),
  ];
  return compare(
    'recipients have what was decided',
    [...inEther, ...inTokens].map(
      ({ of, expected }, at): Comparison => ({ of, expected, actual: held[at]! }),
    ),
  );
}

async function tokensOf(
  holders: readonly Address[],
  { token }: Deployment,
  reader: OracleReader,
): Promise<bigint[]> {
  const answers = await reader.calls(
    holders.map((holder) => ({ to: token, data: encode.balanceOf(holder) })),
  );
  return answers.map(BigInt);
}

async function treasuryOf(deployment: Deployment, reader: OracleReader): Promise<Treasury> {
  const [ether] = await reader.balances([deployment.timelock]);
  const [token] = await tokensOf([deployment.timelock], deployment, reader);
  return { ether: ether!, token: token! };
}

async function checkTreasury(
  deployment: Deployment,
  before: Treasury,
  { paid, perhaps }: Replay,
  reader: OracleReader,
): Promise<Check> {
  const now = await treasuryOf(deployment, reader);
  return hold(
    'the treasury paid what was executed',
    ['ether', 'token'] as const,
    (purse) => {
      const spent = before[purse] - now[purse];
      return spent >= paid[purse] && spent <= paid[purse] + perhaps[purse];
    },
    (purse) => `${before[purse] - now[purse]} of ${purse} are gone, ${paid[purse]} expected`,
  );
}

async function parametersOf({ dao }: Deployment, reader: OracleReader): Promise<number[]> {
  const answers = await reader.calls(PARAMETERS.map((name) => ({ to: dao, data: encode[name]() })));
  return answers.map(Number);
}

/** The order of executions within the run is unknown: the last decision is one of those that were executed. */
async function checkParameters(
  deployment: Deployment,
  before: readonly number[],
  { decided }: Replay,
  reader: OracleReader,
): Promise<Check> {
  const now = await parametersOf(deployment, reader);
  const candidates = PARAMETERS.map((name, at) => {
    const { certain, possible } = decided[name];
    return [...(certain.size > 0 ? certain : [before[at]!]), ...possible];
  });
  return hold(
    'parameters are as a decision set them',
    PARAMETERS.map((name, at) => ({ name, value: now[at]!, expected: candidates[at]! })),
    ({ value, expected }) => expected.includes(value),
    ({ name, value, expected }) => `${name} is ${value}, ${expected.slice(0, 3).join(' or ')} expected`,
  );
}

/** Each delegator's choice, and the votes that all of their choices add up to. Set-up let each choose itself. */
async function checkDelegations(questions: Questions, done: Replay): Promise<Check> {
  const { context, deployment, reader } = questions;
  const { accounts, options } = context;
  const { voters } = electorateOf(options, accounts.length);
  const all = accounts.slice(voters).map((address, at) => ({ address, account: voters + at }));
  const choice = (account: number) => done.delegates.get(account) ?? account;
  const looked = sampled(all.length, reader.sample).map((at) => all[at]!);
  const ask = (call: (of: Address) => Hex) =>
    reader.calls(looked.map(({ address }) => ({ to: deployment.token, data: call(address) })));
  const [chosen, votes] = [await ask(encode.delegates), await ask(encode.getVotes)];
  const gathered = new Map<number, bigint>();
  for (const { account } of all) {
    gathered.set(choice(account), (gathered.get(choice(account)) ?? 0n) + votesOf(account));
  }
  const comparisons = looked.flatMap(({ address, account }, at): Comparison[] => [
    ...(done.doubtful.has(account)
      ? []
      : [
          {
            of: `the delegate of ${address}`,
            expected: BigInt(accounts[choice(account)]!),
            actual: BigInt(chosen[at]!),
          },
        ]),
    // One unknown choice may have moved anybody's votes.
    ...(done.doubtful.size > 0
      ? []
      : [
          {
            of: `the votes of ${address}`,
            expected: gathered.get(account) ?? 0n,
            actual: BigInt(votes[at]!),
          },
        ]),
  ]);
  return compare('delegates and their votes are as they were chosen', comparisons);
}
