import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder, writeTransactions } from '../../../../harness/export/index.ts';

let root: string;
let made = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lakh-k6-files-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const OURS = '// Exported by lakh 0.0.0. ...\n';

function folderWith(files: Readonly<Record<string, string>>): string {
  const path = join(root, String(made++));
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

async function* transactions(count: number, thenThrow?: Error) {
  for (let i = 0; i < count; i++) yield { raw: Uint8Array.of(2, i >> 8, i & 255) };
  if (thenThrow) throw thenThrow;
}

describe('the transactions', () => {
  it('are a line each, however many they are', async () => {
    const folder = await openFolder(join(root, 'new/below'), false);
    expect(await writeTransactions(folder, transactions(2500))).toBe(2500);
    const lines = readFileSync(folder.transactions, 'utf8').split('\n');
    expect(lines).toHaveLength(2501);
    expect([lines[0], lines[1024], lines[2499], lines[2500]]).toEqual([
      '0x020000',
      '0x020400',
      '0x0209c3',
      '',
    ]);
  });

  it('that break off leave the file of before, and nothing half-written', async () => {
    const path = folderWith({ 'script.ts': OURS, 'transactions.txt': 'before' });
    const folder = await openFolder(path, false);
    const broken = writeTransactions(folder, transactions(2000, new Error('interrupted')));
    await expect(broken).rejects.toThrow('interrupted');
    expect(readdirSync(path).sort()).toEqual(['script.ts', 'transactions.txt']);
    expect(readFileSync(folder.transactions, 'utf8')).toBe('before');
  });

  it('that cannot be written say so', async () => {
    const path = folderWith({});
    mkdirSync(join(path, 'transactions.txt'));
    const folder = await openFolder(path, true);
    await expect(writeTransactions(folder, transactions(1))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/transactions\.txt cannot be written/),
    });
    expect(readdirSync(path)).toEqual(['transactions.txt']);
  });
});

describe('the folder', () => {
  it.each([
    ['empty', {}],
    ['with files of other names', { 'notes.md': '' }],
    ['of an earlier export', { 'script.ts': OURS, 'transactions.txt': '' }],
    ['of an export that lost its transactions', { 'script.ts': OURS }],
  ])('%s may be written', async (_, files) => {
    await openFolder(folderWith(files), false);
  });

  it.each([
    ['a script without our first line', { 'script.ts': 'mine', 'transactions.txt': '' }, 'script.ts'],
    ['a script of ours that somebody took over', { 'script.ts': `\n${OURS}` }, 'script.ts'],
    ['an empty script', { 'script.ts': '' }, 'script.ts'],
    ['transactions alone', { 'transactions.txt': '' }, 'transactions.txt'],
  ])('with %s may not, without force', async (_, files, name) => {
    const path = folderWith(files);
    await expect(openFolder(path, false)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `${join(path, name)} is there already, and not as lakh exported it`,
    });
    await openFolder(path, true);
  });

  it('in place of a file, or below one, is none', async () => {
    const file = join(folderWith({ file: '' }), 'file');
    for (const path of [file, join(file, 'below')]) {
      await expect(openFolder(path, true)).rejects.toMatchObject({ code: 'file-unreadable' });
    }
  });
});
