/**
 * The rules of the house, as ARCHITECTURE.md tells them: who may import whom, by which door, and how long things get.
 * Each rule is a pure function from files to faults, and is shown to find a fault before it is trusted.
 */
import { describe, expect, it } from 'vitest';
import { documentText, rowsOf, sectionOf } from './docs/markdown.ts';
import { readSource, type SourceFile, sourceFiles } from './support/sources.ts';

/** What a folder may import besides itself, by the table on the page; missing for what may import everything. */
const MAY_IMPORT = new Map(
  rowsOf(sectionOf(documentText('ARCHITECTURE.md'), 'Who may import whom'))
    .filter(([, allowed]) => allowed !== 'everything')
    .map(([folder, allowed]) => [folder!.replaceAll('`', '').replace('harness/', ''), allowed!.split(', ')]),
);
/** The files that put the parts together, and who may import them. */
const COMPOSED = ['index.ts', 'catalog.ts', 'define.ts'];
const COMPOSED_FOR = ['cli', 'index.ts'];
/** Contracts and primitives are read file by file; every other folder has one door. */
const OPEN_FOLDERS = ['spec', 'std'];

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;
/** Longer all the same, and why. */
const LONG_FUNCTIONS = new Map([
  [
    'run in harness/kernel/evm/assembly/interpreter.ts',
    'one loop and one dispatch for all opcodes of the EVM',
  ],
]);

/** `harness/run/load.ts` belongs to `run`, `reports/html/page.ts` to `reports`, `harness/index.ts` to itself. */
function folderOf(path: string): string {
  const [top, second] = path.split('/');
  return top === 'harness' ? second! : top!;
}

type Crossing = { readonly from: SourceFile; readonly to: string };

/** Every import from one folder into another. */
function crossings(files: readonly SourceFile[]): Crossing[] {
  return files.flatMap((from) =>
    from.imports.flatMap(({ file: to }) =>
      to && folderOf(to) !== folderOf(from.path) ? [{ from, to }] : [],
    ),
  );
}

function forbiddenImports(files: readonly SourceFile[]): string[] {
  return crossings(files)
    .filter(({ from, to }) => !mayImport(folderOf(from.path), folderOf(to)))
    .map(({ from, to }) => `${from.path} imports ${to}`);
}

function mayImport(from: string, to: string): boolean {
  if (to === 'cli') return false;
  if (to === 'conformance') return from === 'cli';
  if (COMPOSED.includes(to)) return COMPOSED_FOR.includes(from);
  if (from === 'cli' || COMPOSED.includes(from)) return true;
  return MAY_IMPORT.get(from)?.includes(to) ?? false;
}

/** An import into another folder goes through an index.ts there: the folder's own, or that of one adapter. */
function deepImports(files: readonly SourceFile[]): string[] {
  return crossings(files)
    .filter(({ to }) => !OPEN_FOLDERS.includes(folderOf(to)) && to !== `harness/${folderOf(to)}`)
    .filter(({ to }) => !to.endsWith('/index.ts'))
    .map(({ from, to }) => `${from.path} imports ${to}, past the door of ${folderOf(to)}`);
}

function foldersWithoutDoor(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set([...paths].map(topFolderOf).filter((folder) => folder !== 'harness'));
  return [...folders].filter((folder) => folder !== 'harness/cli' && !paths.has(`${folder}/index.ts`));
}

function topFolderOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('harness/') ? 2 : 1)
    .filter((part) => !part.endsWith('.ts'))
    .join('/');
}

/** What the contracts import of packages and Node is types, and theirs alone. */
function behaviourInContracts(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => folderOf(path) === 'spec')
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file === null)
        .filter(({ specifier, typeOnly }) => !typeOnly || !/^(zod|node:.*)$/.test(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
}

/** Circles of imports that are there when the program runs, each as the way around. */
function cycles(files: readonly SourceFile[]): string[] {
  const next = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ file, typeOnly }) => (file && !typeOnly ? [file] : [])),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  function walk(path: string, way: readonly string[]): void {
    const at = way.indexOf(path);
    if (at >= 0) found.push([...way.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const file of next.get(path) ?? []) walk(file, [...way, path]);
    done.add(path);
  }
  for (const { path } of files) walk(path, []);
  return found;
}

function talk(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => folderOf(path) !== 'cli')
    .flatMap(({ path, members }) =>
      members
        .filter((member) => /^console\.|^process\.(exit|exitCode|argv|stdout|stderr|stdin)$/.test(member))
        .map((member) => `${path} uses ${member}`),
    );
}

function tooLong(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, lines, functions }) => [
    ...(lines > MAX_FILE_LINES ? [`${path} has ${lines} lines`] : []),
    ...functions
      .filter((one) => one.lines > MAX_FUNCTION_LINES && !LONG_FUNCTIONS.has(`${one.name} in ${path}`))
      .map((one) => `${one.name} in ${path} has ${one.lines} lines`),
  ]);
}

const RULES = {
  forbiddenImports,
  deepImports,
  foldersWithoutDoor,
  behaviourInContracts,
  cycles,
  talk,
  tooLong,
};

describe('the house', () => {
  const files = sourceFiles(['harness', 'workloads', 'reports']);

  it('was found, with every folder in the table', () => {
    expect(files.length).toBeGreaterThan(100);
    const known = new Set([...MAY_IMPORT.keys(), ...COMPOSED, 'cli']);
    expect(files.map(({ path }) => folderOf(path)).filter((folder) => !known.has(folder))).toEqual([]);
    const paths = new Set(files.map(({ path }) => path));
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file?.endsWith('.ts') && !paths.has(file))
        .map(({ file }) => `${path}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(Object.entries(RULES))('keeps the rule %s', (_, rule) => {
    expect(rule(files)).toEqual([]);
  });
});

describe('each rule finds what it forbids', () => {
  it.each<[keyof typeof RULES, Record<string, string>, string[]]>([
    [
      'forbiddenImports',
      { 'harness/std/a.ts': "import { p } from '../plan/index.ts';" },
      ['harness/std/a.ts imports harness/plan/index.ts'],
    ],
    [
      'forbiddenImports',
      { 'workloads/a.ts': "import type { R } from '../harness/run/index.ts';" },
      ['workloads/a.ts imports harness/run/index.ts'],
    ],
    [
      'forbiddenImports',
      { 'harness/run/a.ts': "export { c } from '../catalog.ts';" },
      ['harness/run/a.ts imports harness/catalog.ts'],
    ],
    [
      'forbiddenImports',
      { 'harness/conformance/a.ts': "const c = await import('../cli/index.ts');" },
      ['harness/conformance/a.ts imports harness/cli/index.ts'],
    ],
    [
      'forbiddenImports',
      { 'harness/plan/a.ts': "type R = import('../record/index.ts').R;" },
      ['harness/plan/a.ts imports harness/record/index.ts'],
    ],
    ['forbiddenImports', { 'harness/run/a.ts': "import { s } from '../std/clock.ts';" }, []],
    ['forbiddenImports', { 'harness/cli/a.ts': "import { r } from '../run/index.ts';" }, []],
    [
      'deepImports',
      { 'harness/run/a.ts': "import { s } from '../wallet/signer.ts';" },
      ['harness/run/a.ts imports harness/wallet/signer.ts, past the door of wallet'],
    ],
    ['deepImports', { 'harness/cli/a.ts': "import { B } from '../catalog.ts';" }, []],
    ['deepImports', { 'harness/run/a.ts': "import { s } from '../std/clock.ts';" }, []],
    [
      'foldersWithoutDoor',
      { 'harness/novel/a.ts': '', 'harness/cli/main.ts': '', 'harness/index.ts': '' },
      ['harness/novel'],
    ],
    [
      'behaviourInContracts',
      { 'harness/spec/a.ts': "import { z } from 'zod';" },
      ['harness/spec/a.ts imports zod'],
    ],
    [
      'behaviourInContracts',
      { 'harness/spec/a.ts': "import type { W } from 'ws';" },
      ['harness/spec/a.ts imports ws'],
    ],
    ['behaviourInContracts', { 'harness/spec/a.ts': "import type { z } from 'zod';" }, []],
    [
      'cycles',
      {
        'reports/a.ts': "import { b } from './b.ts';",
        'reports/b.ts': "import { c } from './c.ts';",
        'reports/c.ts': "export * from './a.ts';",
      },
      ['reports/a.ts -> reports/b.ts -> reports/c.ts -> reports/a.ts'],
    ],
    [
      'cycles',
      { 'reports/a.ts': "import { b } from './b.ts';", 'reports/b.ts': "import type { A } from './a.ts';" },
      [],
    ],
    [
      'talk',
      { 'harness/run/a.ts': 'console.log(process.argv);' },
      ['harness/run/a.ts uses console.log', 'harness/run/a.ts uses process.argv'],
    ],
    ['talk', { 'harness/run/a.ts': 'process.exit(1);' }, ['harness/run/a.ts uses process.exit']],
    ['talk', { 'harness/cli/a.ts': 'process.exit(1);' }, []],
    ['tooLong', { 'harness/run/a.ts': '\n'.repeat(401) }, ['harness/run/a.ts has 401 lines']],
    [
      'tooLong',
      { 'harness/run/a.ts': `function f() {${'\n'.repeat(70)}}` },
      ['f in harness/run/a.ts has 71 lines'],
    ],
  ])('%s, case %#', (name, texts, faults) => {
    const files = Object.entries(texts).map(([path, text]) => readSource(path, text));
    expect(RULES[name](files)).toEqual(faults);
  });
});
