/** JSON-RPC 2.0 on paper: calls into text, and parsed answers back to the calls they belong to. */
import type { Hex } from '../../spec/intent.ts';
import type { Call, Refusal, Reply, Request } from './transport.ts';
import { failAll } from './transport.ts';

const SHOWN_CHARACTERS = 300;

/** The text of one call, or of a batch of several; ids count up from `firstId`. */
export function encode(calls: readonly Call[], firstId: number): string {
  if (calls.length === 1) return encodeCall(calls[0]!, firstId);
  let text = '[';
  for (let i = 0; i < calls.length; i++) {
    if (i > 0) text += ',';
    text += encodeCall(calls[i]!, firstId + i);
  }
  return `${text}]`;
}

/** Calls as an exchange whose answer is parsed. */
export function requestOf(calls: readonly Call[]): Request {
  return { count: calls.length, body: (firstId) => Buffer.from(encode(calls, firstId)) };
}

function encodeCall(call: Call, id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"${call.method}","params":${JSON.stringify(call.params)}}`;
}

/**
 * Replies in the order asked, from whatever came back for the ids `firstId` to `firstId + count - 1`:
 * in any order, some missing, one error object for the whole batch (JSON-RPC 2.0, section 6), or no JSON-RPC at all.
 */
export function match(answer: unknown, firstId: number, count: number): Reply[] {
  if (Array.isArray(answer)) return matchList(answer, firstId, count);
  const reply = replyOf(answer);
  if (reply === null) return failAll(count, malformed(answer));
  const id = idOf(answer);
  // An error without id is about the request as a whole: it did not get as far as its calls.
  if (reply.kind === 'error' && id === null) return new Array<Reply>(count).fill(reply);
  return matchList([answer], firstId, count);
}

function matchList(answers: readonly unknown[], firstId: number, count: number): Reply[] {
  const replies = new Array<Reply | undefined>(count).fill(undefined);
  for (const answer of answers) place(replies, answer, firstId);
  return withMissing(replies, answers.length);
}

/** Puts an entry of a batch to the call that it answers; the first one counts, and what answers none is left out. */
export function place(replies: (Reply | undefined)[], answer: unknown, firstId: number): void {
  const id = idOf(answer);
  if (id === null) return;
  const at = id - firstId;
  if (at >= 0 && at < replies.length && replies[at] === undefined) {
    replies[at] = replyOf(answer) ?? { kind: 'failed', ...malformed(answer) };
  }
}

/** A reply to every call, when the answer had `got` entries. */
export function withMissing(replies: (Reply | undefined)[], got: number): Reply[] {
  for (let i = 0; i < replies.length; i++) replies[i] ??= missing(got, replies.length);
  return replies as Reply[];
}

/** Takes an endpoint's secrets out of what a node said. */
export function redacted(replies: Reply[], redact: (text: string) => string): Reply[] {
  for (let i = 0; i < replies.length; i++) {
    const reply = replies[i]!;
    if (reply.kind !== 'result') replies[i] = { ...reply, message: redact(reply.message) };
  }
  return replies;
}

function missing(got: number, asked: number): Reply {
  const message = `the answer has no entry for this call (${got} entries for ${asked} calls)`;
  return { kind: 'failed', code: 'missing-in-batch', message, delivered: true };
}

/** Ids come back as they were sent, but some gateways turn numbers into text. */
export function idOf(answer: unknown): number | null {
  const id = isObject(answer) ? answer.id : null;
  if (typeof id === 'number') return id;
  return typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : null;
}

function replyOf(answer: unknown): { kind: 'result'; result: unknown } | Refusal | null {
  if (!isObject(answer)) return null;
  if (isObject(answer.error)) return refusal(answer.error);
  // Some gateways answer `"error": "text"`, without the object that the specification asks for.
  if (typeof answer.error === 'string') return { kind: 'error', code: 0, message: clip(answer.error) };
  if ('result' in answer) return { kind: 'result', result: answer.result };
  return null;
}

/** geth puts the reason into `message`, Nethermind and Parity's kin into `data`: both are kept. */
function refusal(error: Record<string, unknown>): Refusal {
  const message = typeof error.message === 'string' ? error.message : '';
  const detail = typeof error.data === 'string' && !error.data.startsWith('0x') ? error.data : '';
  const code = typeof error.code === 'number' ? error.code : 0;
  const text = clip(detail === '' ? message : `${message}: ${detail}`);
  const returned = typeof error.data === 'string' ? hexOf(error.data) : undefined;
  return { kind: 'error', code, message: text, ...(returned && { data: returned }) };
}

/** Bytes in hexadecimal; `undefined` for anything else. */
export function hexOf(value: unknown): Hex | undefined {
  return typeof value === 'string' && /^0x([0-9a-f]{2})*$/i.test(value) ? (value as Hex) : undefined;
}

/** The failure of a call whose answer is not JSON-RPC; shows how it begins. */
export function malformed(answer: unknown): {
  code: 'malformed-answer';
  message: string;
  delivered: true;
} {
  const text = typeof answer === 'string' ? answer : (JSON.stringify(answer) ?? 'nothing');
  const shown = clip(text.trim() || 'nothing', 80);
  return { code: 'malformed-answer', message: `the answer is not JSON-RPC: ${shown}`, delivered: true };
}

/** Node messages may be long (a trace, a page of HTML); what is kept of them is not. */
export function clip(text: string, characters: number = SHOWN_CHARACTERS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= characters ? line : `${line.slice(0, characters)}...`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
