/**
 * The life of a transaction, as data.
 *
 * scheduled -> admitted | dropped -> sent -> accepted | rejected | unanswered
 *           -> included (succeeded | reverted) | expired -> finalised | reorged (back to accepted)
 */

/** Why a target refused a transaction. Adapters map their own messages to one of these. */
export const REJECT_CODES = [
  'nonce-too-low',
  'nonce-too-high',
  'underpriced',
  'replacement-underpriced',
  'insufficient-funds',
  'pool-full',
  'sender-limit',
  'gas-limit-exceeded',
  'intrinsic-gas',
  'wrong-chain',
  'invalid-transaction',
  'rate-limited',
  'http-error',
  'wrong-hash',
  'rpc-error',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** Why nobody knows what became of a transaction that was sent. */
export const UNANSWERED_CODES = [
  'timeout',
  'connection-refused',
  'connection-lost',
  'missing-in-batch',
  'malformed-answer',
  'run-ended',
] as const;
export type UnansweredCode = (typeof UNANSWERED_CODES)[number];

/**
 * What a target said of one submitted transaction. Failures in operation are data, never exceptions.
 * `alreadyKnown` marks an acceptance whose transaction the pool held before.
 * `delivered: false` promises that the bytes never reached the target, so that the nonce may be used again.
 */
export type Answer =
  | { readonly outcome: 'accepted'; readonly alreadyKnown?: true }
  | { readonly outcome: 'rejected'; readonly code: RejectCode; readonly message: string }
  | {
      readonly outcome: 'unanswered';
      readonly code: UnansweredCode;
      readonly message: string;
      readonly delivered?: false;
    };

/** What became of the i-th intent, in two bits: enough for an oracle to recompute the chain's state. */
export const OUTCOME = { none: 0, succeeded: 1, reverted: 2, uncertain: 3 } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];
