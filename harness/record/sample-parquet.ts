/** The columns of `samples.parquet`, and how they follow from rows. */
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import {
  SAMPLE_CODES,
  SAMPLE_COLUMNS,
  SAMPLE_ROWS,
  SAMPLE_STATUSES,
  type SampleChunk,
  type SampleColumn,
} from '../spec/sample-rows.ts';

type Value = bigint | number | string | boolean | null;
type Read = (column: SampleColumn, row: number) => number;

interface ParquetColumn {
  readonly name: string;
  readonly type: 'INT32' | 'INT64' | 'BOOLEAN' | 'BYTE_ARRAY';
  of(read: Read, row: number, actions: readonly string[]): Value;
}

const COLUMNS: readonly ParquetColumn[] = [
  whole('index', 'index'),
  text('action', (read, row, actions) => actions[read('action', row)] ?? null),
  { name: 'account', type: 'INT32', of: (read, row) => present(read('account', row)) },
  whole('nonce', 'nonce'),
  text('status', (read, row) => SAMPLE_STATUSES[read('status', row)]!),
  text('code', (read, row) => SAMPLE_CODES[read('code', row) - 1] ?? null),
  { name: 'in_window', type: 'BOOLEAN', of: (read, row) => read('inWindow', row) === 1 },
  whole('due_ns', 'dueNs'),
  whole('sent_ns', 'sentNs'),
  whole('answered_ns', 'answeredNs'),
  whole('included_ns', 'includedNs'),
  whole('block', 'block'),
  whole('gas_used', 'gasUsed'),
  span('lag_ns', 'dueNs', 'sentNs'),
  span('submit_ns', 'sentNs', 'answeredNs'),
  span('inclusion_ns', 'dueNs', 'includedNs'),
  span('inclusion_from_sent_ns', 'sentNs', 'includedNs'),
  span('header_inclusion_ns', 'dueNs', 'headerNs'),
];

/** Chunks that make a row group: enough for a reader to skip by, few enough for memory. */
const GROUP = 16;

/** A Parquet file that takes chunk after chunk. `about` stands in its metadata. */
export function parquetFile(path: string, about: Readonly<Record<string, string>>) {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [{ name: 'samples', num_children: COLUMNS.length }, ...COLUMNS.map(schemaOf)],
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
    createdBy: 'lakh',
  });
  let group: SampleChunk[] = [];
  function close(): void {
    const columnData = COLUMNS.map((column) => ({
      name: column.name,
      data: group.flatMap((chunk) => valuesOf(column, chunk)),
    }));
    writer.write({ columnData, rowGroupSize: GROUP * SAMPLE_ROWS });
    group = [];
  }
  return {
    write(chunk: SampleChunk): void {
      group.push(chunk);
      if (group.length === GROUP) close();
    },
    finish(): void {
      if (group.length > 0) close();
      writer.finish();
    },
  };
}

function schemaOf({ name, type }: ParquetColumn) {
  const element = { name, type, repetition_type: 'OPTIONAL' as const };
  return type === 'BYTE_ARRAY' ? { ...element, converted_type: 'UTF8' as const } : element;
}

function valuesOf(column: ParquetColumn, { rows, columns, actions }: SampleChunk): Value[] {
  const read: Read = (name, row) => columns[SAMPLE_COLUMNS.indexOf(name) * SAMPLE_ROWS + row]!;
  return Array.from({ length: rows }, (_, row) => column.of(read, row, actions));
}

function text(name: string, of: ParquetColumn['of']): ParquetColumn {
  return { name, type: 'BYTE_ARRAY', of };
}

function whole(name: string, column: SampleColumn): ParquetColumn {
  return { name, type: 'INT64', of: (read, row) => big(read(column, row)) };
}

/** From one moment to a later one; none where either is missing. */
function span(name: string, from: SampleColumn, to: SampleColumn): ParquetColumn {
  return { name, type: 'INT64', of: (read, row) => big(read(to, row) - read(from, row)) };
}

function present(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function big(value: number): bigint | null {
  return Number.isNaN(value) ? null : BigInt(Math.round(value));
}
