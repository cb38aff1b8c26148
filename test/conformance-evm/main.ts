/**
 * `npm run conformance [-- --filter TEXT] [--mode sequential]`: every official state test under LAKH_CONFORMANCE_DIR
 * (default ../shared/conformance), by fork; ends with `N passed, M failed`, and with exit code 1 where one failed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { casesIn } from './fixtures.ts';
import { report, Tally } from './report.ts';
import { CaseRunner, MODES } from './run-case.ts';

const { values } = parseArgs({
  options: {
    filter: { type: 'string', default: '' },
    mode: { type: 'string', default: 'sequential' },
  },
});
const execute = MODES[values.mode];
if (execute === undefined) fail(`--mode ${values.mode}: there are ${Object.keys(MODES).join(', ')}`);
const folder = join(process.env.LAKH_CONFORMANCE_DIR ?? '../shared/conformance', 'state-tests');
if (!existsSync(folder))
  fail(`${folder} is not there: LAKH_CONFORMANCE_DIR names the folder that holds state-tests`);
const tally = new Tally();
const runner = new CaseRunner(execute);
for (const one of casesIn(folder, values.filter)) tally.add(one, runner.run(one));
process.stdout.write(`${report(tally)}\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
