/** Collects a row for every transaction that a generator is done with. */
import {
  SAMPLE_CODES,
  SAMPLE_COLUMNS,
  SAMPLE_ROWS,
  SAMPLE_STATUSES,
  type SampleChunk,
  type SampleColumn,
  type SampleStatus,
} from '../spec/index.ts';
import { type InFlight, STATE } from './in-flight.ts';

const NONE = Number.NaN;

export class SampleRows {
  private readonly actions: readonly string[];
  private full: SampleChunk[] = [];
  private columns = emptyColumns();
  private rows = 0;

  /** `actions` may grow while rows come in. */
  constructor(actions: readonly string[]) {
    this.actions = actions;
  }

  /** An arrival that never became a transaction. */
  dropped(index: number, dueNs: number, inWindow: boolean): void {
    this.add({
      ...NOTHING,
      index,
      dueNs,
      inWindow: Number(inWindow),
      status: SAMPLE_STATUSES.indexOf('dropped'),
    });
  }

  /** The transaction in a slot that is about to be released. */
  done(table: InFlight, slot: number): void {
    const state = table.state[slot]!;
    const included = (state & STATE.included) !== 0;
    this.add({
      index: table.index[slot]!,
      action: table.action[slot]!,
      account: table.account[slot]!,
      nonce: table.nonce[slot]!,
      status: SAMPLE_STATUSES.indexOf(statusOf(state)),
      code: table.code[slot]!,
      inWindow: state & STATE.inWindow ? 1 : 0,
      dueNs: table.dueNs[slot]!,
      sentNs: table.sentNs[slot]!,
      answeredNs: table.answeredNs[slot]!,
      includedNs: included ? table.seenNs[slot]! : NONE,
      headerNs: included ? table.headerNs[slot]! : NONE,
      block: included ? table.block[slot]! : NONE,
      gasUsed: included ? table.gasUsed[slot]! : NONE,
    });
  }

  /** Full chunks, once. */
  take(): SampleChunk[] {
    const { full } = this;
    this.full = [];
    return full;
  }

  /** What is left, once. */
  finish(): SampleChunk[] {
    if (this.rows > 0) this.close();
    return this.take();
  }

  private add(row: Readonly<Record<SampleColumn, number>>): void {
    for (const [at, column] of SAMPLE_COLUMNS.entries())
      this.columns[at * SAMPLE_ROWS + this.rows] = row[column];
    this.rows++;
    if (this.rows === SAMPLE_ROWS) this.close();
  }

  private close(): void {
    this.full.push({ rows: this.rows, columns: this.columns, actions: [...this.actions] });
    this.columns = emptyColumns();
    this.rows = 0;
  }
}

const NOTHING = {
  ...(Object.fromEntries(SAMPLE_COLUMNS.map((column) => [column, NONE])) as Record<SampleColumn, number>),
  code: 0,
};

function emptyColumns(): Float64Array {
  return new Float64Array(SAMPLE_ROWS * SAMPLE_COLUMNS.length);
}

function statusOf(state: number): SampleStatus {
  if (state & STATE.included) return state & STATE.succeeded ? 'succeeded' : 'reverted';
  if (state & STATE.unanswered) return 'unanswered';
  return state & STATE.accepted ? 'expired' : 'rejected';
}

/** The number of a code in the column `code`. */
export function codeNumber(code: (typeof SAMPLE_CODES)[number]): number {
  return SAMPLE_CODES.indexOf(code) + 1;
}
