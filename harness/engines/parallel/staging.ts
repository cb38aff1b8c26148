/** Owns the part of the shared memory where a batch of signed transactions lies while it is read and executed. */
import { type EvmInstance, layout, Room, record } from '../../kernel/evm/index.ts';
import { NO_HINT } from '../../spec/engine.ts';

const { RECORD_BYTES } = record;
const { RESULT_BYTES } = layout;

/** Where things are, as bytes into the memory. */
export interface Staged {
  readonly count: number;
  /** u32 pointer and u32 length of each. */
  readonly spans: number;
  /** RECORD_BYTES each. */
  readonly records: number;
  /** RESULT_BYTES each. */
  readonly results: number;
  /** u32 each: why it cannot be decoded, 0 where it can. */
  readonly reasons: number;
  /** u32 each: under which hint the sender's key may stand in the directory, or NO_HINT. */
  readonly hints: number;
  /** SENDER_BYTES each, where they are known already; otherwise 0. */
  readonly senders: number;
}

/** Of an address. */
export const SENDER_BYTES = 20;

/** What is known of transactions beside their bytes. */
interface Known {
  readonly hints?: ArrayLike<number> | undefined;
  readonly senders?: readonly Uint8Array[];
}

/** A batch as the arguments of a job, and back. */
export function argumentsOf(staged: Staged): number[] {
  const { count, spans, records, results, reasons, hints, senders } = staged;
  return [count, spans, records, results, reasons, hints, senders];
}

/** Which of them is the count; and for executing, behind them all, how. */
export const COUNT = 0;
export const MODE = 7;
/** Modes of block-run.ts: in parallel though there are few transactions or one thread; by one thread. */
export const IN_ANY_CASE = 1;
export const ONE_BY_ONE = 4;

export function stagedOf(values: readonly number[]): Staged {
  const [count, spans, records, results, reasons, hints, senders] = values as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { count, spans, records, results, reasons, hints, senders };
}

/** One batch at a time: the next takes its place. */
export class Staging {
  private readonly evm: EvmInstance;
  private readonly room: Room;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.room = new Room(evm);
  }

  put(raws: readonly Uint8Array[], { hints: hintsOf, senders: sendersOf }: Known = {}): Staged {
    this.evm.makeHeadroom();
    const count = raws.length;
    const bytes = raws.reduce((sum, { length }) => sum + length, 0);
    const fixed = count * (8 + RECORD_BYTES + RESULT_BYTES + 8 + SENDER_BYTES) + 64;
    const records = this.room.of(fixed + bytes);
    const results = records + count * RECORD_BYTES;
    const spans = results + count * RESULT_BYTES;
    const reasons = spans + 8 * count;
    const hints = reasons + 4 * count;
    const senders = hints + 4 * count;
    const view = this.evm.view();
    // A result that is not empty says that its transaction was refused already.
    view.fill(0, results, spans);
    const words = new Uint32Array(view.buffer, spans, 2 * count);
    const hintWords = new Uint32Array(view.buffer, hints, count);
    if (hintsOf === undefined) hintWords.fill(NO_HINT);
    else hintWords.set(hintsOf);
    sendersOf?.forEach((sender, index) => {
      view.set(sender, senders + SENDER_BYTES * index);
    });
    let next = records + fixed;
    raws.forEach((raw, index) => {
      view.set(raw, next);
      words[2 * index] = next;
      words[2 * index + 1] = raw.length;
      next += raw.length;
    });
    return { count, spans, records, results, reasons, hints, senders: sendersOf ? senders : 0 };
  }
}
