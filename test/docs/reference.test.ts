import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { BUILT_IN } from '../../harness/catalog.ts';
import { program } from '../../harness/cli/program.ts';
import { METRICS } from '../../harness/measure/index.ts';
import { layer, makePlan, scenarioJsonSchema } from '../../harness/plan/index.ts';
import { recordSchema } from '../../harness/record/schema.ts';
import { EXIT, LATENCIES, READ_FAILURES, REJECT_CODES, UNANSWERED_CODES } from '../../harness/spec/index.ts';
import { ERROR_CODES } from '../../harness/std/index.ts';
import { contentionOf } from '../../workloads/contention.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';
import { codeSpansOf, documentText, firstCodes, ROOT, rowsOf, sectionOf } from './markdown.ts';

const reference = documentText('docs/reference.md');
const concepts = documentText('docs/concepts.md');
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

function shapeOf(schema: unknown): Record<string, { options?: string[]; element?: never; shape?: never }> {
  return (schema as { shape: never }).shape;
}

describe('codes', () => {
  it('exit codes, with their names', () => {
    const documented = rowsOf(sectionOf(reference, 'Exit codes')).map(([code, name]) => [
      codeSpansOf(name!)[0],
      Number(codeSpansOf(code!)[0]),
    ]);
    expect(Object.fromEntries(documented)).toEqual(EXIT);
  });

  it('exit codes in the README', () => {
    const codes = codeSpansOf(sectionOf(documentText('README.md'), 'Exit codes')).map(Number);
    expect(codes.sort()).toEqual(Object.values(EXIT).map(Number).sort());
  });

  it('error codes, with their meaning', () => {
    const table = sectionOf(reference, 'Error codes').split('\n### ')[0]!;
    const documented = rowsOf(table).map(([code, meaning]) => [codeSpansOf(code!)[0], meaning]);
    expect(Object.fromEntries(documented)).toEqual(ERROR_CODES);
  });

  it('failures of reads', () => {
    const table = firstCodes(sectionOf(documentText('docs/reads.md'), 'When a read has failed'));
    expect(table).toEqual([...READ_FAILURES]);
    const listed = codeSpansOf(sectionOf(reference, 'Read failures'));
    expect(listed).toEqual([...READ_FAILURES]);
  });

  it('reject codes and unanswered codes', () => {
    expect(firstCodes(sectionOf(reference, 'Reject codes'))).toEqual([...REJECT_CODES]);
    expect(firstCodes(sectionOf(reference, 'Unanswered codes'))).toEqual([...UNANSWERED_CODES]);
  });

  it('doubt codes, with their levels', () => {
    const reasons = shapeOf(shapeOf(recordSchema).verdict).reasons!.element;
    const rows = rowsOf(sectionOf(concepts, 'Verdict and doubts'));
    expect(sorted(rows.map(([code]) => codeSpansOf(code!)[0]!))).toEqual(
      sorted(shapeOf(reasons).code!.options!),
    );

    const rules = readFileSync(join(ROOT, 'harness/measure/doubts.ts'), 'utf8');
    const levels = [...rules.matchAll(/return (invalid|warning)\(\s*'([\w-]+)'/g)].map(
      (m) => `${m[2]} ${m[1]}`,
    );
    expect(sorted(rows.map(([code, level]) => `${codeSpansOf(code!)[0]} ${level}`))).toEqual(sorted(levels));
  });
});

describe('figures', () => {
  it('metrics', () => {
    const section = sectionOf(reference, 'Thresholds and metrics');
    const listed = (name: string) =>
      codeSpansOf(section.split('\n').find((line) => line.startsWith(`${name}: `))!);
    const byLatency = [...listed('Latencies'), ...listed('Latencies of reads')].flatMap((latency) =>
      listed('Statistics').map((statistic) => `${latency}.${statistic}`),
    );
    const named = firstCodes(section).filter((name) => name !== 'LATENCY.STATISTIC');
    expect(sorted([...named, ...byLatency])).toEqual(sorted(METRICS.map(({ name }) => name)));
  });

  it('the thresholds that documents show are thresholds', () => {
    const shown = ['README.md', 'docs/quick-start.md', 'docs/reference.md'].flatMap((path) =>
      [...documentText(path).matchAll(/[`"]([a-zA-Z][\w.]* (?:<|<=|>|>=|==) [\d.]+\S*?)[`"]/g)].map(
        ([, text]) => text!,
      ),
    );
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.map((text) => BUILT_IN.thresholdProblem(text))).toEqual(shown.map(() => null));
  });

  it('latencies and the ledger in the concepts', () => {
    expect(firstCodes(sectionOf(concepts, 'Latencies'))).toEqual([...LATENCIES]);
    const ledger = Object.keys(shapeOf(shapeOf(recordSchema).ledger));
    expect(firstCodes(sectionOf(concepts, 'The ledger'))).toEqual(ledger);
  });

  it('the keys of a record', () => {
    const [, ...tables] = sectionOf(reference, 'The record').split('The keys of');
    expect(sorted(firstCodes(tables.join()))).toEqual(sorted(Object.keys(shapeOf(recordSchema))));
  });
});

/** Tables of keys by heading, with a scenario in which their keys have a meaning. */
const KEY_TABLES = [
  'general',
  'load',
  'reads',
  ...BUILT_IN.workloads.map(({ name }) => `workload ${name}`),
  'target engine',
  'target rpc',
  'target anvil',
];

/** Where the keys of a table are documented: each workload has a page of its own. */
function keyTable(table: string): string {
  const [section, name] = table.split(' ');
  return section === 'workload'
    ? sectionOf(documentText(`docs/workloads/${name}.md`), 'Options')
    : sectionOf(reference, `Scenario keys: ${table}`);
}

type Json = { readonly [key: string]: unknown };

/** What is inside this option is the same for every workload, and documented once. */
const CONTENTION = 'workload.contention.';

/** The dotted keys that a JSON Schema has. */
function keysIn(schema: Json, path: string): string[] {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []) as Json[];
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  return [
    ...alternatives.flatMap((one) => keysIn(one, path)),
    ...(schema.items ? keysIn(schema.items as Json, `${path}[]`) : []),
    ...properties.flatMap(([key, below]) => {
      const name = path === '' ? key : `${path}.${key}`;
      return [name, ...keysIn(below, name)];
    }),
  ];
}

function schemaKeys(table: string): string[] {
  const { properties } = scenarioJsonSchema(BUILT_IN) as { properties: Record<string, Json> };
  const [section, name] = table.split(' ');
  if (name === undefined) {
    if (table === 'load' || table === 'reads') return keysIn(properties[table]!, table);
    const { workload, target, load, reads, ...rest } = properties;
    return [
      'workload',
      'workload.name',
      'target',
      'target.name',
      'load',
      'reads',
      ...keysIn({ properties: rest }, ''),
    ];
  }
  const own = (properties[section!]!.anyOf as Json[]).filter(
    (one) => (one.properties as Record<string, Json> | undefined)?.name?.const === name,
  );
  return own
    .flatMap((one) => keysIn(one, section!))
    .filter((key) => key !== `${section}.name` && !key.startsWith(CONTENTION));
}

describe('scenario keys', () => {
  it.each(KEY_TABLES)('%s: all of them and no others', (table) => {
    const documented = firstCodes(keyTable(table)).filter(
      (key) => key.startsWith('workload.') || !table.startsWith('workload '),
    );
    expect(sorted(documented)).toEqual(sorted(schemaKeys(table)));
  });

  it('there are tables for every workload and target', () => {
    const named = (list: readonly { name: string }[], kind: string) =>
      list.map(({ name }) => `${kind} ${name}`);
    const expected = [...named(BUILT_IN.workloads, 'workload'), ...named(BUILT_IN.targets, 'target')];
    expect(sorted(KEY_TABLES.slice(3))).toEqual(sorted(expected));
    const tables = KEY_TABLES.filter((table) => !table.startsWith('workload '));
    expect([...reference.matchAll(/^### Scenario keys: (.*)$/gm)].map(([, table]) => table)).toEqual([
      ...tables.slice(0, 3),
      'workloads',
      ...tables.slice(3),
    ]);
  });

  it('contention is documented once, whole, with its defaults', () => {
    const rows = rowsOf(sectionOf(documentText('docs/workloads.md'), 'Contention'));
    const documented = rows.map(([key, value]) => [
      codeSpansOf(key!)[0]!.slice(CONTENTION.length),
      Number(codeSpansOf(value!)[0]),
    ]);
    expect(Object.fromEntries(documented)).toEqual(contentionOf('objects').parse({}));
  });

  /** Key, documented default as YAML, and a scenario to put it into. */
  const defaults = KEY_TABLES.flatMap((table) =>
    rowsOf(keyTable(table)).flatMap(([key, value, arrivals]) => {
      const text = /^`(.*)`$/.exec(value!)?.[1];
      const [section, name] = table.split(' ');
      const around: Json =
        name === undefined
          ? table === 'reads'
            ? { reads: { rate: 1 } }
            : {}
          : {
              [section!]: {
                name,
                ...(name === 'rpc' && { url: 'http://127.0.0.1:1' }),
                ...REQUIRED_OPTIONS[name],
              },
            };
      const closed = table === 'load' && arrivals === 'closed' ? { load: { inFlight: 1 } } : around;
      return text === undefined ? [] : [{ key: codeSpansOf(key!)[0]!, text, around: closed }];
    }),
  );

  it('most keys have a default', () => {
    expect(defaults.length).toBeGreaterThan(40);
  });

  it.each(defaults)('$key is $text when it is left out', ({ key, text, around }) => {
    const written = key
      .split('.')
      .reverse()
      .reduce<unknown>((below, part) => ({ [part]: below }), parse(text));
    expect(makePlan(layer(around, written), BUILT_IN)).toEqual(makePlan(around, BUILT_IN));
  });
});

/** What the command line writes when it is asked for help. */
async function helpOf(...command: string[]): Promise<string> {
  const written: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void written.push(String(text)));
  await program([...command, '--help']);
  log.mockRestore();
  return written.join('\n');
}

function flagsIn(help: string): string[] {
  return [...help.matchAll(/^ +(--[\w-]+)/gm)]
    .map(([, flag]) => flag!)
    .filter((flag) => !/^--(version|help)$/.test(flag));
}

describe('the command line', () => {
  it('commands', async () => {
    const listed = [
      ...(await helpOf()).matchAll(/^ {2}(lakh [\w-]+(?: (?:\[\w+\]|<\w+(?:\.\.)?>))*) /gm),
    ].map(([, one]) => one!.trim());
    expect(firstCodes(sectionOf(reference, 'Commands').split('\n### ')[0]!)).toEqual(listed);
  });

  const RUNS = ['list', 'show', 'tag', 'prune', 'sql', 'trend'].map((what) => `runs ${what}`);

  it('commands of runs', async () => {
    const listed = [...(await helpOf('runs')).matchAll(/^ {2}lakh (runs \w+) /gm)].map(([, one]) => one!);
    expect(listed).toEqual(RUNS);
  });

  const COMMANDS = [
    ...[
      'run',
      'report',
      'check-workload',
      'compare',
      'gate',
      'calibrate',
      'saturate',
      'scale',
      'matrix',
      'export',
      'presign',
      'serve',
    ],
    ...RUNS,
  ];

  it.each(COMMANDS)('flags of %s', async (command) => {
    expect(sorted(firstCodes(sectionOf(reference, `Flags of ${command}`)))).toEqual(
      sorted(flagsIn(await helpOf(...command.split(' ')))),
    );
  });

  it.each(['schema', 'validate', 'list', 'init'])('%s has no flags', async (command) => {
    expect(flagsIn(await helpOf(command))).toEqual([]);
  });

  it('flags of ab: those of run but --target and the live ones, and its own', async () => {
    const left = ['--target', '--dashboard', '--prometheus', '--otlp', '--expose'];
    const ofRun = flagsIn(await helpOf('run')).filter((flag) => !left.includes(flag));
    const documented = firstCodes(sectionOf(reference, 'Flags of ab'));
    expect(sorted([...ofRun, ...documented])).toEqual(sorted(flagsIn(await helpOf('ab'))));
  });

  it('each flag sets the key that it is said to set', async () => {
    const { SCENARIO_FLAGS } = await import('../../harness/cli/flags.ts');
    const documented = rowsOf(sectionOf(reference, 'Flags of run')).flatMap(([flag, key]) =>
      codeSpansOf(key!).map((name) => [codeSpansOf(flag!)[0]!.slice(2), name]),
    );
    const known = SCENARIO_FLAGS.map(({ name, path }) => [name, path.join('.')]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(known));
  });

  it('variables', async () => {
    const { SCENARIO_FLAGS } = await import('../../harness/cli/flags.ts');
    const { variableOf } = await import('../../harness/cli/environment.ts');
    const source = readdirSync(join(ROOT, 'harness'), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(ROOT, 'harness', path), 'utf8'))
      .join('\n');
    const named = source.match(/\b(LAKH_[A-Z][A-Z_]*[A-Z]|ANVIL_BIN|GITHUB_STEP_SUMMARY|NO_COLOR)\b/g)!;
    const others = ['set', 'json', 'quiet', 'dashboard', 'prometheus', 'otlp', 'expose'];
    const flags = [...SCENARIO_FLAGS.map(({ name }) => name), ...others].map(variableOf);
    expect(sorted(firstCodes(sectionOf(reference, 'Variables')))).toEqual(sorted([...named, ...flags]));
  });
});
