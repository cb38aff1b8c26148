import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeTags,
  findRuns,
  type HistoryDatabase,
  openDatabase,
  TABLES,
} from '../../../harness/history/index.ts';
import { METRICS } from '../../../harness/measure/index.ts';
import { emptyFolder, fillFolder, recordOf } from './folder.ts';

let root: string;
let database: HistoryDatabase;
beforeAll(async () => {
  root = await emptyFolder();
  await fillFolder(root, { a: recordOf(1, 900), b: recordOf(2, 1100) });
  await changeTags(join(root, 'b'), ['fast', 'new'], 'add');
  database = await openDatabase((await findRuns(root)).runs);
});
afterAll(async () => {
  database.close();
  await rm(root, { recursive: true });
});

describe('what a query sees', () => {
  it('a row a run, with every metric', async () => {
    const { columns, rows } = await database.query(
      "select id, tags, started, rate, goodput, ledger_succeeded, inclusionFromSent_p99, plan->>'$.workload.name' as name from runs order by goodput",
    );
    const { ledger, latency, plan } = recordOf(1);
    const same = [plan.load.rate ?? null, 0, ledger.succeeded, latency.inclusionFromSent.p99Ns, 'transfers'];
    const row = (day: number, tags: string[], tps: number) => [
      recordOf(day).id,
      tags,
      recordOf(day).startedAt,
      ...same.with(1, tps),
    ];
    expect(columns.slice(0, 3)).toEqual(['id', 'tags', 'started']);
    expect(rows).toEqual([row(1, [], 900), row(2, ['fast', 'new'], 1100)]);
    const described = (await database.query('describe runs')).rows.map(([name]) => name);
    for (const { name } of METRICS) expect(described).toContain(name.replaceAll('.', '_'));
  });

  it('metrics as rows, the same values', async () => {
    const { rows } = await database.query(
      "select metric, unit, value from metrics where run like '20260101%'",
    );
    expect(rows).toEqual(METRICS.map(({ name, unit, of }) => [name, unit, of(recordOf(1, 900))]));
  });

  it('blocks, seconds and actions', async () => {
    const { blocks, series, actions } = recordOf(1);
    const of = async (columns: string, table: string, order: string) =>
      (
        await database.query(
          `select ${columns} from ${table} where run = '${recordOf(1).id}' order by ${order}`,
        )
      ).rows;
    expect(await of('number, gas_used, ours, base_fee_wei', 'blocks', 'seen_ns')).toEqual(
      blocks.map((block) => [
        block.number,
        block.gasUsed,
        block.ours,
        block.baseFeeWei && Number(block.baseFeeWei),
      ]),
    );
    expect(await of('offered, succeeded, in_flight, inclusion_p99_ns', 'series', 'second')).toEqual(
      series.offered.map((offered, at) => [
        offered,
        series.succeeded[at],
        series.inFlight[at],
        series.inclusionP99Ns[at],
      ]),
    );
    expect(await of('action, count, gas_used', 'actions', 'action')).toEqual(
      actions.map(({ action, count, gasUsed }) => [action, count, gasUsed]),
    );
  });

  it('answers that JSON has no word for become text', async () => {
    const { rows } = await database.query(
      "select 9007199254740993::bigint, date '2026-01-01', {'a': 1::bigint}, [null]",
    );
    expect(rows).toEqual([['9007199254740993', '2026-01-01T00:00:00.000Z', { a: 1 }, [null]]]);
  });

  it('more rows than a chunk holds', async () => {
    const blocks = Array.from({ length: 5000 }, (_, number) => ({ ...recordOf(3).blocks[0]!, number }));
    const run = { folder: '', path: 'x', group: 'x', record: { ...recordOf(3), blocks }, tags: [] };
    const large = await openDatabase([run]);
    expect((await large.query('select count(*), sum(number) from blocks')).rows).toEqual([
      [5000, 12_497_500],
    ]);
    large.close();
  });

  it('nothing for a date that is none', async () => {
    const record = { ...recordOf(3), startedAt: 'yesterday' };
    const odd = await openDatabase([{ folder: '', path: 'x', group: 'x', record, tags: [] }]);
    expect((await odd.query('select started, ended from runs')).rows).toEqual([[null, record.endedAt]]);
    odd.close();
  });

  it('tables without rows where there are no runs', async () => {
    const empty = await openDatabase([]);
    for (const { name } of TABLES) expect((await empty.query(`from ${name}`)).rows).toEqual([]);
    empty.close();
  });
});

describe('what a query cannot do', () => {
  it.each([
    ['copy runs to $file', /file system operations are disabled/],
    ['export database $file', /file system operations are disabled/],
    ['attach $file', /only a query/],
    ["select * from enable_logging(storage = 'file', storage_path = $file)", /log stays off/],
    ['drop table runs', /only a query/],
    ['insert into actions from actions', /only a query/],
    ['install httpfs', /only a query/],
    ['load httpfs', /only a query/],
    ['set enable_external_access = true', /only a query/],
    ['select * from read_csv($secret)', /file system operations are disabled/],
    ['select * from read_text($secret)', /file system operations are disabled/],
    ['select * from glob($secret)', /file system operations are disabled/],
    ['select 1; select 2', /one query is wanted, this is 2/],
    ['selec', /syntax error/],
    ['', /it is empty/],
    ['select * from nothing', /nothing does not exist/],
  ])('%s', async (sql, said) => {
    const file = join(root, 'written');
    await writeFile(join(root, 'secret'), 'x');
    const text = sql.replace('$file', `'${file}'`).replace('$secret', `'${join(root, 'secret')}'`);
    await expect(database.query(text)).rejects.toThrow(said);
    expect(existsSync(file)).toBe(false);
    expect((await database.query('select count(*) from runs')).rows).toEqual([[2]]);
  });
});
