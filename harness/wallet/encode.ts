/** Transactions as bytes: EIP-1559 (type 2) and legacy with replay protection (EIP-155). */
import type { Intent } from '../spec/intent.ts';
import { fromHex } from '../std/hex.ts';
import { type RlpItem, rlpEncode, rlpNumber, rlpTrimmed } from './rlp.ts';

/** An intent with what the harness adds before it is signed. */
export interface UnsignedTransaction {
  readonly type: 'eip1559' | 'legacy';
  readonly chainId: number;
  readonly nonce: number;
  /** The gas price of a legacy transaction. */
  readonly maxFeeWei: bigint;
  /** Unused by a legacy transaction. */
  readonly tipWei: bigint;
  readonly intent: Intent;
}

/** r and s of 32 bytes each and the parity of R's y. */
export interface Signature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
  readonly parity: 0 | 1;
}

const TYPE_1559 = 0x02;

function fields(tx: UnsignedTransaction): RlpItem[] {
  const { intent } = tx;
  const to = intent.to === null ? new Uint8Array(0) : fromHex(intent.to);
  const body = [rlpNumber(intent.gasLimit), to, rlpNumber(intent.valueWei), fromHex(intent.data)];
  if (tx.type === 'legacy') return [rlpNumber(tx.nonce), rlpNumber(tx.maxFeeWei), ...body];
  const fees = [rlpNumber(tx.tipWei), rlpNumber(tx.maxFeeWei)];
  return [rlpNumber(tx.chainId), rlpNumber(tx.nonce), ...fees, ...body, []];
}

function envelope(tx: UnsignedTransaction, items: readonly RlpItem[]): Uint8Array {
  if (tx.type === 'legacy') return rlpEncode(items);
  const out = rlpEncode(items, 1);
  out[0] = TYPE_1559;
  return out;
}

/** The bytes whose keccak-256 is signed. */
export function signingPayload(tx: UnsignedTransaction): Uint8Array {
  const replayProtection = tx.type === 'legacy' ? [rlpNumber(tx.chainId), rlpNumber(0), rlpNumber(0)] : [];
  return envelope(tx, [...fields(tx), ...replayProtection]);
}

/** The signed transaction as it goes over the wire. */
export function signedBytes(tx: UnsignedTransaction, { r, s, parity }: Signature): Uint8Array {
  const v = tx.type === 'legacy' ? tx.chainId * 2 + 35 + parity : parity;
  return envelope(tx, [...fields(tx), rlpNumber(v), rlpTrimmed(r), rlpTrimmed(s)]);
}
