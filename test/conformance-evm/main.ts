/**
 * `npm run conformance [-- --filter TEXT] [--mode sequential|parallel]`: every official state test under
 * LAKH_CONFORMANCE_DIR (default ../shared/conformance), by fork. Without a mode each case must pass in both. It ends with `N passed, M failed`, and with exit code 1 where one failed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, casesIn } from './fixtures.ts';
import { report, Tally } from './report.ts';
import { CaseRunner, MODES, type Verdict } from './run-case.ts';

const { values } = parseArgs({
  options: {
    filter: { type: 'string', default: '' },
    mode: { type: 'string' },
  },
});
const modes = values.mode === undefined ? Object.keys(MODES) : [values.mode];
if (modes.some((mode) => MODES[mode] === undefined)) {
  fail(`--mode ${values.mode}: there are ${Object.keys(MODES).join(', ')}`);
}
const folder = join(process.env.LAKH_CONFORMANCE_DIR ?? '../shared/conformance', 'state-tests');
if (!existsSync(folder))
  fail(`${folder} is not there: LAKH_CONFORMANCE_DIR names the folder that holds state-tests`);
const tally = new Tally();
const runners = modes.map((mode) => ({ mode, runner: new CaseRunner(MODES[mode]!) }));
for (const one of casesIn(folder, values.filter)) tally.add(one, verdictOf(one));
process.stdout.write(`${report(tally)}\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;

/** Of all modes: the first that is not a pass, and whose it is. */
function verdictOf(one: Case): Verdict {
  for (const { mode, runner } of runners) {
    const verdict = runner.run(one);
    if (verdict.kind === 'failed') return { ...verdict, reason: `${mode}: ${verdict.reason}` };
    if (verdict.kind === 'skipped') return verdict;
  }
  return { kind: 'passed' };
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
