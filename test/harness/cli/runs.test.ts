import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../harness/cli/exit.ts';
import { program } from '../../../harness/cli/program.ts';
import { EXIT } from '../../../harness/spec/index.ts';
import { emptyFolder, fillFolder, recordOf } from '../history/folder.ts';
import { lakh } from './command.ts';

let root: string;
const runs = (...args: string[]) => lakh(['runs', ...args, '--runs', root]);

beforeAll(async () => {
  root = await emptyFolder();
  await fillFolder(root, { old: recordOf(1), 'ab-1/new': recordOf(2), broken: recordOf(3) });
  await writeFile(join(root, 'broken/record.json'), '{"version": 2, "ledger"');
});
afterAll(() => rm(root, { recursive: true }));

it('loads DuckDB for queries alone', async () => {
  const loaded = () => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    return sharedObjects.some((file) => file.includes('duckdb'));
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  await program(['runs', 'list', '--runs', root]);
  expect(loaded()).toBe(false);
  await program(['runs', 'sql', 'select 1', '--runs', root]);
  vi.restoreAllMocks();
  expect(loaded()).toBe(true);
});

describe('lakh runs', () => {
  it('lists what can be read, and names what cannot', async () => {
    const { exitCode, stdout, stderr } = await runs('list');
    expect(exitCode).toBe(EXIT.ok);
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['run', 'ab-1/new', 'old', '']);
    expect(stderr).toMatch(/^lakh: left out: .*broken\/record\.json is cut short/);
    const json = await runs('list', '--json');
    expect(JSON.parse(json.stdout).runs.map(({ id }: { id: string }) => id)).toEqual([
      recordOf(2).id,
      recordOf(1).id,
    ]);
  });

  it('shows, tags, asks, and prunes what has no tag', async () => {
    expect((await runs('show', 'old')).stdout).toContain('transfers on anvil');
    expect((await runs('tag', 'old', 'v1')).stdout).toBe('old: v1\n');
    const asked = await runs('sql', 'select id, tags from runs order by id', '--json');
    expect(JSON.parse(asked.stdout)).toEqual([
      { id: recordOf(1).id, tags: ['v1'] },
      { id: recordOf(2).id, tags: [] },
    ]);
    expect((await runs('prune', '--keep', '0')).stdout).toMatch(
      /\n1 of 2 runs would be deleted; --yes deletes them\n$/,
    );
    expect(existsSync(join(root, 'ab-1/new'))).toBe(true);
    expect((await runs('prune', '--keep', '0', '--yes')).stdout).toMatch(/\ndeleted 1 of 2 runs\n$/);
    expect(['ab-1', 'old', 'broken'].filter((path) => existsSync(join(root, path)))).toEqual([
      'old',
      'broken',
    ]);
  });

  it('tells a trend and writes its page', async () => {
    const out = join(root, 'trend.html');
    const { exitCode, stdout } = await runs('trend', '--metric', 'goodput', '--out', out);
    expect(exitCode).toBe(EXIT.ok);
    expect(stdout).toMatch(/^transfers on anvil\n\ngoodput, /);
    expect(stdout).not.toContain('inclusion.p99');
    expect(existsSync(out)).toBe(true);
  });

  it.each([
    [['prune'], /prune needs either --keep or --older-than/],
    [['prune', '--keep', '1', '--older-than', '3d'], /prune needs either/],
    [['prune', '--keep', 'all'], /--keep must be a whole number, not all/],
    [['prune', '--older-than', '3'], /3 is no age/],
    [['show', 'none'], /there is no run none/],
    [['tag', 'old'], /not enough non-option arguments/],
    [['sql', 'drop table runs'], /only a query/],
    [['sql', 'select 1', '--format', 'xml'], /invalid values/],
    [['trend', '--metric', 'tps'], /there is no metric tps/],
    [['sell'], /did you mean sql/],
    [[], /say what to do with the runs: list, show, tag, prune, sql or trend/],
  ])('refuses %j', async (args, said) => {
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const thrown = await program(['runs', ...args, '--runs', root]).catch((error: unknown) => error);
    vi.restoreAllMocks();
    expect(failureOf(thrown, false)).toMatchObject({
      exitCode: EXIT.badInput,
      text: expect.stringMatching(said),
    });
  });
});
