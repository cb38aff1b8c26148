/** What `--samples` keeps: a row a transaction, dropped arrivals included, as columns of numbers that cross threads. */
import { REJECT_CODES, UNANSWERED_CODES } from './stage.ts';

/** Times are nanoseconds since the first due time, NaN where there is none. */
export const SAMPLE_COLUMNS = [
  'index',
  'action',
  'account',
  'nonce',
  'status',
  'code',
  'inWindow',
  'dueNs',
  'sentNs',
  'answeredNs',
  'includedNs',
  'headerNs',
  'block',
  'gasUsed',
] as const;
export type SampleColumn = (typeof SAMPLE_COLUMNS)[number];

/** What became of a transaction; the column `status` has the place in this list. */
export const SAMPLE_STATUSES = [
  'dropped',
  'rejected',
  'unanswered',
  'expired',
  'succeeded',
  'reverted',
] as const;
export type SampleStatus = (typeof SAMPLE_STATUSES)[number];

/** Why it was refused or not answered; the column `code` has the place in this list, from 1, or 0 for none. */
export const SAMPLE_CODES = [...REJECT_CODES, ...UNANSWERED_CODES] as const;

/** Rows of a chunk at the most. */
export const SAMPLE_ROWS = 4096;

/** Rows that a generator is done with, one column after the other, `SAMPLE_ROWS` places each. */
export interface SampleChunk {
  readonly rows: number;
  readonly columns: Float64Array;
  /** What the column `action` counts into. */
  readonly actions: readonly string[];
}
