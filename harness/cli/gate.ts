/** `lakh gate`: a candidate against its baseline, for CI. */
import { appendFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { benchmarkEntries, gateJunit, gateMarkdown, gateText } from '../../reports/gate/index.ts';
import {
  type Admitted,
  admit,
  type Conditions,
  compareSides,
  DEFAULT_RULES,
  type GateResult,
  judge,
  type Outcome,
  parseRule,
  type Settings,
} from '../compare/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { mayColor } from './color.ts';
import { type Environment, variable } from './environment.ts';
import { writeReport } from './report.ts';
import { readRules } from './rules-file.ts';
import { readSides } from './sides.ts';

export interface GateArguments {
  readonly baseline: string;
  readonly candidate: string;
  /** A file of rules. */
  readonly rulesFile?: string | undefined;
  readonly rules: readonly string[];
  readonly onInconclusive: string;
  readonly settings: Settings;
  readonly conditions: Conditions;
  readonly json: boolean;
  readonly junit?: string | undefined;
  readonly benchmarkJson?: string | undefined;
}

export async function gate(given: GateArguments, environment: Environment): Promise<ExitCode> {
  const inconclusivePasses = passesInconclusive(given.onInconclusive);
  const rules = (await rulesOf(given)).map(parseRule);
  const { settings } = given;
  const admitted = admit(
    await readSides([given.baseline, given.candidate]),
    given.conditions,
    settings.paired,
  );
  const result = judge(admitted, rules, settings);
  if (given.junit !== undefined) await writeReport(given.junit, gateJunit(result, { inconclusivePasses }));
  if (given.benchmarkJson !== undefined) await writeBenchmarks(given.benchmarkJson, admitted, settings);
  await appendSummary(result, variable(environment, 'GITHUB_STEP_SUMMARY'));
  process.stdout.write(
    given.json ? `${JSON.stringify(result, null, 2)}\n` : gateText(result, mayColor(process.stdout)),
  );
  return exitCodeOf(result.outcome, inconclusivePasses);
}

function passesInconclusive(policy: string): boolean {
  if (policy === 'pass' || policy === 'fail') return policy === 'pass';
  throw new LakhError('bad-flag', `--on-inconclusive is pass or fail (got "${policy}")`, {
    hint: 'fail exits with 97, as a measurement that cannot tell is not one',
  });
}

/** Rules of the file first; where there are neither file nor flags, the usual ones. */
async function rulesOf({ rulesFile, rules }: GateArguments): Promise<readonly string[]> {
  const all = [...(rulesFile === undefined ? [] : await readRules(rulesFile)), ...rules];
  return all.length > 0 ? all : DEFAULT_RULES;
}

function exitCodeOf(outcome: Outcome, inconclusivePasses: boolean): ExitCode {
  if (outcome === 'regression') return EXIT.regression;
  return outcome === 'inconclusive' && !inconclusivePasses ? EXIT.invalid : EXIT.ok;
}

/** `bench.json` becomes `bench.bigger.json` and `bench.smaller.json`. */
async function writeBenchmarks(path: string, admitted: Admitted, settings: Settings): Promise<void> {
  const { metrics } = compareSides(admitted, settings).against[0]!;
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  for (const [name, better] of [
    ['bigger', 'higher'],
    ['smaller', 'lower'],
  ] as const) {
    const entries = benchmarkEntries(metrics, better);
    await writeReport(`${stem}.${name}${ending}`, `${JSON.stringify(entries, null, 2)}\n`);
  }
}

async function appendSummary(result: GateResult, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  try {
    await appendFile(path, `${gateMarkdown(result)}\n`);
  } catch (cause) {
    throw new LakhError('file-unreadable', `the step summary cannot be written: ${messageOf(cause)}`, {
      hint: 'GITHUB_STEP_SUMMARY names a file that GitHub makes; unset it elsewhere',
      cause,
    });
  }
}
