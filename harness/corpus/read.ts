/** Reads a corpus block by block, in order: as much of it is in memory as one block takes. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { LakhError, messageOf } from '../std/errors.ts';
import {
  BLOCK_HEAD_BYTES,
  badCorpus,
  blockLengths,
  type CorpusBlock,
  type CorpusHead,
  decodeBlock,
  decodeHead,
  headLength,
  PREFIX_BYTES,
} from './format.ts';

export interface CorpusReader {
  readonly head: CorpusHead;
  /** The next block; `null` after the last. Throws `bad-corpus` for one that is damaged or cut short. */
  next(): CorpusBlock | null;
  close(): void;
}

/** Throws `file-unreadable` and `bad-corpus`. */
export function openCorpus(path: string): CorpusReader {
  const file = opened(path);
  const { size } = fstatSync(file);
  let at = 0;
  let left: number;

  function read(bytes: number): Buffer {
    // A length that was damaged may say anything.
    if (bytes > size - at) throw badCorpus(path, 'is cut short');
    // A buffer of its own for each: whoever has a transaction has a view on it.
    const buffer = Buffer.from(new ArrayBuffer(bytes));
    if (readSync(file, buffer, 0, bytes, at) !== bytes) throw badCorpus(path, 'is cut short');
    at += bytes;
    return buffer;
  }

  function readHead(): CorpusHead {
    const prefix = Buffer.alloc(PREFIX_BYTES);
    const length = headLength(prefix.subarray(0, readSync(file, prefix, 0, PREFIX_BYTES, 0)), path);
    at = PREFIX_BYTES;
    return decodeHead(prefix, read(length), path);
  }

  try {
    const head = readHead();
    left = head.count;
    return {
      head,
      next() {
        if (left === 0 && at === size) return null;
        if (left === 0) throw badCorpus(path, `goes on behind the ${head.count} transactions it says`);
        const blockHead = read(BLOCK_HEAD_BYTES);
        const { bytes, count } = blockLengths(blockHead, path);
        left -= count;
        if (left < 0) throw badCorpus(path, `holds more than the ${head.count} transactions it says`);
        return decodeBlock(blockHead, read(bytes), path);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Reads all of it once. Throws `file-unreadable`, and `bad-corpus` for anything that is not as it was written. */
export function checkCorpus(path: string): CorpusHead {
  const reader = openCorpus(path);
  try {
    while (reader.next() !== null);
    return reader.head;
  } finally {
    reader.close();
  }
}

/** Read twice, and by places: what is no file cannot be. Opening a pipe would wait for its writer. */
function opened(path: string): number {
  try {
    if (statSync(path).isFile()) return openSync(path, 'r');
  } catch (cause) {
    throw new LakhError('file-unreadable', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'give the file that `lakh presign` wrote',
      cause,
    });
  }
  throw new LakhError('file-unreadable', `${path} is no file: a corpus is read twice`, {
    hint: 'give the file that `lakh presign` wrote; unpack it first where it is packed',
  });
}
