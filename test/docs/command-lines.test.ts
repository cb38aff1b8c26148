import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUILT_IN } from '../../harness/catalog.ts';
import type { AbArguments } from '../../harness/cli/ab.ts';
import { targetScenario } from '../../harness/cli/ab-target.ts';
import { scenarioOfEnvironment } from '../../harness/cli/environment.ts';
import { scenarioOfFlags, scenarioOfSettings } from '../../harness/cli/flags.ts';
import { type MatrixGiven, matrixSubject } from '../../harness/cli/matrix-subject.ts';
import { isPluginPath } from '../../harness/cli/plugin.ts';
import { program } from '../../harness/cli/program.ts';
import type { RunArguments } from '../../harness/cli/run.ts';
import type { ScaleArguments } from '../../harness/cli/scale.ts';
import { scaleSubject } from '../../harness/cli/scale-subject.ts';
import { readScenario } from '../../harness/cli/scenario-file.ts';
import { type ServeArguments, serveOptions } from '../../harness/cli/serve-options.ts';
import { layer, makePlan } from '../../harness/plan/index.ts';
import { writeRecord } from '../../harness/record/index.ts';
import { EXIT } from '../../harness/spec/index.ts';
import { makeMatrix } from '../support/matrix.ts';
import { makeRecord } from '../support/record.ts';
import { codeSpansOf, commandLine, commandLinesOf, DOCUMENTS, documentText, ROOT } from './markdown.ts';

/** `run` up to the load: arguments, scenario and plan, of a workload or target that is built in. */
async function planned(given: RunArguments): Promise<number> {
  const file = given.scenario === undefined ? {} : await readScenario(given.scenario);
  const over = [
    ...scenarioOfEnvironment(process.env),
    scenarioOfFlags(given.flags),
    scenarioOfSettings(given.settings),
  ];
  const scenario = layer(file, ...over) as Record<string, { name?: unknown } | undefined>;
  const plugin = [scenario.workload?.name, scenario.target?.name].some(isPluginPath);
  if (!plugin) makePlan(scenario, BUILT_IN);
  return EXIT.ok;
}

/** `ab` up to its first run: both targets. */
async function plannedAb({ run, baseline, candidate }: AbArguments): Promise<number> {
  for (const target of [baseline, candidate]) {
    const scenario = layer(
      run.scenario === undefined ? {} : await readScenario(run.scenario),
      scenarioOfFlags(run.flags),
      await targetScenario(target, '--baseline'),
    );
    makePlan(scenario, BUILT_IN);
  }
  return EXIT.ok;
}

vi.mock('../../harness/cli/ab.ts', () => ({ ab: (given: AbArguments) => plannedAb(given) }));
vi.mock('../../harness/cli/run.ts', () => ({ runCommand: (given: RunArguments) => planned(given) }));
vi.mock('../../harness/cli/export.ts', () => ({ exportCommand: (given: RunArguments) => planned(given) }));
vi.mock('../../harness/cli/calibrate.ts', () => ({ calibrate: (given: RunArguments) => planned(given) }));
vi.mock('../../harness/cli/serve.ts', () => ({
  serveCommand: (given: ServeArguments) => serveOptions(given).then(() => EXIT.ok),
}));
vi.mock('../../harness/cli/saturate.ts', () => ({ saturate: (given: RunArguments) => planned(given) }));
vi.mock('../../harness/cli/scale.ts', () => ({
  scale: (given: ScaleArguments) =>
    scaleSubject(given, given.contention, given.blockSize).then(() => EXIT.ok),
}));

vi.mock('../../harness/cli/matrix.ts', async (original) => ({
  ...(await original<object>()),
  matrix: (given: MatrixGiven) => matrixSubject(given).then(() => EXIT.ok),
}));

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-docs-'));
  symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
  // The record that the documents' own `run --out runs/mine` leaves behind.
  await writeRecord(join(folder, 'runs/mine'), makeRecord(), '');
  // And the matrix of `lakh matrix --out runs/compared`.
  mkdirSync(join(folder, 'runs/compared'));
  writeFileSync(join(folder, 'runs/compared/matrix.json'), JSON.stringify(makeMatrix()));
  for (const run of ['before/1', 'before/2', 'before/3', 'before/4', 'before/5']) {
    await writeRecord(join(folder, 'runs', run), { ...makeRecord(), id: run }, '');
    const after = run.replace('before', 'after');
    await writeRecord(join(folder, 'runs', after), { ...makeRecord(), id: after }, '');
  }
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('LAKH_')) vi.stubEnv(name, undefined);
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const pages = DOCUMENTS.map((path) => ({ path, lines: commandLinesOf(documentText(path)) }));

/** Every command but those that send a load really runs. In the order of the page: `validate` reads what `init` wrote. */
it.each(pages.filter(({ lines }) => lines.length > 0))('$path shows commands that work', async ({
  lines,
}) => {
  for (const { shown, variables, argv } of lines) {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const outcome = await program(argv).catch((error: unknown) => error);
    expect(outcome, shown).toBe(EXIT.ok);
    vi.unstubAllEnvs();
  }
});

const COMMANDS = [
  'run',
  'report',
  'schema',
  'validate',
  'list',
  'init',
  'check-workload',
  'compare',
  'ab',
  'gate',
  'runs',
  'calibrate',
  'saturate',
  'scale',
  'matrix',
  'export',
  'presign',
  'serve',
];

it('the documents show every command', () => {
  const shown = pages.flatMap(({ lines }) => lines.map(({ argv }) => argv[0]));
  expect(shown.length).toBeGreaterThan(15);
  expect([...new Set(shown)].sort()).toEqual([...COMMANDS].sort());
});

/** Commands in the running text have placeholders, such as RECORD: only their words and flags can be right or wrong. */
describe('commands in sentences', () => {
  const spans = [...new Set(DOCUMENTS.flatMap((path) => codeSpansOf(documentText(path))))];
  const commands = spans
    .flatMap((span) => commandLine(span) ?? [])
    .filter(({ argv }) => argv.length > 0 && argv[0] !== '<command>' && argv[0] !== '--version');

  it('there are some', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$shown', async ({ argv }) => {
    expect(COMMANDS).toContain(argv[0]);
    const written = vi.spyOn(console, 'log').mockImplementation(() => {});
    const command = argv[0] === 'runs' ? argv.slice(0, 2) : argv.slice(0, 1);
    await program([...command.filter((word) => !word.startsWith('-')), '--help']);
    const help = written.mock.calls.join('\n');
    for (const word of argv.filter((one) => one.startsWith('--'))) expect(help).toContain(`${word} `);
  });
});

describe('the README', () => {
  const scripts = JSON.parse(documentText('package.json')).scripts as Record<string, string>;
  const { bin, license } = JSON.parse(documentText('package.json')) as {
    bin: { lakh: string };
    license: string;
  };

  it('begins with the two commands of a fresh clone', () => {
    const first = /```sh\n([\s\S]*?)```/.exec(documentText('README.md'))![1]!;
    expect(first.trim().split('\n')).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(documentText('README.md').indexOf('npx lakh')).toBeGreaterThan(
      documentText('README.md').indexOf(first),
    );
  });

  it('has scripts behind them that build first, run the main job, and run the tests', () => {
    expect(scripts.start).toBe(`npm run --silent build && node --single-threaded-gc ${bin.lakh} run`);
    expect(scripts.test).toBe('npm run --silent build && vitest run');
    expect(bin.lakh).toBe('dist/harness/cli/main.js');
  });

  it('says of the main job what the default plan is', () => {
    expect(makePlan({}, BUILT_IN)).toMatchObject({
      workload: { name: 'transfers' },
      target: { name: 'engine' },
      load: { arrival: 'constant', rate: 300, durationMs: 20_000 },
    });
    expect(documentText('README.md')).toContain(
      'sends 300 transfers a second for 20 s into the chain inside the process',
    );
  });

  it('names the targets that there are, and every workload', () => {
    const text = documentText('README.md');
    expect(BUILT_IN.targets.filter(({ name }) => !text.includes(`| \`${name}\` |`))).toEqual([]);
    expect(BUILT_IN.workloads.filter(({ name }) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('names the licence of the package', () => {
    expect(license).toBe('Apache-2.0');
    expect(documentText('LICENSE')).toContain(
      'Apache License\n                           Version 2.0, January 2004',
    );
    expect(documentText('README.md')).toContain(`[${license}](LICENSE)`);
  });
});
