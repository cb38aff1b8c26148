/**
 * The runs as a database in memory, by DuckDB, which is loaded only when this is called.
 *
 * Queries are other people's text at times: the database can neither read nor write files, load extensions, nor be
 * talked out of it, and takes nothing but one query at a time.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { LakhError, messageOf } from '../std/errors.ts';
import type { StoredRun } from './find-runs.ts';
import { type Cell, type ColumnType, TABLES, type Table } from './tables.ts';

type DuckDb = typeof import('@duckdb/node-api');

export interface Answer {
  readonly columns: readonly string[];
  /** JSON: whole numbers past 2^53 as text, times as ISO 8601. */
  readonly rows: readonly (readonly unknown[])[];
}

export interface HistoryDatabase {
  /** Throws LakhError `bad-flag` for what is no single query, and for what the database says of it. */
  query(sql: string): Promise<Answer>;
  close(): void;
}

/** In this order: each closes a door behind the one before. */
const SEALS = ["temp_directory = ''", 'enable_external_access = false', 'lock_configuration = true'];

export async function openDatabase(runs: readonly StoredRun[]): Promise<HistoryDatabase> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const seal of SEALS) await connection.run(`SET ${seal}`);
  for (const table of TABLES) await fill(duckdb, connection, table, runs);
  return {
    query: (sql) => answer(duckdb, connection, sql),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** DuckDB's own size of a chunk. */
const CHUNK = 2048;

async function fill(
  duckdb: DuckDb,
  connection: DuckDBConnection,
  { name, columns, rowsOf }: Table,
  runs: readonly StoredRun[],
): Promise<void> {
  const declared = columns.map(([column, type]) => `"${column}" ${type}`).join(', ');
  await connection.run(`CREATE TABLE ${name} (${declared})`);
  const appender = await connection.createAppender(name);
  const types = columns.map((_, index) => appender.columnType(index));
  for (const run of runs) {
    const rows = rowsOf(run).map((row) => row.map((cell, at) => duckdbValue(duckdb, cell, columns[at]![1])));
    for (let from = 0; from < rows.length; from += CHUNK) {
      const chunk = duckdb.DuckDBDataChunk.create(types);
      chunk.setRows(rows.slice(from, from + CHUNK));
      appender.appendDataChunk(chunk);
    }
  }
  appender.flushSync();
  appender.closeSync();
}

function duckdbValue({ listValue, timestampValue }: DuckDb, cell: Cell, type: ColumnType): DuckDBValue {
  if (cell === null) return null;
  switch (type) {
    case 'BIGINT':
      return BigInt(Math.round(cell as number));
    case 'TIMESTAMP': {
      const ms = Date.parse(cell as string);
      return Number.isNaN(ms) ? null : timestampValue(BigInt(ms) * 1000n);
    }
    case 'VARCHAR[]':
      return listValue(cell as string[]);
    default:
      return cell as string | number | boolean;
  }
}

/** A log in a file is refused as files are, but only when the first line is written, which ends the process. */
const LOGGING = /enable_logging/i;

async function answer(duckdb: DuckDb, connection: DuckDBConnection, sql: string): Promise<Answer> {
  try {
    if (sql.trim() === '') throw new Error('it is empty');
    if (LOGGING.test(sql)) throw new Error("DuckDB's own log stays off");
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error(`one query is wanted, this is ${statements.count}`);
    const prepared = await statements.prepare(0);
    const { SELECT, EXPLAIN } = duckdb.StatementType;
    if (prepared.statementType !== SELECT && prepared.statementType !== EXPLAIN) {
      throw new Error('only a query can be run here, such as SELECT, DESCRIBE or SUMMARIZE');
    }
    const reader = await prepared.runAndReadAll();
    return {
      columns: reader.deduplicatedColumnNames(),
      rows: reader.getRowsJS().map((row) => row.map(plain)),
    };
  } catch (cause) {
    throw new LakhError('bad-flag', `the query cannot be run: ${messageOf(cause).trim()}`, {
      hint: `the tables are ${TABLES.map(({ name }) => name).join(', ')}; "DESCRIBE runs" names the columns of one`,
      cause,
    });
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  }
  return value;
}
