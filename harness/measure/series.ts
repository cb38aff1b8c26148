/** Counts by second, growing as time goes on. */

export const SERIES_COUNTS = [
  'offered',
  'dropped',
  'sent',
  'accepted',
  'rejected',
  'included',
  'succeeded',
  'gas',
] as const;
export type SeriesCount = (typeof SERIES_COUNTS)[number];
export type SeriesState = Record<SeriesCount, number[]>;

/** The second that a time since the start falls into; what comes early counts into the first. */
export function secondOf(timeNs: number): number {
  return timeNs > 0 ? Math.floor(timeNs / 1e9) : 0;
}

export class SeriesCounts {
  readonly columns: SeriesState = {
    offered: [],
    dropped: [],
    sent: [],
    accepted: [],
    rejected: [],
    included: [],
    succeeded: [],
    gas: [],
  };

  add(column: SeriesCount, timeNs: number, amount = 1): void {
    const values = this.columns[column];
    const second = secondOf(timeNs);
    while (values.length <= second) values.push(0);
    values[second]! += amount;
  }

  merge(other: SeriesState): void {
    for (const column of SERIES_COUNTS) {
      other[column].forEach((amount, second) => {
        if (amount !== 0) this.add(column, second * 1e9 + 1, amount);
      });
    }
  }
}
