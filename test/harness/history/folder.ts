/** A folder of runs for tests: records that differ in what is said, written as a run writes them. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRecord } from '../../../harness/record/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

export function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lakh-history-'));
}

/** A valid record of that day of January 2026. */
export function recordOf(day: number, goodputTps = 1000): RunRecord {
  const record = makeRecord();
  const date = `2026-01-${String(day).padStart(2, '0')}`;
  return {
    ...record,
    id: `${date.replaceAll('-', '')}-120000-transfers-anvil`,
    startedAt: `${date}T12:00:00.000Z`,
    endedAt: `${date}T12:00:30.000Z`,
    throughput: { ...record.throughput, goodputTps },
  };
}

/** Writes a record for each path below `root`. */
export async function fillFolder(root: string, records: Record<string, RunRecord>): Promise<void> {
  for (const [path, record] of Object.entries(records)) await writeRecord(join(root, path), record, '');
}
