/** `--samples`: what other tools read in the file is what the record says. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, type RunRecord, run } from '../../../harness/index.ts';
import { SAMPLES_FILE, sampleSpool } from '../../../harness/record/index.ts';
import { SAMPLE_COLUMNS, SAMPLE_ROWS, type SampleChunk } from '../../../harness/spec/index.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { planParts } from '../../support/plan-parts.ts';

type Row = Readonly<Record<string, number | string | null>>;

/** Answers of an untouched DuckDB, with whole numbers as numbers. */
async function ask(folder: string, query: string): Promise<Row[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const file = `'${join(folder, SAMPLES_FILE)}'`;
  const reader = await connection.runAndReadAll(query.replaceAll('samples', file));
  return reader
    .getRowObjectsJson()
    .map(
      (row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
          ]),
        ) as Row,
    );
}

describe('a run on two threads, with more arrivals than may be in flight', () => {
  const folder = temporaryFolder();
  let record: RunRecord;

  beforeAll(async () => {
    const scenario = {
      target: { name: 'engine', blockTime: '100ms' },
      load: { rate: 400, duration: '1s', warmup: '200ms', maxInFlight: 20 },
      accounts: { count: 20 },
      workers: 2,
      samples: true,
      out: folder,
    };
    const plan = makePlan(scenario, BUILT_IN);
    record = (await run(plan, planParts(plan))).record;
  });

  it('has a row for every arrival', async () => {
    const { scheduled } = record.ledger;
    const [row] = await ask(
      folder,
      'select count(*) as rows, count(distinct index) as indices, min(index) as least, max(index) as most from samples',
    );
    expect(row).toEqual({ rows: scheduled, indices: scheduled, least: 0, most: scheduled - 1 });
  });

  it('counts as the ledger does, in the window too', async () => {
    const { dropped, succeeded } = record.ledger;
    expect(dropped).toBeGreaterThan(0);
    expect(await ask(folder, 'select status, count(*) as n from samples group by status order by 1')).toEqual(
      [
        { status: 'dropped', n: dropped },
        { status: 'succeeded', n: succeeded },
      ],
    );
    const [window] = await ask(folder, 'select count(*) as n from samples where in_window');
    expect(window!.n).toBe(record.windowLedger.scheduled);
  });

  it('has the latencies of the histograms, and blocks and gas of the chain', async () => {
    const [row] = await ask(
      folder,
      `select min(inclusion_ns) as least, max(inclusion_ns) as most, max(lag_ns) as lag, max(submit_ns) as submit
       from samples where in_window and status = 'succeeded'`,
    );
    const { inclusion, lag, submit } = record.latency;
    expect(row!.least).toBeCloseTo(inclusion.minNs!, -1);
    expect(row!.most).toBeCloseTo(inclusion.maxNs!, -1);
    expect(row!.lag).toBeCloseTo(lag.maxNs!, -1);
    expect(row!.submit).toBeCloseTo(submit.maxNs!, -1);
    const blocks = await ask(
      folder,
      'select block as number, count(*) as ours, sum(gas_used) as gas from samples where block > 0 group by 1 order by 1',
    );
    const expected = record.blocks.filter(({ ours }) => ours > 0);
    expect(blocks).toEqual(expected.map(({ number, ours, gasUsed }) => ({ number, ours, gas: gasUsed })));
  });

  it('leaves nothing of a dropped arrival but when it was due', async () => {
    const [row] = await ask(folder, "select * from samples where status = 'dropped' limit 1");
    const { index: _, due_ns: dueNs, in_window: __, ...rest } = row!;
    expect(dueNs).toBeGreaterThanOrEqual(0);
    expect(Object.values({ ...rest, status: null })).toEqual(Object.values(rest).map(() => null));
  });
});

function chunk(first: number, rows: number): SampleChunk {
  const columns = new Float64Array(SAMPLE_ROWS * SAMPLE_COLUMNS.length);
  for (let row = 0; row < rows; row++) columns[row] = first + row;
  return { rows, columns, actions: ['transfer'] };
}

it('takes more chunks than a row group holds, and leaves nothing else behind', async () => {
  const folder = temporaryFolder();
  const spool = await sampleSpool(folder);
  const chunks = Array.from({ length: 20 }, (_, at) => chunk(at * SAMPLE_ROWS, SAMPLE_ROWS));
  spool.append([...chunks, chunk(20 * SAMPLE_ROWS, 7)]);
  expect(await spool.finish({ run: 'r' })).toBeNull();
  const rows = 20 * SAMPLE_ROWS + 7;
  const [row] = await ask(folder, 'select count(distinct index) as n, max(index) as most from samples');
  expect(row).toEqual({ n: rows, most: rows - 1 });
  const metadata = await ask(
    folder,
    'select decode(key) as key, decode(value) as value from parquet_kv_metadata(samples)',
  );
  expect(metadata).toEqual([{ key: 'run', value: 'r' }]);
});

it('says what went wrong when the folder is gone, and does not fail', async () => {
  const folder = join(temporaryFolder(), 'inner');
  const spool = await sampleSpool(folder);
  await rm(folder, { recursive: true });
  spool.append([chunk(0, 3)]);
  expect(await spool.finish({})).toMatch(/ENOENT/);
  await expect(stat(folder)).rejects.toThrow();
});

it('refuses a folder that cannot be made, before anything is sent', async () => {
  await expect(sampleSpool('/dev/null/runs')).rejects.toMatchObject({ code: 'file-unreadable' });
});

it('that is abandoned leaves nothing, whether it was finished or not', async () => {
  const folder = temporaryFolder();
  const spool = await sampleSpool(folder);
  spool.append([chunk(0, 3)]);
  await spool.abandon();
  await spool.abandon();
  expect(await readdir(folder)).toEqual([]);
});
