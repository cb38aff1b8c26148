/** The package as others use it: what it exports, with which types, and a run without the command line. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as conformance from '../harness/conformance/index.ts';
import * as lakh from '../harness/index.ts';
import { defineTarget, defineWorkload, makePlan, OUTCOME, readRecord, run } from '../harness/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the exported names', () => {
  it('of lakh are these', () => {
    expect(Object.keys(lakh).sort()).toMatchInlineSnapshot(`
      [
        "BUILT_IN",
        "ERROR_CODES",
        "EXIT",
        "LATENCIES",
        "LakhError",
        "OUTCOME",
        "PACINGS",
        "READ_FAILURES",
        "READ_LATENCIES",
        "READ_METHODS",
        "REJECT_CODES",
        "REPORTERS",
        "SAMPLE_CODES",
        "SAMPLE_COLUMNS",
        "SAMPLE_ROWS",
        "SAMPLE_STATUSES",
        "STAGES",
        "Site",
        "UNANSWERED_CODES",
        "compare",
        "compileSolidity",
        "contentionOf",
        "contractAddress",
        "defineTarget",
        "defineWorkload",
        "durationMs",
        "encoder",
        "errorsOf",
        "formatDuration",
        "hold",
        "initCode",
        "layer",
        "makePlan",
        "noncesAddUp",
        "noncesBefore",
        "objectPicker",
        "packageArtifact",
        "planToJson",
        "readArtifact",
        "readRecord",
        "recordId",
        "reporterByName",
        "run",
        "sampled",
        "scenarioJsonSchema",
        "senderPicker",
        "succeeded",
        "summaryObject",
        "uncertainSenders",
        "weighted",
        "writeRecord",
        "zipf",
      ]
    `);
  });

  it('of lakh/conformance are these', () => {
    expect(Object.keys(conformance).sort()).toMatchInlineSnapshot(`
      [
        "failedChecks",
        "reporterChecks",
        "sinkChecks",
        "targetChecks",
        "workloadChecks",
      ]
    `);
  });
});

describe('the built package', () => {
  it('exports by its name what the sources do', async () => {
    const script = `
      const names = async (module) => Object.keys(await import(module)).sort();
      process.stdout.write(JSON.stringify([await names('lakh'), await names('lakh/conformance')]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
    });
    expect(JSON.parse(stdout)).toEqual([Object.keys(lakh).sort(), Object.keys(conformance).sort()]);
  });

  it('has types that a strict consumer can use', () => {
    expect(typeFaults(CONSUMER)).toEqual([]);
  });

  it('has types that notice a mistake', () => {
    const wrong = CONSUMER.replace('valueWei: options.wei,', 'valueWei: options.gwei,').replace(
      'seed: 7',
      'seed: plan',
    );
    expect(typeFaults(wrong)).toEqual([
      expect.stringContaining("'gwei' does not exist"),
      expect.stringContaining('not assignable'),
    ]);
  });
});

const CONSUMER = `
import { type ConformanceCheck, targetChecks, workloadChecks } from 'lakh/conformance';
import { BUILT_IN, defineWorkload, makePlan, type Plan, type RunRecord, type RunResult, run } from 'lakh';
import { z } from 'zod';

const workload = defineWorkload({
  name: 'gifts',
  summary: 'wei to the second account',
  options: z.strictObject({ wei: z.bigint().default(1n) }),
  actions: ['give'],
  requirements: (options) => ({ accounts: 2, valueWei: options.wei, gasLimit: 21_000 }),
  setup: () => ({ stages: [], deployment: { to: 1 } }),
  drive: ({ options, accounts }, deployment) => ({
    intent: (index) => ({
      from: index % accounts.length,
      to: accounts[deployment.to]!,
      valueWei: options.wei,
      data: '0x',
      gasLimit: 21_000,
      action: 'give',
    }),
  }),
  oracle: {
    before: async ({ accounts }, _deployment, reader) => reader.balances(accounts),
    after: async (_context, _deployment, before) => [
      { name: 'read', passed: before.length > 0, compared: before.length, detail: '' },
    ],
  },
});

const plan: Plan = makePlan({ workload: 'gifts' }, { ...BUILT_IN, workloads: [workload] });
const checks: ConformanceCheck[] = [...workloadChecks(workload, { seed: 7 }), ...BUILT_IN.targets.flatMap((one) => targetChecks(one))];
const stop = new AbortController().signal;
const result: Promise<RunResult> = run(plan, {
  workload,
  target: BUILT_IN.targets[0]!,
  sinks: [],
  secrets: {},
  stop,
  abort: stop,
  log: () => {},
  lakh: String(checks.length),
});
export const goodput: Promise<RunRecord['throughput']['goodputTps']> = result.then(({ record }) => record.throughput.goodputTps);
`;

/** What the compiler says of a module in the root of the package, where it finds \`lakh\` by its name, in dist. */
function typeFaults(text: string): string[] {
  const file = join(ROOT, 'consumer-of-the-package.ts');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, rest[0]) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe('a run by the library', () => {
  /** Every account in turn pays into a pot that nobody has the key of. */
  const pot = `0x${'0d'.repeat(20)}` as const;
  const tolls = defineWorkload({
    name: 'tolls',
    summary: 'everybody pays into one pot',
    options: z.strictObject({ wei: z.number().int().default(3) }),
    actions: ['pay'],
    requirements: ({ wei }) => ({ accounts: 1, valueWei: BigInt(wei), gasLimit: 21_000 }),
    setup: () => ({ stages: [], deployment: { pot } }),
    drive: ({ options, accounts }, deployment) => ({
      intent: (index) => ({
        from: index % accounts.length,
        to: deployment.pot,
        valueWei: BigInt(options.wei),
        data: '0x',
        gasLimit: 21_000,
        action: 'pay',
      }),
    }),
    oracle: {
      before: async (_context, deployment, reader) => reader.balances([deployment.pot]),
      async after({ options }, deployment, [before], facts, reader) {
        const [now] = await reader.balances([deployment.pot]);
        let paid = 0;
        for (let index = 0; index < facts.scheduled; index++) {
          if (facts.outcome(index) === OUTCOME.succeeded) paid++;
        }
        const passed = now! - before! === BigInt(paid * options.wei);
        return [
          { name: 'the pot holds what was paid', passed, compared: 1, detail: passed ? '' : `${now} wei` },
        ];
      },
    },
  });

  const engine = lakh.BUILT_IN.targets.find(({ name }) => name === 'engine')!;
  let sessions = 0;
  const mine = defineTarget({
    name: 'mine',
    summary: 'the embedded chain, with blocks at the pace of this test',
    options: z.strictObject({ blockMs: z.number().default(100) }),
    start: ({ blockMs }, context) => engine.start(engine.options.parse({ blockTime: blockMs }), context),
    open(link) {
      sessions++;
      return engine.open(link);
    },
  });

  it('takes a workload and a target that stand in no module, and leaves a record that can be read', async () => {
    const out = await mkdtemp(join(tmpdir(), 'lakh-library-'));
    folders.push(out);
    const catalog = { workloads: [tolls], targets: [mine], thresholdProblem: () => null };
    const plan = makePlan(
      {
        workload: { name: 'tolls', wei: 5 },
        target: 'mine',
        load: { rate: 100, duration: '500ms' },
        accounts: { count: 7 },
        workers: 0,
        out,
      },
      catalog,
    );
    const phases: string[] = [];
    const sink = {
      name: 'phases',
      sample: ({ phase }: lakh.Sample) => void phases.push(phase),
      notice: () => {},
      close: async () => {},
    };
    const never = new AbortController().signal;
    const { record, folder } = await run(plan, {
      workload: tolls,
      target: mine,
      sinks: [sink],
      secrets: {},
      stop: never,
      abort: never,
      log: () => {},
      lakh: 'test',
    });
    expect(record.ledger).toMatchObject({
      scheduled: 50,
      admitted: 50,
      accepted: 50,
      included: 50,
      succeeded: 50,
    });
    expect(record.oracle).toEqual({ passed: true, checks: 1, failures: [], read: true });
    expect(record.actions).toEqual([
      { action: 'pay', count: 50, succeeded: 50, reverted: 0, gasUsed: 50 * 21_000 },
    ]);
    expect(sessions).toBe(1);
    expect(phases).toContain('measure');
    expect(folder).toBe(out);
    expect(await readRecord(folder)).toEqual(JSON.parse(JSON.stringify(record)));
    expect(lakh.reporterByName('text')!.render(record)).toContain('tolls on mine');
  });
});
