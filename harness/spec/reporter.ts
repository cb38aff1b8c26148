/** Reporters: pure functions of a finished record; offline and repeatable. */
import type { RunRecord } from './record.ts';

export interface Reporter {
  readonly name: string;
  readonly summary: string;
  /** The ending of a file that holds this report, without the dot. */
  readonly extension: string;
  render(record: RunRecord, options?: { readonly color?: boolean }): string;
}
