/** The options of dao-vote, and which of them do not go together. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';
import { SUPPORT, supportOf } from './support.ts';

const weight = z.number().min(0).max(1e6);
const share = z.number().min(0).max(1);

const votes = z
  .strictObject({
    castVote: weight.default(0.6),
    castVoteWithReason: weight.default(0.2),
    castVoteBySig: weight.default(0.2),
  })
  .prefault({})
  .refine(someWeight, 'at least one weight must be more than 0')
  .describe('Weights of the ways to vote; they need not add up to 1');

const proposals = z
  .strictObject({
    ether: weight.default(0.4),
    token: weight.default(0.3),
    parameter: weight.default(0.15),
    defeated: weight.default(0.15),
  })
  .prefault({})
  .refine(someWeight, 'at least one weight must be more than 0')
  .describe('Weights of what proposals are about');

function someWeight(weights: Readonly<Record<string, number>>): boolean {
  return Object.values(weights).some((weight) => weight > 0);
}

export const options = z
  .strictObject({
    votersPerProposal: z
      .int()
      .min(1)
      .max(10_000)
      .default(20)
      .describe('Ballots that each proposal gets, each by another voter'),
    concurrency: z
      .int()
      .min(1)
      .max(10_000)
      .default(10)
      .describe('Proposals that are voted on in turn: neighbouring ballots go to different ones'),
    delegationsPerProposal: z
      .int()
      .min(0)
      .max(1_000)
      .default(2)
      .describe('Delegations between the proposal and its ballots, by accounts that do not vote'),
    votes,
    against: share.default(0.2).describe('Share of the ballots against a proposal that passes'),
    abstain: share.default(0.1).describe('Share of the ballots that abstain'),
    quorum: share
      .default(0.4)
      .describe("What must be for or abstain: a share of all of a proposal's ballots, by weight"),
    proposals,
    request: z
      .int()
      .min(1)
      .max(1e15)
      .default(1e9)
      .describe('Wei, or smallest units of the token, that a proposal asks for; each asks for a bit more'),
    treasury: z
      .number()
      .min(0)
      .max(1e5)
      .default(1)
      .describe('Ether, and as many tokens, in the treasury at the start'),
    votingDelayBlocks: z
      .int()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('Blocks between a proposal and the start of the vote'),
    votingPeriodBlocks: z
      .int()
      .min(2)
      .max(1e6)
      .default(16)
      .describe('Blocks in which ballots count: longer than the ballots take, see the rule'),
    timelockDelaySeconds: z
      .int()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('Seconds of block time between queue and execute'),
    contention: contentionOf('proposals'),
  })
  .superRefine((given, issues) => {
    for (const [path, message] of contradictions(given)) {
      issues.addIssue({ code: 'custom', path: [path], message });
    }
  });
export type Options = z.output<typeof options>;

const WEI_PER_ETHER = 1e18;
/** More proposals than any run carries through. */
const REQUESTS = 1e6;

type Weighed = Pick<
  Options,
  'votersPerProposal' | 'against' | 'abstain' | 'quorum' | 'request' | 'treasury' | 'proposals'
>;

/** The option at fault and what is wrong with it. A proposal that is to pass must, whatever order its ballots come in. */
function contradictions(given: Weighed): [string, string][] {
  const { votersPerProposal: ballots, quorum, request, treasury, proposals } = given;
  const found: [string, string][] = [];
  const count = [0, 0, 0];
  for (let ballot = 0; ballot < ballots; ballot++) count[supportOf(given, ballot)]!++;
  const [against, inFavour, abstained] = [
    count[SUPPORT.against]!,
    count[SUPPORT.for]!,
    count[SUPPORT.abstain]!,
  ];
  if (inFavour <= against) {
    found.push([
      'against',
      `of ${ballots} ballots ${inFavour} are for and ${against} against: none would pass`,
    ]);
  }
  if (inFavour + abstained < quorum * ballots) {
    found.push([
      'quorum',
      `of ${ballots} ballots ${inFavour + abstained} are for or abstain: too few to pass`,
    ]);
  }
  if ((proposals.ether > 0 || proposals.token > 0) && request * REQUESTS > treasury * WEI_PER_ETHER) {
    found.push(['treasury', 'must last for a million requests']);
  }
  return found;
}
