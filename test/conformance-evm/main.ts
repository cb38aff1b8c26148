/**
 * `npm run conformance [-- --filter TEXT] [--mode parallel]`: every official state test under LAKH_CONFORMANCE_DIR
 * (default ../shared/conformance), by fork; in parallel mode each transaction goes through Block-STM, validation included; ends with `N passed, M failed`, and with exit code 1 where one failed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { casesIn } from './fixtures.ts';
import { report, Tally } from './report.ts';
import { CaseRunner } from './run-case.ts';

const { values } = parseArgs({
  options: {
    filter: { type: 'string', default: '' },
    mode: { type: 'string', default: 'sequential' },
  },
});
const { mode } = values;
if (mode !== 'sequential' && mode !== 'parallel') {
  console.error(`--mode ${mode}: sequential or parallel`);
  process.exit(2);
}
const folder = join(process.env.LAKH_CONFORMANCE_DIR ?? '../shared/conformance', 'state-tests');
if (!existsSync(folder)) {
  console.error(`${folder} is not there: LAKH_CONFORMANCE_DIR names the folder that holds state-tests`);
  process.exit(2);
}
const tally = new Tally();
const runner = new CaseRunner(mode);
for (const one of casesIn(folder, values.filter)) tally.add(one, runner.run(one));
console.log(report(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
