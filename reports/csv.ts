/** The run second by second as comma-separated values (RFC 4180), one header line, units in the names. */
import type { Reporter, RunRecord, Series } from '../harness/spec/index.ts';

/** Column name in the file, and where its values come from. Counts are of that one second, so they are rates too. */
const COLUMNS: readonly (readonly [name: string, column: keyof Series])[] = [
  ['offered_per_s', 'offered'],
  ['dropped_per_s', 'dropped'],
  ['sent_per_s', 'sent'],
  ['accepted_per_s', 'accepted'],
  ['rejected_per_s', 'rejected'],
  ['included_per_s', 'included'],
  ['succeeded_per_s', 'succeeded'],
  ['gas_per_s', 'gas'],
  ['in_flight_count', 'inFlight'],
  ['inclusion_p50_ns', 'inclusionP50Ns'],
  ['inclusion_p90_ns', 'inclusionP90Ns'],
  ['inclusion_p99_ns', 'inclusionP99Ns'],
  ['inclusion_max_ns', 'inclusionMaxNs'],
];

/** `second_s` counts from the first arrival; `in_window` is 1 where the whole second lies in the measurement window. */
export const csv: Reporter = {
  name: 'csv',
  summary: 'the run second by second, for spreadsheets and plotting',
  extension: 'csv',
  render(record) {
    const header = ['second_s', 'in_window', ...COLUMNS.map(([name]) => name)];
    const rows = record.series.offered.map((_, second) => [
      second,
      inWindow(record, second) ? 1 : 0,
      ...COLUMNS.map(([, column]) => record.series[column][second] ?? ''),
    ]);
    return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
  },
};

function inWindow({ window }: RunRecord, second: number): boolean {
  return second * 1e9 >= window.startNs && (second + 1) * 1e9 <= window.endNs;
}
