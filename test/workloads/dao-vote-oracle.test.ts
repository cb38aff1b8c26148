import { beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../harness/spec/index.ts';
import { selectorOf } from '../../harness/std/index.ts';
import daoVote from '../../workloads/dao-vote/index.ts';
import { answering, doubting, type Judged, judge, type Lie, plusOne } from '../support/oracle-stand.ts';

const CHECK = {
  tallies: 'tallies are the votes of the included ballots',
  voters: 'whose ballot was included has voted, and nobody else',
  known: 'the Governor knows the included proposals, and no others',
  states: 'proposals are as far as they were brought',
  recipients: 'recipients have what was decided',
  treasury: 'the treasury paid what was executed',
  parameters: 'parameters are as a decision set them',
  delegates: 'delegates and their votes are as they were chosen',
  nonces: 'nonces add up',
};

const unknown = (answer: string): Hex => `0x${'0'.repeat(answer.length - 2)}`;

/** Calls of a function are answered with more, or with what `alter` makes of the answers, and which checks must notice. */
const WRONG_CALLS: [signature: string, checks: string[], alter?: (answer: string) => string][] = [
  ['proposalVotes(uint256)', [CHECK.tallies]],
  ['hasVoted(uint256,address)', [CHECK.voters]],
  ['proposalSnapshot(uint256)', [CHECK.known], unknown],
  ['state(uint256)', [CHECK.states]],
  ['balanceOf(address)', [CHECK.recipients, CHECK.treasury]],
  ['votingPeriod()', [CHECK.parameters]],
  ['quorumNumerator()', [CHECK.parameters]],
  ['proposalThreshold()', [CHECK.parameters]],
  ['delegates(address)', [CHECK.delegates]],
  ['getVotes(address)', [CHECK.delegates]],
];

/** An action of which one inclusion is not known to the run, and which checks must notice besides that of the nonces. */
const MISSED: [action: string, checks: string[]][] = [
  ['propose', [CHECK.known]],
  ['castVote', [CHECK.tallies, CHECK.voters]],
  ['castVoteWithReason', [CHECK.tallies, CHECK.voters]],
  ['castVoteBySig', [CHECK.tallies, CHECK.voters]],
  ['execute', [CHECK.states]],
];

const ether: Lie = {
  reader: (truth) => ({
    ...truth,
    balances: async (of) => (await truth.balances(of)).map((wei) => wei + 1n),
  }),
};
const nonces: Lie = {
  reader: (truth) => ({
    ...truth,
    nonces: async (of) => (await truth.nonces(of)).map((nonce) => nonce + 1),
  }),
};

describe('the oracle of dao-vote', () => {
  let judged: Judged;

  beforeAll(async () => {
    const options = { concurrency: 4, votersPerProposal: 4, votingPeriodBlocks: 20, timelockDelaySeconds: 1 };
    judged = await judge(
      daoVote,
      { options: { ...options, quorum: 0.25 }, accounts: 14, intents: 250 },
      {
        ...Object.fromEntries(
          WRONG_CALLS.map(([signature, , alter]) => [
            signature,
            answering(selectorOf(signature), alter ?? plusOne()),
          ]),
        ),
        ...Object.fromEntries(MISSED.map(([action]) => [action, doubting(action, 'none')])),
        ...Object.fromEntries(
          daoVote.actions.map((action) => [`perhaps ${action}`, doubting(action, 'uncertain')]),
        ),
        ether,
        nonces,
      },
    );
  }, 60_000);

  it('believes the truth of a run that carried proposals through', () => {
    expect(judged.failed.truth).toEqual([]);
    for (const { action, succeeded } of judged.record.actions) {
      expect(`${action} ${succeeded > 0}`).toBe(`${action} true`);
    }
    expect(judged.record.actions.map(({ action }) => action).sort()).toEqual([...daoVote.actions].sort());
  });

  it.each(WRONG_CALLS)('does not believe a wrong %s', (signature, checks) => {
    expect(judged.failed[signature]).toEqual(checks);
  });

  it('does not believe ether and nonces that are off', () => {
    expect(judged.failed.ether).toEqual([CHECK.recipients, CHECK.treasury]);
    expect(judged.failed.nonces).toEqual([CHECK.nonces]);
  });

  it.each(MISSED)('misses a %s of which the run does not know', (action, checks) => {
    expect(judged.failed[action]).toEqual(expect.arrayContaining(checks));
  });

  it.each(daoVote.actions)('leaves open what a %s of unknown fate may have done', (action) => {
    expect(judged.failed[`perhaps ${action}`]).toEqual([]);
  });
});
