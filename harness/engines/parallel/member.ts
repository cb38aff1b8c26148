/** The start of an executing thread: does the crew's jobs on the shared memory until it is told to leave. */
import { parentPort, workerData } from 'node:worker_threads';
import { EvmInstance, SenderDirectory } from '../../kernel/evm/index.ts';
import { assert } from '../../std/assert.ts';
import { monotonicNs } from '../../std/clock.ts';
import {
  ARGUMENTS,
  DONE,
  FIRST_STEP,
  LEAVE,
  LENGTH,
  type MemberMessage,
  type MemberSetup,
  NEXT,
  OVER,
  STEPS,
  type Step,
  TICKET,
} from './crew.ts';
import { type Part, Reader } from './reader.ts';
import { COUNT, MODE, stagedOf } from './staging.ts';

assert(parentPort !== null, 'this module is the start of a thread');
const { index, threads, memory, words, busyMs, overNs, directory } = workerData as MemberSetup;
const evm = new EvmInstance(memory);
const reader = new Reader(evm, new SenderDirectory(directory));
const port = parentPort;
const say = (message: MemberMessage) => port.postMessage(message);

/** Transactions that a thread takes at a time: enough that their hashes are worth doing together; signatures at the most. */
const DECODED_AT_ONCE = 64;
const CHECKED_AT_ONCE = 4096;
/** Times that a thread looks whether the others are done before it sleeps: some 20 microseconds. */
const LOOKS = 1000;
/** Fewer signatures cost so much more each that a second thread would bring little. */
const WORTH_SHARING = 64;

const doing: Record<Step, (values: readonly number[]) => void> = {
  /** The context of a block stands in memory. */
  begin() {
    evm.call.beginBlock();
  },
  decode(batch) {
    reader.begin();
    forPieces(batch[COUNT]!, DECODED_AT_ONCE, (part) => reader.decode(stagedOf(batch), part));
  },
  check(batch) {
    const staged = stagedOf(batch);
    // The more are checked together the less each costs: every thread has one share, if there are enough for all.
    const enough = Math.min(threads, Math.floor(staged.count / WORTH_SHARING));
    const shares = Math.max(1, enough, Math.ceil(staged.count / CHECKED_AT_ONCE));
    forPieces(shares, 1, ({ from }) => reader.check(staged, from, shares));
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
  const length = words[LENGTH]!;
  if (length === LEAVE) break;
  const values = Array.from(words.subarray(ARGUMENTS, FIRST_STEP), (value) => value >>> 0);
  for (let step = 0; step < length; step++) {
    const since = performance.now();
    doing[STEPS[words[FIRST_STEP + step]!]!](values);
    busyMs[threads * step + index] = performance.now() - since - evm.call.takeWaiting();
    if (Atomics.add(words, DONE, 1) + 1 === threads) endStep(step, length);
    else if (step + 1 < length) waitForOthers(step);
  }
}

/** By the last of all. */
function endStep(step: number, length: number): void {
  overNs[step] = monotonicNs();
  if (step + 1 === length) {
    say('done');
    return;
  }
  Atomics.store(words, NEXT, 0);
  Atomics.store(words, DONE, 0);
  Atomics.store(words, OVER, step + 1);
  Atomics.notify(words, OVER);
}

function waitForOthers(step: number): void {
  for (let looks = 0; looks < LOOKS; looks++) if (Atomics.load(words, OVER) > step) return;
  while (Atomics.load(words, OVER) === step) Atomics.wait(words, OVER, step);
}
