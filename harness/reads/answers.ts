/** What is wrong with an answer: the envelope first, then the result by what was asked. Pure. */
import type { Address, Hex, ReadFailureCode } from '../spec/index.ts';

export interface Fault {
  readonly code: ReadFailureCode;
  readonly detail: string;
}
/** Judges a result that is there and not null. */
export type Check = (result: unknown) => Fault | null;

const SHOWN = 120;

/** The fault of a whole HTTP answer to the request with this id; `null` where it is right. */
export function judge(status: number, body: string, id: number, check: Check): Fault | null {
  const answer = parsed(body);
  const fine = status >= 200 && status < 300;
  if (isObject(answer) && answer.error != null) return refusal(answer.error);
  if (!fine) return { code: 'http-status', detail: String(status) };
  if (!isObject(answer) || !('result' in answer)) return malformed(body);
  if (Number(answer.id) !== id || answer.id === null || answer.id === '') {
    return { code: 'wrong-id', detail: 'the answer is that of another request' };
  }
  if (answer.result === null) return { code: 'null-result', detail: 'there must be one' };
  return check(answer.result);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function malformed(body: string): Fault {
  return { code: 'malformed-answer', detail: clipped(body) || 'an empty body' };
}

/** Some gateways answer `"error": "text"`, without the object that JSON-RPC 2.0 asks for. */
function refusal(error: unknown): Fault {
  if (!isObject(error)) return { code: 'rpc-error', detail: clipped(String(error)) };
  return { code: 'rpc-error', detail: `${Number(error.code)}: ${clipped(String(error.message ?? ''))}` };
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}...`;
}

const DATA = /^0x([0-9a-f]{2})*$/i;
const QUANTITY = /^0x(0|[1-9a-f][0-9a-f]*)$/i;
const HASH = /^0x[0-9a-f]{64}$/i;

function wrongType(detail: string): Fault {
  return { code: 'wrong-type', detail };
}

/** What a call returned: some bytes; these, where they are known. */
export function returned(answer?: Hex): Check {
  return (result) => {
    if (typeof result !== 'string' || !DATA.test(result)) return wrongType('no bytes');
    if (answer === undefined) return result === '0x' ? { code: 'wrong-value', detail: 'no bytes' } : null;
    if (result.toLowerCase() === answer.toLowerCase()) return null;
    return { code: 'wrong-value', detail: 'not what the call must return' };
  };
}

/** A balance: any; this one, where it is known. */
export function aBalance(wei?: bigint): Check {
  return (result) => {
    if (typeof result !== 'string' || !QUANTITY.test(result)) return wrongType('no quantity');
    if (wei === undefined || BigInt(result) === wei) return null;
    return { code: 'wrong-value', detail: 'not what the account has' };
  };
}

/** Logs of these blocks, and where contracts are given, of these. */
export function logsOf(from: number, to: number, contracts: readonly Address[]): Check {
  const asked = new Set<string>(contracts);
  return (result) => {
    if (!Array.isArray(result)) return wrongType('no list');
    for (const log of result) {
      if (!isObject(log) || !Array.isArray(log.topics) || typeof log.data !== 'string') {
        return wrongType('an entry that is no log');
      }
      const number = Number(log.blockNumber);
      if (!(number >= from && number <= to)) return { code: 'wrong-value', detail: 'a log of another block' };
      if (asked.size > 0 && !asked.has(String(log.address).toLowerCase())) {
        return { code: 'wrong-value', detail: 'a log of another contract' };
      }
    }
    return null;
  };
}

/** The block of this number, with whole transactions or their hashes. */
export function aBlock(number: number, whole: boolean): Check {
  return (result) => {
    if (!isObject(result) || !Array.isArray(result.transactions) || !HASH.test(String(result.hash))) {
      return wrongType('no block');
    }
    if (Number(result.number) !== number) return { code: 'wrong-value', detail: 'another block' };
    const fits = whole
      ? (one: unknown) => isObject(one) && HASH.test(String(one.hash))
      : (one: unknown) => typeof one === 'string' && HASH.test(one);
    return result.transactions.every(fits) ? null : wrongType(whole ? 'no transactions' : 'no hashes');
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
