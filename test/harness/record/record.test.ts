import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecord, recordId, writeRecord } from '../../../harness/record/index.ts';
import { migrate } from '../../../harness/record/migrate.ts';
import { LakhError } from '../../../harness/std/errors.ts';
import { makeRecord, RECORD_VARIANTS } from '../../support/record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function refusal(path: string): Promise<LakhError> {
  const error = await readRecord(path).then(
    () => new Error('it was read'),
    (thrown) => thrown,
  );
  if (error instanceof LakhError) return error;
  throw error;
}

describe('writeRecord and readRecord', () => {
  it('gives back what was written, from the folder and from the file', async () => {
    const path = join(folder, 'made', 'on the way');
    await writeRecord(path, makeRecord(), '#[log]\n');
    expect(await readRecord(path)).toEqual(makeRecord());
    expect(await readRecord(join(path, 'record.json'))).toEqual(makeRecord());
    expect(readFileSync(join(path, 'histograms.hlog'), 'utf8')).toBe('#[log]\n');
    expect(readdirSync(path).sort()).toEqual(['histograms.hlog', 'record.json']);
  });

  it.each(RECORD_VARIANTS)('reads the variant %s', async (variant) => {
    await writeRecord(folder, makeRecord(variant), '');
    expect(await readRecord(folder)).toEqual(JSON.parse(JSON.stringify(makeRecord(variant))));
  });

  it('replaces a record', async () => {
    await writeRecord(folder, makeRecord(), '');
    await writeRecord(folder, { ...makeRecord(), id: 'another' }, '');
    expect((await readRecord(folder)).id).toBe('another');
  });

  it('says where a record could not be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(writeRecord(join(file, 'x'), makeRecord(), '')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining(file),
      hint: expect.stringContaining('--out'),
    });
  });

  it('keeps keys that it does not know', async () => {
    writeFileSync(join(folder, 'record.json'), JSON.stringify({ ...makeRecord(), note: 'mine' }));
    expect(await readRecord(folder)).toHaveProperty('note', 'mine');
  });
});

/** A record that a test may spoil. */
type Changeable = { [key: string]: unknown } & {
  latency: Record<string, Record<string, unknown>>;
  series: Record<string, unknown[]>;
};

describe('what is no record', () => {
  const whole = () => JSON.stringify(makeRecord());
  const without = (change: (record: Changeable) => void) => {
    const record = structuredClone(makeRecord()) as unknown as Changeable;
    change(record);
    return JSON.stringify(record);
  };
  it.each<[string, () => string, string]>([
    ['cut short', () => whole().slice(0, 500), 'is cut short'],
    ['empty', () => '', 'is empty'],
    ['other text', () => 'hello', 'is no JSON'],
    ['other JSON', () => '{"a":1}', 'is no run record'],
    ['a list', () => '[1]', 'is no run record'],
    [
      'a version from the future',
      () => without((r) => (r.version = 7)),
      'version 7; this lakh reads up to 5',
    ],
    [
      'a version from nowhere',
      () => without((r) => (r.version = 0)),
      'version 0 is not one that was ever written',
    ],
    ['a version that is text', () => without((r) => (r.version = '1')), 'version is no whole number'],
    ['a missing key', () => without((r) => delete r.throughput), '\n  throughput: is missing'],
    [
      'a missing key deep down',
      () => without((r) => delete r.latency.lag!.p99Ns),
      '\n  latency.lag.p99Ns: is missing',
    ],
    ['a missing latency', () => without((r) => delete r.latency.finality), '\n  latency.finality: '],
    ['a key of the wrong kind', () => without((r) => (r.series.sent![0] = 'x')), '\n  series.sent.0: '],
    ['many problems', () => without((r) => (r.ledger = {})), 'and 7 more'],
  ])('%s', async (_, text, message) => {
    writeFileSync(join(folder, 'record.json'), text());
    const error = await refusal(folder);
    expect(error.code).toBe('bad-record');
    expect(error.message).toContain(message);
    expect(error.message).toContain(join(folder, 'record.json'));
    expect(error.hint).not.toBe('');
  });

  it.each([['missing'], ['.']])('nothing to read at %s', async (path) => {
    const error = await refusal(join(folder, path));
    expect(error.code).toBe('file-unreadable');
    expect(error.hint).toContain('record.json');
  });
});

it('reads a record of version 1: what nobody looked at then is empty', async () => {
  const { reverts, revertsExamined, steps, conflicts, ceiling, reads, ...old } = makeRecord();
  const { waiting, ...latency } = old.latency;
  writeFileSync(join(folder, 'record.json'), JSON.stringify({ ...old, version: 1, latency }));
  expect(await readRecord(folder)).toEqual({
    ...old,
    version: 5,
    execution: null,
    ceiling: null,
    reads: null,
    reverts: [],
    revertsExamined: 0,
    steps,
    conflicts: null,
  });
});

it('reads a record of version 3: nothing was read then', async () => {
  const { reads, ...old } = makeRecord();
  writeFileSync(join(folder, 'record.json'), JSON.stringify({ ...old, version: 3 }));
  expect(await readRecord(folder)).toEqual({ ...old, version: 5, reads: null, execution: null });
});

describe('migrate', () => {
  const steps = {
    1: (record: object) => ({ ...record, renamed: true }),
    2: (record: object) => ({ ...record, again: true }),
  };
  it.each([
    [
      { version: 1, ledger: {} },
      { version: 3, ledger: {}, renamed: true, again: true },
    ],
    [
      { version: 2, ledger: {} },
      { version: 3, ledger: {}, again: true },
    ],
    [
      { version: 3, ledger: {} },
      { version: 3, ledger: {} },
    ],
  ])('%j', (from, to) => {
    expect(migrate(from, 'r', steps, 3)).toEqual(to);
  });
});

describe('recordId', () => {
  const at = new Date('2026-11-23T04:15:00.123Z');
  it('is time, workload and target', () => {
    expect(recordId(at, 'transfers', 'engine', folder)).toBe('20261123-041500-transfers-engine');
    expect(recordId(at, 'My Swaps/../x', '', folder)).toBe('20261123-041500-my-swaps-x-unnamed');
  });

  it('has a suffix when the folder exists', () => {
    const id = recordId(at, 'transfers', 'engine', folder);
    mkdirSync(join(folder, id));
    expect(recordId(at, 'transfers', 'engine', folder)).toBe(`${id}-2`);
    mkdirSync(join(folder, `${id}-2`));
    expect(recordId(at, 'transfers', 'engine', folder)).toBe(`${id}-3`);
  });
});
