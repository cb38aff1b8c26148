/** What is proposed: one action of the treasury or of the Dao itself, and the number that the Governor gives it. */
import { AbiCoder, id as hashOf, keccak256 } from 'ethers';
import type { Address, Hex } from '../../harness/spec/index.ts';
import { encoder, keyedRandom } from '../../harness/std/index.ts';
import { weighted } from '../weighted.ts';
import type { Options } from './options.ts';
import { STREAM } from './schedule.ts';

/** Where the contracts stand, and the quorum that the Dao starts with, in millionths of the supply. */
export interface Deployment {
  readonly token: Address;
  readonly timelock: Address;
  readonly dao: Address;
  readonly quorum: number;
}

export type ProposalKind = keyof Options['proposals'];
export const PARAMETERS = ['votingPeriod', 'quorumNumerator', 'proposalThreshold'] as const;
export type Parameter = (typeof PARAMETERS)[number];

export interface Proposal {
  readonly kind: ProposalKind;
  /** False for what is to be voted down. */
  readonly passes: boolean;
  readonly target: Address;
  readonly valueWei: bigint;
  readonly calldata: Hex;
  readonly description: string;
  readonly id: bigint;
  /** Who is paid, and how much. */
  readonly recipient: Address;
  readonly amount: bigint;
  /** What becomes of a parameter of the Dao. */
  readonly parameter?: { readonly name: Parameter; readonly value: number };
}

const encode = {
  transfer: encoder('transfer(address,uint256)'),
  votingPeriod: encoder('setVotingPeriod(uint32)'),
  quorumNumerator: encoder('updateQuorumNumerator(uint256)'),
  proposalThreshold: encoder('setProposalThreshold(uint256)'),
};

/** More proposals are made anew when they are asked for. */
const REMEMBERED = 4_096;

/** The proposals of all campaigns, each a function of its number. */
export function proposalsOf(
  options: Options,
  seed: number,
  deployment: Deployment,
): (campaign: number) => Proposal {
  const remembered = new Map<number, Proposal>();
  const random = keyedRandom();
  const draw = weighted<ProposalKind>(options.proposals);
  return (campaign) => {
    const known = remembered.get(campaign);
    if (known) return known;
    if (remembered.size >= REMEMBERED) remembered.clear();
    const kind = draw(random.seek(seed, STREAM.proposal, campaign));
    const made = proposalOf(kind, campaign, options, deployment);
    remembered.set(campaign, made);
    return made;
  };
}

function proposalOf(
  kind: ProposalKind,
  campaign: number,
  options: Options,
  deployment: Deployment,
): Proposal {
  const { token, dao } = deployment;
  const amount = BigInt(options.request + campaign);
  const recipient = recipientOf(dao, campaign);
  const common = { kind, passes: kind !== 'defeated', recipient, amount };
  if (kind === 'parameter') {
    const parameter = parameterOf(campaign, options, deployment);
    const calldata = encode[parameter.name](parameter.value);
    const why = `set ${parameter.name} to ${parameter.value}`;
    return { ...common, parameter, ...numbered(campaign, dao, 0n, calldata, why) };
  }
  const why = `pay ${amount} of the treasury's ${kind === 'token' ? 'tokens' : 'wei'} to ${recipient}`;
  if (kind === 'token') {
    return { ...common, ...numbered(campaign, token, 0n, encode.transfer(recipient, amount), why) };
  }
  return { ...common, ...numbered(campaign, recipient, amount, '0x', why) };
}

/** Values that differ and yet leave every running campaign as it is. */
function parameterOf(
  campaign: number,
  { votingPeriodBlocks }: Options,
  { quorum }: Deployment,
): { readonly name: Parameter; readonly value: number } {
  const name = PARAMETERS[campaign % PARAMETERS.length]!;
  // Every second of its kind goes back to the value at the start.
  const less = Math.floor(campaign / PARAMETERS.length) % 2;
  switch (name) {
    case 'votingPeriod':
      return { name, value: votingPeriodBlocks - less };
    case 'quorumNumerator':
      return { name, value: Math.max(0, quorum - less) };
    case 'proposalThreshold':
      return { name, value: 1 + campaign };
  }
}

const coder = AbiCoder.defaultAbiCoder();

/** The number of a proposal is the hash of all that it says (Governor.hashProposal). */
function numbered(campaign: number, target: Address, valueWei: bigint, calldata: Hex, why: string) {
  const description = `Proposal ${campaign}: ${why}`;
  const types = ['address[]', 'uint256[]', 'bytes[]', 'bytes32'];
  const said = coder.encode(types, [[target], [valueWei], [calldata], hashOf(description)]);
  return { target, valueWei, calldata, description, id: BigInt(keccak256(said)) };
}

/** Nobody's address: fresh for each campaign of each Dao. */
function recipientOf(dao: Address, campaign: number): Address {
  return `0x${hashOf(`lakh recipient ${dao} ${campaign}`).slice(-40)}`;
}
