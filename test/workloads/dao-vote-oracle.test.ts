import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hex, OUTCOME, type Outcome } from '../../harness/spec/index.ts';
import { selectorOf } from '../../harness/std/index.ts';
import { campaignsOf } from '../../workloads/dao-vote/drive.ts';
import daoVote from '../../workloads/dao-vote/index.ts';
import type { Options } from '../../workloads/dao-vote/options.ts';
import type { Deployment } from '../../workloads/dao-vote/proposal.ts';
import { type Lie, type Played, play } from '../support/play.ts';

const INTENTS = 120;
let played: Played<Options, Deployment>;

beforeAll(async () => {
  const options = { concurrency: 3, votersPerProposal: 4, votingPeriodBlocks: 4, timelockDelaySeconds: 0 };
  played = await play(daoVote, { options, accounts: 14, intents: INTENTS, perBlock: 24 });
}, 60_000);
afterAll(() => played.stop());

async function failing(lie: Lie): Promise<string[]> {
  return (await played.judge(lie)).filter(({ passed }) => !passed).map(({ name }) => name);
}

/** The outcome of one index is another than it was. */
function told(index: number, outcome: Outcome): Lie {
  return { facts: { outcome: (of) => (of === index ? outcome : played.facts.outcome(of)) } };
}

/** The first answer to each round of calls of this function is wrong. */
function answering(signature: string, wrong: (answer: Hex) => Hex): Lie {
  const selector = selectorOf(signature);
  return {
    reader: {
      async calls(calls) {
        const answers = await played.reader.calls(calls);
        const at = calls.findIndex(({ data }) => data.startsWith(selector));
        return answers.map((answer, i) => (i === at ? wrong(answer) : answer));
      },
    },
  };
}

const next = (answer: Hex): Hex => `0x${(BigInt(answer) + 1n).toString(16).padStart(answer.length - 2, '0')}`;
const zero = (answer: Hex): Hex => `0x${'0'.repeat(answer.length - 2)}`;

/** The first index of an action, for which the condition holds of its proposal. */
function firstOf(action: string, kind?: string): number {
  const campaigns = campaignsOf(played.context, played.deployment);
  for (let index = 0; index < INTENTS; index++) {
    const { campaign } = campaigns.schedule.place(index);
    const fits = kind === undefined || campaigns.proposal(campaign).kind === kind;
    if (fits && played.facts.intent(index).action === action) return index;
  }
  throw new Error(`there is no ${action} of ${kind}`);
}

describe('the oracle of dao-vote', () => {
  it('believes the truth, about whole campaigns of every kind', async () => {
    expect(await failing({})).toEqual([]);
    expect((await played.judge()).map(({ name }) => name)).toHaveLength(9);
    for (const kind of ['ether', 'token', 'parameter']) firstOf('execute', kind);
    firstOf('propose', 'defeated');
    for (const action of daoVote.actions)
      expect(played.facts.outcome(firstOf(action))).toBe(OUTCOME.succeeded);
  });

  it.each([
    ['proposalVotes(uint256)', next, 'tallies are the votes of the included ballots'],
    ['hasVoted(uint256,address)', zero, 'whose ballot was included has voted, and nobody else'],
    ['proposalSnapshot(uint256)', zero, 'the Governor knows the included proposals, and no others'],
    ['state(uint256)', zero, 'proposals are as far as they were brought'],
    ['balanceOf(address)', next, 'recipients have what was decided'],
    ['balanceOf(address)', next, 'the treasury paid what was executed'],
    ['votingPeriod()', next, 'parameters are as a decision set them'],
    ['quorumNumerator()', next, 'parameters are as a decision set them'],
    ['delegates(address)', next, 'delegates and their votes are as they were chosen'],
    ['getVotes(address)', next, 'delegates and their votes are as they were chosen'],
  ])('does not believe a wrong %s', async (signature, wrong, check) => {
    expect(await failing(answering(signature, wrong))).toContain(check);
  });

  it('does not believe balances and nonces that are off', async () => {
    const { reader } = played;
    const balances = async (of: readonly `0x${string}`[]) =>
      (await reader.balances(of)).map((wei) => wei + 1n);
    const checks = ['recipients have what was decided', 'the treasury paid what was executed'];
    expect(await failing({ reader: { balances } })).toEqual(checks);
    const nonces = async (of: readonly `0x${string}`[]) =>
      (await reader.nonces(of)).map((nonce) => nonce + 1);
    expect(await failing({ reader: { nonces } })).toEqual(['nonces add up']);
  });

  it('misses a ballot, an execution or a delegation of which the run does not know', async () => {
    expect(await failing(told(firstOf('castVote'), OUTCOME.none))).toEqual([
      'tallies are the votes of the included ballots',
      'whose ballot was included has voted, and nobody else',
    ]);
    expect(await failing(told(firstOf('castVoteBySig'), OUTCOME.reverted))).toHaveLength(2);
    expect(await failing(told(firstOf('execute', 'ether'), OUTCOME.none))).toEqual([
      'proposals are as far as they were brought',
      'recipients have what was decided',
      'the treasury paid what was executed',
    ]);
    expect(await failing(told(firstOf('propose'), OUTCOME.none))).toEqual([
      'the Governor knows the included proposals, and no others',
    ]);
  });

  it.each([
    'castVote',
    'castVoteBySig',
    'propose',
    'queue',
    'execute',
    'delegate',
  ])('leaves open what a %s of unknown fate may have done', async (action) => {
    expect(await failing(told(firstOf(action), OUTCOME.uncertain))).toEqual([]);
  });
});
