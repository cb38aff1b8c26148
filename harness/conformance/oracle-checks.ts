/** The part of the workload kit that executes: the oracle must believe the truth, and nothing else. */
import { type ConformanceCheck, check, must, once } from './check.ts';
import { type Execution, execute, type Verdict } from './execution.ts';
import type { Subject } from './subject.ts';

/** All of them look at one and the same run, which is made when the first of them is. */
export function oracleChecks(subject: () => Subject): ConformanceCheck[] {
  const execution = once(() => execute(subject()));
  return [
    check('the oracle passes on a chain that did what was asked', async () => {
      mustPass(await execution());
    }),
    check('the oracle fails when the chain says something else', async () => {
      const { readings } = await execution();
      must(readings.length > 0, 'the oracle reads nothing of the chain, so it cannot know anything');
      for (const verdict of readings) mustFail(verdict);
    }),
    check('the oracle fails when the run missed an inclusion', async () => {
      const { inclusions } = await execution();
      must(inclusions.length > 0, 'nothing succeeded, so there is no inclusion to miss');
      for (const verdict of inclusions) mustFail(verdict);
    }),
  ];
}

function mustPass({ record, honest }: Execution): void {
  const { ledger, rejections } = record;
  const why = rejections.map(({ code, example }) => ` (${code}: ${example})`).join('');
  must(ledger.succeeded > 0, `none of ${ledger.scheduled} transactions succeeded${why}`);
  must(honest.threw === undefined, `the oracle must answer, but threw: ${honest.threw}`);
  must(honest.checks.length > 0, 'the oracle makes no check');
  for (const { name, passed, compared, detail } of honest.checks) {
    must(passed, `the check "${name}" failed: ${detail}`);
    must(compared > 0, `the check "${name}" compared nothing`);
    must(detail === '', `the check "${name}" passed, so its detail must be empty: ${detail}`);
  }
}

function mustFail({ lie, checks, threw }: Verdict): void {
  must(threw === undefined, `${lie}: the oracle must say so in a check, but threw: ${threw}`);
  const failed = checks.filter(({ passed }) => !passed);
  must(failed.length > 0, `${lie}: the oracle does not notice`);
  for (const { name, detail } of failed) {
    must(detail !== '', `the check "${name}" failed, so its detail must say what was expected and found`);
  }
}
