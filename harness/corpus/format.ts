/**
 * The file that `lakh presign` writes: a head that says what it is of, then blocks of signed transactions, each with its
 * checksum. Numbers are little-endian.
 *
 *   "LAKHCORP", u32 version, u32 length of the head, u32 CRC-32 of it, the head
 *   for each block: u32 transactions, u32 bytes, u32 CRC-32 of them, the columns one after the other:
 *     u32 account, u32 nonce, u32 action, u32 end of the raw bytes, 32 bytes of hash, raw bytes
 */
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { Plan } from '../spec/plan.ts';
import { LakhError } from '../std/errors.ts';

export const MAGIC = 'LAKHCORP';
export const VERSION = 2;
export const PREFIX_BYTES = 20;
export const BLOCK_HEAD_BYTES = 12;
/** Transactions of a block at the most. */
export const BLOCK_SIZE = 4096;

/** What a corpus is of. */
export interface CorpusHead {
  readonly lakh: string;
  readonly chainId: number;
  /** Transactions that follow. */
  readonly count: number;
  /** What the transactions follow from; a run that replays them must say the same. */
  readonly plan: Pick<Plan, 'workload' | 'accounts' | 'seed'> & { readonly feeType: Plan['fees']['type'] };
  /** SHA-256 of the senders' addresses: keys may come from a mnemonic, which the plan does not hold. */
  readonly senders: string;
  /** What a unit of gas may cost at the most. */
  readonly maxFeeWei: bigint;
  /** The next nonce of each account before any of it is sent. */
  readonly nonces: readonly number[];
  /** The deployer's next nonce before its set-up: the addresses of the contracts follow from it. */
  readonly deployerNonce: number;
  /** What the column `action` counts into. */
  readonly actions: readonly string[];
}

/** Signed transactions that follow each other, as columns. */
export interface CorpusBlock {
  readonly count: number;
  readonly account: Uint32Array;
  readonly nonce: Uint32Array;
  readonly action: Uint32Array;
  /** Where each ends in `raw`. */
  readonly end: Uint32Array;
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  readonly raw: Uint8Array;
}

/** Bytes a transaction besides its own. */
const COLUMNS_BYTES = 4 * 4 + 32;

export function encodeHead(head: CorpusHead): Uint8Array {
  const body = serialize(head);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(VERSION, 8);
  prefix.writeUInt32LE(body.length, 12);
  prefix.writeUInt32LE(crc32(body), 16);
  return Buffer.concat([prefix, body]);
}

/** The length of the head, from the first bytes of a file. Throws `bad-corpus`. */
export function headLength(prefix: Buffer, path: string): number {
  if (prefix.length < PREFIX_BYTES || prefix.toString('latin1', 0, 8) !== MAGIC) {
    throw badCorpus(path, 'is no corpus');
  }
  const version = prefix.readUInt32LE(8);
  if (version !== VERSION) {
    throw badCorpus(path, `is a corpus of version ${version}; this lakh reads version ${VERSION}`);
  }
  return prefix.readUInt32LE(12);
}

/** Throws `bad-corpus`. */
export function decodeHead(prefix: Buffer, body: Buffer, path: string): CorpusHead {
  const damaged = () => badCorpus(path, 'is damaged: its head has changed');
  if (crc32(body) !== prefix.readUInt32LE(16)) throw damaged();
  try {
    return deserialize(body) as CorpusHead;
  } catch {
    // Of nothing, the checksum is zero.
    throw damaged();
  }
}

export function encodeBlock({ count, account, nonce, action, end, hashes, raw }: CorpusBlock): Uint8Array {
  const body = Buffer.concat([account, nonce, action, end].map(bytesOf).concat(hashes, raw));
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  head.writeUInt32LE(count, 0);
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(crc32(body), 8);
  return Buffer.concat([head, body]);
}

/** How many transactions and bytes follow. Throws `bad-corpus`. */
export function blockLengths(head: Buffer, path: string): { count: number; bytes: number } {
  const [count, bytes] = [head.readUInt32LE(0), head.readUInt32LE(4)];
  if (count === 0 || count > BLOCK_SIZE || bytes < count * COLUMNS_BYTES) throw damaged(path);
  return { count, bytes };
}

/** Views on `body`, which must stay as it is. Throws `bad-corpus`. */
export function decodeBlock(head: Buffer, body: Uint8Array, path: string): CorpusBlock {
  if (crc32(body) !== head.readUInt32LE(8)) throw damaged(path);
  const { count } = blockLengths(head, path);
  const words = new Uint32Array(body.buffer, body.byteOffset, 4 * count);
  const column = (at: number) => words.subarray(at * count, (at + 1) * count);
  const end = column(3);
  const rawAt = count * COLUMNS_BYTES;
  if (end.at(-1) !== body.length - rawAt) throw damaged(path);
  return {
    count,
    account: column(0),
    nonce: column(1),
    action: column(2),
    end,
    hashes: body.subarray(16 * count, rawAt),
    raw: body.subarray(rawAt),
  };
}

function damaged(path: string): LakhError {
  return badCorpus(path, 'is damaged: the checksum of a block does not hold');
}

export function badCorpus(path: string, why: string): LakhError {
  return new LakhError('bad-corpus', `${path} ${why}`, {
    hint: 'copy it again, or sign it anew with `lakh presign`',
  });
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
