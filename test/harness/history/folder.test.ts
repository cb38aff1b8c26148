import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ageMs,
  changeTags,
  deleteRun,
  findRuns,
  prunable,
  runNamed,
} from '../../../harness/history/index.ts';
import { emptyFolder, fillFolder, recordOf } from './folder.ts';

let root: string;
beforeEach(async () => {
  root = await emptyFolder();
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function paths(): Promise<string[]> {
  return (await findRuns(root)).runs.map(({ path }) => path);
}

describe('finding', () => {
  it('newest first, repeated runs too, whatever their folders are called', async () => {
    await fillFolder(root, {
      z: recordOf(1),
      a: recordOf(3),
      'ab-1/pair-1': recordOf(2),
      'saturate-1/x/y': recordOf(4),
    });
    expect(await paths()).toEqual(['saturate-1/x/y', 'a', 'ab-1/pair-1', 'z']);
    expect((await findRuns(root)).runs.map(({ group }) => group)).toEqual(['saturate-1', 'a', 'ab-1', 'z']);
  });

  it('tells what cannot be read, and goes on', async () => {
    await fillFolder(root, { good: recordOf(1), cut: recordOf(2), tagged: recordOf(3), newer: recordOf(4) });
    const text = await readFile(join(root, 'cut/record.json'), 'utf8');
    await writeFile(join(root, 'cut/record.json'), text.slice(0, 5000));
    await writeFile(join(root, 'tagged/tags.json'), '["a"]');
    await writeFile(join(root, 'newer/record.json'), JSON.stringify({ ...recordOf(4), version: 99 }));
    const { runs, unreadable } = await findRuns(root);
    expect(runs.map(({ path }) => path)).toEqual(['good']);
    expect(unreadable.map(({ why }) => why.replaceAll(root, '')).sort()).toEqual([
      '/cut/record.json is cut short: its JSON has no end',
      '/newer/record.json is a record of version 99; this lakh reads up to 5',
      '/tagged/tags.json holds no tags',
    ]);
  });

  it('brings records of older versions up to date', async () => {
    const { waiting, ...latency } = recordOf(1).latency;
    const { steps, reverts, revertsExamined, conflicts, ceiling, ...old } = recordOf(1);
    await mkdir(join(root, 'old'));
    await writeFile(join(root, 'old/record.json'), JSON.stringify({ ...old, latency, version: 1 }));
    expect((await findRuns(root)).runs[0]!.record).toMatchObject({
      version: 5,
      conflicts: null,
      ceiling: null,
      reads: null,
    });
  });

  it('refuses a folder that is not there', async () => {
    await expect(findRuns(join(root, 'none'))).rejects.toThrow(/no runs can be read at .*none/);
  });

  it('finds nothing in an empty one', async () => {
    expect(await findRuns(root)).toEqual({ runs: [], unreadable: [] });
  });
});

describe('naming', () => {
  it('by id, path, folder or a beginning that is the only one', async () => {
    await fillFolder(root, { first: recordOf(1), 'ab-1/fine': recordOf(2), 'ab-1/fin': recordOf(12) });
    const { runs } = await findRuns(root);
    for (const name of ['first', 'fir', recordOf(1).id, '20260101', join(root, 'first')]) {
      expect(runNamed(runs, name).path).toBe('first');
    }
    expect(runNamed(runs, 'fin').path).toBe('ab-1/fin');
    expect(runNamed(runs, 'ab-1/fine').path).toBe('ab-1/fine');
    expect(() => runNamed(runs, '202601')).toThrow(/may be any of 3 runs: ab-1\/fin, ab-1\/fine, first/);
    expect(() => runNamed(runs, 'x')).toThrow('there is no run x');
  });
});

describe('tags', () => {
  it('stand beside the record, each once, and leave it as it is', async () => {
    await fillFolder(root, { a: recordOf(1) });
    const folder = join(root, 'a');
    const before = await readFile(join(folder, 'record.json'), 'utf8');
    await changeTags(folder, ['v1.2', 'baseline'], 'add');
    expect(await changeTags(folder, ['baseline', 'über/alles'], 'add')).toEqual([
      'v1.2',
      'baseline',
      'über/alles',
    ]);
    expect((await findRuns(root)).runs[0]!.tags).toEqual(['v1.2', 'baseline', 'über/alles']);
    expect(await readFile(join(folder, 'record.json'), 'utf8')).toBe(before);
    expect(await changeTags(folder, ['v1.2', 'baseline', 'über/alles'], 'remove')).toEqual([]);
    expect(existsSync(join(folder, 'tags.json'))).toBe(false);
  });

  it.each(['', 'two words', '-x', 'a\nb', 'x'.repeat(65), '<b>'])('cannot be called %j', async (name) => {
    await fillFolder(root, { a: recordOf(1) });
    await expect(changeTags(join(root, 'a'), ['fine', name], 'add')).rejects.toThrow(
      /a tag cannot be called/,
    );
    expect((await findRuns(root)).runs[0]!.tags).toEqual([]);
  });
});

describe('pruning', () => {
  const nowMs = Date.parse('2026-01-31T12:00:00Z');

  beforeEach(async () => {
    await fillFolder(root, {
      a: recordOf(30),
      'set/1': recordOf(28),
      'set/2': recordOf(2),
      b: recordOf(20),
      'old-set/1': recordOf(10),
      'old-set/2': recordOf(9),
      c: recordOf(5),
    });
    await changeTags(join(root, 'old-set/2'), ['release'], 'add');
  });

  it.each([
    ['the newest stay, a set counts once', { keep: 2 }, ['b', 'c']],
    ['what is tagged counts and stays', { keep: 4 }, ['c']],
    ['none need stay', { keep: 0 }, ['a', 'set/1', 'b', 'c', 'set/2']],
    ['more than there are', { keep: 9 }, []],
    ['by age, a set as old as its newest run', { olderThanMs: ageMs('10d'), nowMs }, ['b', 'c']],
    ['exactly as old stays', { olderThanMs: ageMs('26d'), nowMs }, []],
    ['older than an hour', { olderThanMs: ageMs('1h'), nowMs }, ['a', 'set/1', 'b', 'c', 'set/2']],
  ])('%s', async (_, rule, expected) => {
    const going = prunable((await findRuns(root)).runs, rule).map(({ path }) => path);
    expect(going.sort()).toEqual([...expected].sort());
  });

  it('deletes what lakh wrote and nothing else', async () => {
    await writeFile(join(root, 'b/notes.txt'), 'mine');
    const { runs } = await findRuns(root);
    for (const run of prunable(runs, { keep: 0 })) await deleteRun(run, root);
    expect((await paths()).sort()).toEqual(['old-set/1', 'old-set/2']);
    expect(['a', 'set', 'c'].filter((path) => existsSync(join(root, path)))).toEqual([]);
    expect(await readFile(join(root, 'b/notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(root)).toBe(true);
  });

  it.each(['', '30', 'd', '-3d', '30 days', '1m'])('%j is no age', (text) => {
    expect(() => ageMs(text)).toThrow(/is no age/);
  });
});
