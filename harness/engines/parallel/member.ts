/** The start of an executing thread: does the crew's jobs on the shared memory until it is told to leave. */
import { parentPort, workerData } from 'node:worker_threads';
import { EvmInstance, NO_SIGNER, record, SenderDirectory, Senders } from '../../kernel/evm/index.ts';
import { assert } from '../../std/assert.ts';
import {
  ARGUMENTS,
  DONE,
  JOB,
  JOBS,
  type Job,
  LEAVE,
  type MemberMessage,
  type MemberSetup,
  NEXT,
  TICKET,
} from './crew.ts';

assert(parentPort !== null, 'this module is the start of a thread');
const { index, threads, memory, words, busyMs, directory } = workerData as MemberSetup;
const evm = new EvmInstance(memory);
const senders = new Senders(evm, new SenderDirectory(directory));
const port = parentPort;
const { RECORD_BYTES } = record;
const say = (message: MemberMessage) => port.postMessage(message);

/** Transactions that a thread takes at a time: enough that their hashes and signatures are worth doing together. */
const DECODED_AT_ONCE = 64;
const CHECKED_AT_ONCE = 512;

const jobs: Record<Job, (values: readonly number[]) => void> = {
  /** The context of a block stands in memory. */
  begin() {
    evm.call.beginBlock();
  },
  /** Bytes to records, and why some are no transactions. */
  decode([spans, count, records, reasons]) {
    evm.call.resetDecoded();
    forPieces(count!, DECODED_AT_ONCE, (from, length) => {
      evm.call.decodeTransactions(
        spans! + 8 * from,
        length,
        records! + RECORD_BYTES * from,
        reasons! + 4 * from,
      );
    });
  },
  /** Fills in senders; a signature of no key is a reason like those of decoding. */
  check([records, count, reasons, hints]) {
    const words = new Uint32Array(memory.buffer);
    forPieces(count!, CHECKED_AT_ONCE, (from, length) => {
      const wanted: number[] = [];
      for (let at = from; at < from + length; at++) if (words[reasons! / 4 + at] === 0) wanted.push(at);
      const refused = senders.check(
        wanted.map((at) => records! + RECORD_BYTES * at),
        hints === 0 ? undefined : wanted.map((at) => words[hints! / 4 + at]!),
      );
      for (const at of refused) words[reasons! / 4 + wanted[at]!] = NO_SIGNER;
    });
  },
  execute([records, results, count]) {
    evm.call.runBlock(index, threads, records!, count!, results!, false);
  },
  seal([pairs, count, room]) {
    evm.call.sealBlock(index, threads, pairs!, count!, room!);
  },
};

/** Deals out `count` things to whichever thread is free, `most` at a time. */
function forPieces(count: number, most: number, work: (from: number, length: number) => void): void {
  for (;;) {
    const from = Atomics.add(words, NEXT, most);
    if (from >= count) return;
    work(from, Math.min(most, count - from));
  }
}

say('ready');
for (let ticket = 0; ; ) {
  Atomics.wait(words, TICKET, ticket);
  ticket = Atomics.load(words, TICKET);
  const job = words[JOB]!;
  if (job === LEAVE) break;
  const since = performance.now();
  jobs[JOBS[job]!](Array.from(words.subarray(ARGUMENTS), (value) => value >>> 0));
  busyMs[index] = performance.now() - since;
  if (Atomics.add(words, DONE, 1) + 1 === threads) say('done');
}
