/** Transactions as a JSON-RPC batch of `eth_sendRawTransaction`, in bytes both ways. */
import { hexStart, rawStart } from '../../kernel/index.ts';
import type { Transaction } from '../../spec/intent.ts';
import {
  ascii,
  type ByteWriter,
  CLOSE_BRACKET,
  NO,
  OPEN_BRACKET,
  skipHash,
  type WriterPool,
} from '../json-bytes/index.ts';
import { type ResultReader, scanAnswer } from './answer-scan.ts';
import type { Reply, Request } from './transport.ts';

/** The node answered with the hash that it should. */
export const OWN_HASH: Reply = { kind: 'result', result: 'the hash of the transaction' };

const BEFORE_ID = ascii('{"jsonrpc":"2.0","id":');
const BEFORE_HEX = ascii(',"method":"eth_sendRawTransaction","params":["');
const BEFORE_RAW = ascii(',"method":"eth_sendRawTransaction","params":["0x');
const BEHIND = ascii('"]}');
const BEHIND_AND_NEXT = ascii('"]},{"jsonrpc":"2.0","id":');
const HASH_BYTES = 32;
/** Quotes, `0x` and 64 digits. */
const HASH_CHARACTERS = 68;

/** The exchange that sends a batch. */
export class RawBatch implements Request {
  readonly count: number;
  private readonly batch: readonly Transaction[];
  private readonly pool: WriterPool;
  private writer: ByteWriter | null = null;

  constructor(batch: readonly Transaction[], pool: WriterPool) {
    this.count = batch.length;
    this.batch = batch;
    this.pool = pool;
  }

  body(firstId: number): Buffer {
    this.writer = this.pool.take();
    writeBatch(this.writer, this.batch, firstId);
    return this.writer.written();
  }

  read(answer: Buffer, firstId: number): Reply[] | undefined {
    return scanAnswer(answer, firstId, this.count, new OwnHashes(this.batch));
  }

  /**
   * Takes the replies in. The body may be written over only where it has left for sure: only who has read the last
   * transaction knows its hash.
   */
  settle(replies: readonly Reply[]): void {
    if (this.writer !== null && replies.at(-1) === OWN_HASH) this.pool.giveBack(this.writer);
    this.writer = null;
  }
}

/** One call alone, several as an array. */
function writeBatch(writer: ByteWriter, batch: readonly Transaction[], firstId: number): void {
  const last = batch.length - 1;
  if (last > 0) writer.byte(OPEN_BRACKET);
  writer.bytes(BEFORE_ID);
  for (let i = 0; i <= last; i++) {
    writer.decimal(firstId + i);
    writeDigits(writer, batch[i]!);
    writer.bytes(i < last ? BEHIND_AND_NEXT : BEHIND);
  }
  if (last > 0) writer.byte(CLOSE_BRACKET);
}

/** What stands between id and end: as digits where there are some, else made of bytes. */
function writeDigits(writer: ByteWriter, transaction: Transaction): void {
  const { among, place = 0 } = transaction;
  if (among?.hex) {
    writer.bytes(BEFORE_HEX);
    writer.part(among.hex, hexStart(among, place), hexStart(among, place + 1));
  } else if (among) {
    writer.bytes(BEFORE_RAW);
    writer.hex(among.raw, rawStart(among, place), among.ends[place]!);
  } else if (transaction.hex) {
    writer.bytes(BEFORE_HEX);
    writer.bytes(transaction.hex);
  } else {
    writer.bytes(BEFORE_RAW);
    writer.hex(transaction.raw, 0, transaction.raw.length);
  }
}

/** Hashes in an answer, each held against the transaction's own. */
class OwnHashes implements ResultReader {
  private readonly batch: readonly Transaction[];
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;

  constructor(batch: readonly Transaction[]) {
    this.batch = batch;
  }

  /** Anything as long as a hash: whose it is shows with the id. */
  result(bytes: Buffer, at: number): number {
    this.bytes = bytes;
    this.at = at;
    return at + HASH_CHARACTERS <= bytes.length ? at + HASH_CHARACTERS : NO;
  }

  reply(index: number): Reply | undefined {
    return skipHash(this.bytes, this.at, this.batch[index]!.hash) === NO ? undefined : OWN_HASH;
  }

  ofHash(index: number, hashes: Uint8Array, at: number): Reply | undefined {
    const { among, place = 0 } = this.batch[index]!;
    const own = among?.hashes ?? this.batch[index]!.hash;
    const from = among ? HASH_BYTES * place : 0;
    for (let i = 0; i < HASH_BYTES; i++) if (own[from + i] !== hashes[at + i]) return undefined;
    return OWN_HASH;
  }
}
