/** What nodes say when they refuse a transaction, as reject codes. */
import type { Answer, RejectCode } from '../../spec/stage.ts';
import type { HttpRefusal, Refusal, Reply } from './transport.ts';

/**
 * Wordings, from the sources named; the first row that matches decides, so the particular stands before the general.
 * geth: core/txpool/errors.go, core/error.go. anvil: crates/anvil/src/eth/error.rs. reth: rpc-eth-types/src/error.
 * erigon: txnprovider/txpool/txpoolcfg. Nethermind: TxPoolErrorMessages.cs, before 2026 the names of AcceptTxResult.
 * Besu: RpcErrorType.java. "mempool": CometBFT chains.
 */
const WORDINGS: readonly (readonly [RejectCode | 'already-known', RegExp])[] = [
  [
    'already-known',
    /already known|alreadyknown|already imported|known transaction|existing txn with same hash|already (exists )?in (the )?(mempool|cache|pool)/,
  ],
  [
    'replacement-underpriced',
    /replacement transaction underpriced|replace existing|replacement ?not ?allowed|future transaction tries to replace|replacement fee too low/,
  ],
  ['sender-limit', /account limit exceeded|in-flight transaction limit|spammer|exceeded capacity/],
  [
    'nonce-too-high',
    /nonce ?too ?high|nonce ?too ?far|nonce is too distant|nonce ?gap|gapped-nonce|lower nonce exists|nonce has max value/,
  ],
  ['nonce-too-low', /nonce ?too ?low|old ?nonce|invalid nonce|nonce.*already (used|been used)/],
  [
    'insufficient-funds',
    /insufficient ?funds|insufficient balance|upfront cost exceeds|up-front cost|doesn't have enough funds|overshot/,
  ],
  [
    // geth's bare "transaction underpriced": its pool is full of what pays as much. Below its minimum it gives figures.
    'pool-full',
    /^transaction underpriced$|(pool|cache) is full|txpooloverflow|pool overflow|discarded|transaction pool not enabled|fee ?too ?low ?to ?compete/,
  ],
  [
    'intrinsic-gas',
    /intrinsic ?gas too low|^intrinsicgas|intrinsic gas exceeds|insufficient gas for floor|gas floor|call gas cost exceeds/,
  ],
  [
    'gas-limit-exceeded',
    /block gas limit|gas limit reached|gas ?limit ?exceeded|gas limit is too high|gas limit too high|intrinsic gas too high|exceeds (the )?(maximum|max|allowance)/,
  ],
  [
    'underpriced',
    /underpriced|fee ?too ?low|gas price (below|too low)|gas price less than|less than (the )?(block )?base ?fee|below (the )?(current |chain )?(base ?fee|minimum)|tip (cap )?(too low|below)/,
  ],
  ['wrong-chain', /chain ?id|another chain|replay-protected|eip-155/],
  ['rate-limited', /rate ?limit|too many requests|request limit|limit exceeded|quota|throttl/],
  [
    'invalid-transaction',
    /rlp|decode|invalid (sender|signature|transaction)|signature|transaction type|not supported|negative value|oversized|(transaction|initcode) too large|initcode size|sender not an eoa|senderiscontract|sender is contract|recover sender|failedtoresolvesender|fee cap exceeded|exceeds the configured cap|higher than max fee|int256overflow|cost overflow|uint64 overflow|gasuintoverflow|malformed|typed transaction|^invalid$/,
  ],
];

/** For messages that no wording fits. -32602: JSON-RPC 2.0, the raw transaction is the only parameter. -32005: EIP-1474. */
const CODES: Readonly<Record<number, RejectCode>> = {
  [-32602]: 'invalid-transaction',
  [-32005]: 'rate-limited',
  429: 'rate-limited',
};

/**
 * The answer to a transaction of hash `hash` (`0x` and lower case) that a reply amounts to.
 * 502 and 504 are words of a gateway that does not know what its node did: unanswered, not rejected.
 */
export function answerOf(reply: Reply, hash: string): Answer {
  switch (reply.kind) {
    case 'result':
      return hashAnswer(reply.result, hash);
    case 'error':
      return refusalAnswer(reply);
    case 'http':
      return httpAnswer(reply);
    case 'failed': {
      const { code, message } = reply;
      return reply.delivered
        ? { outcome: 'unanswered', code, message }
        : { outcome: 'unanswered', code, message, delivered: false };
    }
  }
}

export const ACCEPTED: Answer = { outcome: 'accepted' };
const ALREADY_KNOWN: Answer = { outcome: 'accepted', alreadyKnown: true };

function hashAnswer(result: unknown, hash: string): Answer {
  if (result === hash) return ACCEPTED;
  if (typeof result === 'string' && result.toLowerCase() === hash) return ACCEPTED;
  const shown = typeof result === 'string' ? result.slice(0, 66) : typeof result;
  const message = `the node answered ${shown} for the transaction ${hash}`;
  return { outcome: 'rejected', code: 'wrong-hash', message };
}

function refusalAnswer({ code, message }: Refusal): Answer {
  const text = message.toLowerCase();
  const found = WORDINGS.find(([, wording]) => wording.test(text))?.[0] ?? CODES[code] ?? 'rpc-error';
  if (found === 'already-known') return ALREADY_KNOWN;
  return { outcome: 'rejected', code: found, message: message || `JSON-RPC error ${code}` };
}

function httpAnswer({ status, message }: HttpRefusal): Answer {
  if (status === 429) return { outcome: 'rejected', code: 'rate-limited', message };
  if (status === 502) return { outcome: 'unanswered', code: 'connection-lost', message };
  if (status === 504) return { outcome: 'unanswered', code: 'timeout', message };
  return { outcome: 'rejected', code: 'http-error', message };
}
