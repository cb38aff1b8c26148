/** Owns the reading of JSON-RPC parameters; each says what is wrong with its own. */
import type { Address, Hex } from '../../spec/intent.ts';
import { RpcError } from './rpc-error.ts';

export interface CallObject {
  readonly from?: Address;
  readonly to: Address | null;
  readonly data: Hex;
  readonly valueWei: bigint;
  readonly gas?: number;
}

/** Of what was given, only the beginning is shown. */
const SHOWN_CHARACTERS = 200;

export function invalid(what: string, value: unknown, want: string): RpcError {
  const text = JSON.stringify(value) ?? 'nothing';
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
  return new RpcError(-32602, `invalid argument: ${what} must be ${want}, got ${shown}`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function address(value: unknown): Address {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) {
    throw invalid('the address', value, '0x and 40 hexadecimal digits');
  }
  return value.toLowerCase() as Address;
}

/** Bytes: two digits each. */
export function bytes(value: unknown, what: string): Hex {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) {
    throw invalid(what, value, '0x and an even number of hexadecimal digits');
  }
  return value.toLowerCase() as Hex;
}

/** A hash, or anything else of 32 bytes. */
export function bytes32(value: unknown, what: string): Hex {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{64}$/.test(value)) {
    throw invalid(what, value, '0x and 64 hexadecimal digits');
  }
  return value.toLowerCase() as Hex;
}

/** A number of up to 256 bits. */
export function wide(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    throw invalid(what, value, 'a number in hexadecimal, such as 0x1f');
  }
  return BigInt(value);
}

export function number(value: unknown, what: string): number {
  const read = Number(wide(value, what));
  if (!Number.isSafeInteger(read)) throw invalid(what, value, 'a smaller number');
  return read;
}

/** A count that some clients write as a number and some in hexadecimal. */
export function count(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return number(value, what);
}

/** @throws RpcError -32602 where state or block overrides are given: the head is called as it is. */
export function noOverrides(...given: unknown[]): void {
  if (given.every((one) => one === undefined || one === null || Object.keys(one as object).length === 0))
    return;
  throw new RpcError(-32602, 'state overrides and block overrides are not supported');
}

/** The transaction object of `eth_call` and `eth_estimateGas`; fees and nonce do not matter to either. */
export function callObject(value: unknown): CallObject {
  if (!isObject(value)) throw invalid('the call', value, 'an object');
  const { from, to, data, input, value: wei, gas } = value;
  return {
    ...(from !== undefined && from !== null && { from: address(from) }),
    to: to === undefined || to === null ? null : address(to),
    data: bytes(input ?? data ?? '0x', 'the data'),
    valueWei: wide(wei ?? '0x0', 'the value'),
    ...(gas !== undefined && gas !== null && { gas: number(gas, 'the gas') }),
  };
}
