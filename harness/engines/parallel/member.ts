/** The start of an executing thread: does the crew's jobs on the shared memory until it is told to leave. */
import { parentPort, workerData } from 'node:worker_threads';
import { EvmInstance, SenderDirectory } from '../../kernel/evm/index.ts';
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
import { type Part, Reader } from './reader.ts';
import { COUNT, MODE, stagedOf } from './staging.ts';

assert(parentPort !== null, 'this module is the start of a thread');
const { index, threads, memory, words, busyMs, directory } = workerData as MemberSetup;
const evm = new EvmInstance(memory);
const reader = new Reader(evm, new SenderDirectory(directory));
const port = parentPort;
const say = (message: MemberMessage) => port.postMessage(message);

/** Transactions that a thread takes at a time: enough that their hashes are worth doing together; signatures at the most. */
const DECODED_AT_ONCE = 64;
const CHECKED_AT_ONCE = 4096;
/** Fewer signatures cost so much more each that a second thread would bring little. */
const WORTH_SHARING = 64;

const jobs: Record<Job, (values: readonly number[]) => void> = {
  /** The context of a block stands in memory. */
  begin() {
    evm.call.beginBlock();
  },
  decode(batch) {
    reader.begin();
    forPieces(batch[COUNT]!, DECODED_AT_ONCE, (part) => reader.decode(stagedOf(batch), part));
  },
  check(batch) {
    // The more are checked together the less each costs: every thread has one share at the most.
    const shares = Math.min(threads, Math.max(1, Math.floor(batch[COUNT]! / WORTH_SHARING)));
    const share = Math.min(CHECKED_AT_ONCE, Math.ceil(batch[COUNT]! / shares));
    forPieces(batch[COUNT]!, share, (part) => reader.check(stagedOf(batch), part));
  },
  authorise(batch) {
    forPieces(batch[COUNT]!, DECODED_AT_ONCE, (part) => reader.authorise(stagedOf(batch), part));
  },
  execute(batch) {
    const { records, results, count } = stagedOf(batch);
    evm.call.runBlock(index, threads, records, count, results, batch[MODE]!);
  },
  seal([pairs, count, room]) {
    evm.call.sealBlock(index, threads, pairs!, count!, room!);
  },
};

/** Deals out `count` things to whichever thread is free, `most` at a time. */
function forPieces(count: number, most: number, work: (part: Part) => void): void {
  for (;;) {
    const from = Atomics.add(words, NEXT, most);
    if (from >= count) return;
    work({ from, length: Math.min(most, count - from) });
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
  busyMs[index] = performance.now() - since - evm.call.takeWaiting();
  if (Atomics.add(words, DONE, 1) + 1 === threads) say('done');
}
