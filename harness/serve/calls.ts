/** Owns what a request says (JSON-RPC 2.0, sections 4 and 6): calls, notifications, or what is wrong with it. */

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** Beside the standard: what EIP-1474 calls "limit exceeded". */
export const LIMIT_EXCEEDED = -32005;

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export interface Call {
  /** As JSON; `null` for a notification, which nobody answers. */
  readonly id: string | null;
  readonly call: { readonly method: string; readonly params: readonly unknown[] } | Refusal;
}

const ENVELOPE = {
  object: 'a call is an object',
  version: 'jsonrpc must be "2.0"',
  id: 'an id is a string, a number or null',
  method: 'a method is a string',
} as const;

export function readCall(value: unknown): Call {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid('null', ENVELOPE.object);
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  const hasId = id === null || typeof id === 'string' || typeof id === 'number';
  if (!hasId && id !== undefined) return invalid('null', ENVELOPE.id);
  const idText = hasId ? JSON.stringify(id) : 'null';
  if (jsonrpc !== '2.0') return invalid(idText, ENVELOPE.version);
  if (typeof method !== 'string') return invalid(idText, ENVELOPE.method);
  const answered = hasId ? idText : null;
  if (params === undefined || Array.isArray(params))
    return { id: answered, call: { method, params: params ?? [] } };
  return { id: answered, call: { code: INVALID_PARAMS, message: 'params go by position: a list' } };
}

function invalid(id: string, message: string): Call {
  return { id, call: { code: INVALID_REQUEST, message } };
}

/** A whole answer; `text` is `"result":...` or `"error":...`. */
export function envelope(id: string, text: string): string {
  return `{"jsonrpc":"2.0","id":${id},${text}}`;
}

export function refusalText({ code, message }: Refusal): string {
  return `"error":${JSON.stringify({ code, message })}`;
}
