/** From the versions that were written before to the one that is read now. */
import { LakhError } from '../std/errors.ts';

/** The version that `RunRecord` describes. */
export const CURRENT_VERSION = 5;

type Json = Readonly<Record<string, unknown>>;
/** `MIGRATIONS[n]` takes a record of version n and gives one of version n + 1. */
export type Migrations = Readonly<Record<number, (record: Json) => Json>>;

const UNSEEN = {
  count: 0,
  minNs: null,
  meanNs: null,
  p50Ns: null,
  p90Ns: null,
  p99Ns: null,
  p999Ns: null,
  maxNs: null,
  negative: 0,
  overRange: 0,
};

const MIGRATIONS: Migrations = {
  // Journeys, reasons of reverts and conflicts came with version 2; nobody had looked at them before.
  1: (record) => ({
    ...record,
    latency: { waiting: UNSEEN, ...(record.latency as object) },
    steps: { waited: 0, abandoned: 0, outOfTime: 0 },
    reverts: [],
    revertsExamined: 0,
    conflicts: null,
  }),
  // Before version 3 no run was held against a calibration.
  2: (record) => ({ ...record, ceiling: null }),
  // Reads as load came with version 4.
  3: (record) => ({ ...record, reads: null }),
  // Before version 5 no engine told how it worked.
  4: (record) => ({ ...record, execution: null }),
};

/**
 * Brings a record up to the current version; its shape is checked afterwards, by the schema.
 *
 * @throws LakhError `bad-record` for what is no record and for versions from the future
 */
export function migrate(
  json: unknown,
  path: string,
  migrations: Migrations = MIGRATIONS,
  current: number = CURRENT_VERSION,
): Json {
  let record = asRecord(json, path);
  for (let version = versionOf(record, path); version < current; version++) {
    const step = migrations[version];
    if (!step) throw notRecord(path, `version ${version} is not one that was ever written`);
    record = { ...step(record), version: version + 1 };
  }
  const version = versionOf(record, path);
  if (version > current) {
    throw new LakhError(
      'bad-record',
      `${path} is a record of version ${version}; this lakh reads up to ${current}`,
      {
        hint: 'read it with the lakh that wrote it, or a newer one',
      },
    );
  }
  return record;
}

function asRecord(json: unknown, path: string): Json {
  if (typeof json === 'object' && json !== null && 'version' in json && 'ledger' in json) return json as Json;
  throw notRecord(path, 'it has no version and no ledger');
}

function versionOf(record: Json, path: string): number {
  if (Number.isSafeInteger(record.version)) return record.version as number;
  throw notRecord(path, 'its version is no whole number');
}

function notRecord(path: string, why: string): LakhError {
  return new LakhError('bad-record', `${path} is no run record: ${why}`, {
    hint: 'give the folder that `lakh run` printed, or the record.json in it',
  });
}
