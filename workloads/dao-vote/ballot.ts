/** Ballots as call data, and the signatures of those that others relay (EIP-712). */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { id as hashOf, TypedDataEncoder } from 'ethers';
import type { Address, Hex } from '../../harness/spec/index.ts';
import { encoder, fromHex, toHex } from '../../harness/std/index.ts';
import type { BallotKeys } from './electorate.ts';
import type { Support } from './support.ts';

const encode = {
  castVote: encoder('castVote(uint256,uint8)'),
  castVoteWithReason: encoder('castVoteWithReason(uint256,uint8,string)'),
  castVoteBySig: encoder('castVoteBySig(uint256,uint8,address,bytes)'),
};

const BALLOT = hashOf('Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)').slice(2);
const REASONS = [
  'The treasury can bear it.',
  'It was discussed at length and nobody found a better way.',
  'I follow the committee, whose report names the risks and says what they would cost.',
].map((reason) => toHex(new TextEncoder().encode(reason)));
const NONCE_BITS = 64n;
const KEY_MASK = 2n ** 192n - 1n;

export function castVote(proposal: bigint, support: Support): Hex {
  return encode.castVote(proposal, support);
}

/** `which` chooses among a few reasons, short and long. */
export function castVoteWithReason(proposal: bigint, support: Support, which: number): Hex {
  return encode.castVoteWithReason(proposal, support, REASONS[which % REASONS.length]!);
}

/** Ballots that the signers of `keys` sign for this Dao on this chain. */
export function signedBallots(keys: BallotKeys, chainId: number, dao: Address) {
  const domain = TypedDataEncoder.hashDomain({
    name: 'Dao',
    version: '1',
    chainId,
    verifyingContract: dao,
  }).slice(2);
  return (proposal: bigint, support: Support, signer: number): Hex => {
    const voter = keys.addresses[signer]!;
    const said = words([proposal, BigInt(support), BigInt(voter), firstNonce(proposal)]);
    const struct = toHex(keccak_256(fromHex(`0x${BALLOT}${said}`))).slice(2);
    const digest = keccak_256(fromHex(`0x1901${domain}${struct}`));
    return encode.castVoteBySig(proposal, support, voter, toHex(keys.sign(signer, digest)));
  };
}

/** The nonce of a signer's first and only ballot on a proposal: its key is the proposal's low 192 bits (NoncesKeyed). */
function firstNonce(proposal: bigint): bigint {
  return (proposal & KEY_MASK) << NONCE_BITS;
}

function words(values: readonly bigint[]): string {
  return values.map((value) => value.toString(16).padStart(64, '0')).join('');
}
