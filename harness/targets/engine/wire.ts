/**
 * Owns what travels between the engine's thread and the others: one message a batch, bytes and codes in typed arrays,
 * text for refusals only.
 */
import type { MessagePort } from 'node:worker_threads';
import type { ExecutionRecord } from '../../spec/execution.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { type Answer, REJECT_CODES } from '../../spec/stage.ts';
import type { Block, BlockConflicts, RevertCause } from '../../spec/target.ts';
import type { ErrorCode } from '../../std/errors.ts';
import type { Verdict } from './door.ts';
import type { Genesis } from './node.ts';
import type { EngineTargetOptions } from './options.ts';
import type { Notice } from './subscriptions.ts';

/** What the thread is started with. */
export interface Setup extends Genesis {
  readonly options: EngineTargetOptions;
}

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export type RpcResult =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: Hex } };

/** A question; the reply bears the same `id`. */
export type Question =
  | {
      readonly kind: 'submit';
      readonly bytes: Uint8Array;
      readonly ends: Uint32Array;
      /** The number of each one's sender, where it is known: see `Engine.decode`. */
      readonly hints?: Uint32Array;
    }
  | { readonly kind: 'nonce'; readonly address: Address }
  | { readonly kind: 'rpc'; readonly calls: readonly RpcCall[] }
  | { readonly kind: 'cpu' }
  | { readonly kind: 'conflicts'; readonly blocks: readonly number[] }
  | { readonly kind: 'execution'; readonly from: number; readonly to: number }
  | { readonly kind: 'causes'; readonly hashes: readonly Hex[] }
  /** Replies when every block after it will be pushed to the same port. */
  | { readonly kind: 'watch' }
  /** As `rpc`, answered in JSON. */
  | { readonly kind: 'texts'; readonly calls: readonly RpcCall[] }
  /** News of this subscription will be pushed to the same port. */
  | { readonly kind: 'subscribe'; readonly subscription: string; readonly params: readonly unknown[] }
  | { readonly kind: 'unsubscribe'; readonly ids: readonly string[] }
  /** Replies when all is closed; nothing may be asked afterwards. */
  | { readonly kind: 'close' }
  /** Serves another port as well. */
  | { readonly kind: 'link'; readonly port: MessagePort };

export type Reply =
  | { readonly kind: 'answers'; readonly codes: Uint8Array; readonly messages: readonly string[] }
  | { readonly kind: 'nonce'; readonly nonce: number }
  | { readonly kind: 'results'; readonly results: readonly RpcResult[] }
  | { readonly kind: 'cpu'; readonly micros: number | null }
  | { readonly kind: 'conflicts'; readonly found: readonly (BlockConflicts | null)[] }
  | { readonly kind: 'execution'; readonly summary: ExecutionRecord | null }
  | { readonly kind: 'causes'; readonly found: readonly (RevertCause | null)[] }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'done' };

/** What comes unasked. */
export type Push =
  | { readonly kind: 'ready'; readonly client: string; readonly engineVersion: string }
  /** The last word of the thread: a LakhError's. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  | { readonly kind: 'head'; readonly number: number }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  /** Something was thrown that is no refusal. */
  | { readonly kind: 'bug'; readonly message: string };

/** Transactions end to end; `ends[i]` is where the i-th ends. */
export function packTransactions(raws: readonly Uint8Array[]): { bytes: Uint8Array; ends: Uint32Array } {
  const ends = new Uint32Array(raws.length);
  let length = 0;
  raws.forEach((raw, index) => {
    length += raw.length;
    ends[index] = length;
  });
  const bytes = new Uint8Array(length);
  raws.forEach((raw, index) => {
    bytes.set(raw, ends[index]! - raw.length);
  });
  return { bytes, ends };
}

export function unpackTransactions(bytes: Uint8Array, ends: Uint32Array): Uint8Array[] {
  return Array.from(ends, (end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end));
}

const ACCEPTED = 0;
const KNOWN = 1;
const FIRST_REJECTION = 2;

/** A code a verdict, and the messages of the rejections in order. */
export function packVerdicts(verdicts: readonly Verdict[]): { codes: Uint8Array; messages: string[] } {
  const messages: string[] = [];
  const codes = Uint8Array.from(verdicts, (verdict) => {
    if (verdict.outcome === 'accepted') return verdict.alreadyKnown ? KNOWN : ACCEPTED;
    messages.push(verdict.message);
    return FIRST_REJECTION + REJECT_CODES.indexOf(verdict.code);
  });
  return { codes, messages };
}

const ACCEPTED_ANSWER: Answer = { outcome: 'accepted' };
const KNOWN_ANSWER: Answer = { outcome: 'accepted', alreadyKnown: true };

export function unpackVerdicts(codes: Uint8Array, messages: readonly string[]): Answer[] {
  let rejections = 0;
  return Array.from(codes, (code): Answer => {
    if (code === ACCEPTED) return ACCEPTED_ANSWER;
    if (code === KNOWN) return KNOWN_ANSWER;
    return {
      outcome: 'rejected',
      code: REJECT_CODES[code - FIRST_REJECTION]!,
      message: messages[rejections++]!,
    };
  });
}
