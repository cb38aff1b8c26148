/** Who votes, who delegates, and with what weight. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import * as secp256k1 from 'tiny-secp256k1';
import type { Address } from '../../harness/spec/index.ts';
import { toHex } from '../../harness/std/index.ts';
import type { Options } from './options.ts';
import type { Place, Schedule } from './schedule.ts';
import { marks } from './support.ts';

/** Votes of the first holder; each next one has one unit more, so that a tally tells whose ballots are in it. */
export const LEAST_VOTES = 1_000n * 10n ** 18n;
/** Somebody who delegates needs another to delegate to. */
export const FEWEST_DELEGATORS = 2;

/** Ballots of a proposal that is defeated: two more, where others have queue and execute. */
export function mostBallots({ votersPerProposal }: Options): number {
  return votersPerProposal + 2;
}

/** The accounts that vote come first, those that delegate behind them; signers of ballots are no accounts of the run. */
export interface Electorate {
  readonly voters: number;
  readonly delegators: number;
  readonly signers: number;
}

/** Delegators are as many as makes their share of the load even with that of the voters. */
export function electorateOf(options: Options, accounts: number): Electorate {
  const { delegationsPerProposal: delegations, votes } = options;
  const steps = mostBallots(options) + delegations + 1;
  const even = Math.round((accounts * delegations) / steps);
  const most = accounts - mostBallots(options);
  const delegators = delegations === 0 ? 0 : Math.min(most, Math.max(FEWEST_DELEGATORS, even));
  return {
    voters: accounts - delegators,
    delegators,
    signers: votes.castVoteBySig > 0 ? mostBallots(options) : 0,
  };
}

/** The votes of a holder: the accounts in their order, then the signers. */
export function votesOf(holder: number): bigint {
  return LEAST_VOTES + BigInt(holder);
}

/** Who does a step. Neighbours in index are different accounts, and so are the voters of a proposal. */
export interface Seats {
  /** The account whose turn it is: the voter of a ballot, or who proposes, relays, queues or executes. */
  seat(place: Place): number;
  /** Who does a step that anybody may do: one and the same account, as often as contention asks for. */
  free(place: Place, index: number): number;
  /** The delegator of a step, and to whom: to another of them each time. */
  delegation(place: Place): { readonly from: number; readonly to: number };
  /** The signer of a ballot by signature, a different one for each ballot of a proposal. */
  signer(place: Place, ballot: number): number;
}

export function seatsOf(options: Options, { length }: Schedule, electorate: Electorate): Seats {
  const { concurrency, delegationsPerProposal, contention } = options;
  const { voters, delegators, signers } = electorate;
  const stride = Math.max(1, Math.floor(voters / concurrency));
  const seat = ({ lane, round, step }: Place) => (lane * stride + round * length + step) % voters;
  return {
    seat,
    free: (place, index) => (marks(index, contention.sameSender) ? 0 : seat(place)),
    delegation({ campaign, step }) {
      const turn = campaign * delegationsPerProposal + step - 1;
      const from = turn % delegators;
      return { from: voters + from, to: voters + ((from + 1 + Math.floor(turn / delegators)) % delegators) };
    },
    signer: ({ campaign }, ballot) => (campaign + ballot) % signers,
  };
}

/** Throw-away keys that own votes and nothing else. Whoever knows the seed has them. */
export class BallotKeys {
  private readonly keys: Uint8Array[];
  readonly addresses: readonly Address[];

  constructor(seed: number, count: number) {
    this.keys = Array.from({ length: count }, (_, signer) => keyOf(seed, signer));
    this.addresses = this.keys.map(addressOf);
  }

  /** r, s and v, 65 bytes, by the nonce of RFC 6979: the same each time. */
  sign(signer: number, digest: Uint8Array): Uint8Array {
    const { signature, recoveryId } = secp256k1.signRecoverable(digest, this.keys[signer]!);
    return Buffer.concat([signature, Uint8Array.of(27 + recoveryId)]);
  }
}

function keyOf(seed: number, signer: number): Uint8Array {
  for (let attempt = 0; ; attempt++) {
    const key = keccak_256(new TextEncoder().encode(`lakh ballot signer ${seed} ${signer} ${attempt}`));
    if (secp256k1.isPrivate(key)) return key;
  }
}

/** The last 20 bytes of keccak-256 of the uncompressed public key (Yellow Paper, appendix F). */
function addressOf(key: Uint8Array): Address {
  const point = secp256k1.pointFromScalar(key, false)!;
  return toHex(keccak_256(point.subarray(1)).subarray(12));
}
