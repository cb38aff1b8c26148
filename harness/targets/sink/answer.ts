/** One JSON-RPC request to the sink, as text, to the text of its answer. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex } from '../../std/hex.ts';
import { answerTo, NOTHING_EXECUTED, type NullChain } from '../null/index.ts';

interface Call {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** JSON-RPC 2.0, 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

const RAW = /^0x(?:[0-9a-f]{2})+$/i;

/** Takes transactions in and answers reads; a batch is answered as a batch. */
export function answerText(chain: NullChain, text: string): string {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    return JSON.stringify(failure(null, PARSE_ERROR, 'no JSON'));
  }
  if (!Array.isArray(request)) return JSON.stringify(replyTo(chain, request as Call | null));
  return JSON.stringify(request.map((call: Call | null) => replyTo(chain, call)));
}

function replyTo(chain: NullChain, call: Call | null): object {
  const { id = null, method, params } = call ?? {};
  if (typeof method !== 'string') return failure(id, INVALID_REQUEST, 'no method');
  const given = Array.isArray(params) ? params : [];
  if (method === 'eth_sendRawTransaction') return take(chain, id, given[0]);
  const result = answerTo(chain, method, given);
  return result === undefined
    ? failure(id, METHOD_NOT_FOUND, `${method}: ${NOTHING_EXECUTED}`)
    : success(id, result);
}

/** The answer is the transaction's own hash, as a node's would be; the signature is not looked at. */
function take({ blocks }: NullChain, id: unknown, raw: unknown): object {
  if (typeof raw !== 'string' || !RAW.test(raw)) return failure(id, INVALID_PARAMS, 'no transaction');
  const hash = keccak_256(fromHex(raw));
  blocks.take(hash);
  return success(id, toHex(hash));
}

function success(id: unknown, result: unknown): object {
  return { jsonrpc: '2.0', id, result };
}

function failure(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
