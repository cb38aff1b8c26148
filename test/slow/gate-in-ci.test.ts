/** What CI gets: the example's script against real anvils, and JUnit XML by a real validator. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULTS, judge, parseRule } from '../../harness/compare/index.ts';
import { EXIT } from '../../harness/spec/index.ts';
import { gateJunit } from '../../reports/gate/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { sideAt } from '../support/comparison.ts';
import { LONG } from '../support/long.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCHEMA = join(ROOT, 'test/support/junit-10.xsd');
const XMLLINT = process.env.XMLLINT_BIN ?? '/usr/bin/xmllint';
const noValidator = !existsSync(XMLLINT);

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function execute(program: string, args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    execFile(program, args, { env: { ...process.env, ...env }, cwd: folder }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Zero where the file is valid against the schema. */
const validate = (file: string) => execute(XMLLINT, ['--noout', '--schema', SCHEMA, file]);

it.skipIf(noValidator && !process.env.CI)(
  `has a validator at ${XMLLINT} (apt-get install libxml2-utils)`,
  () => {
    expect(noValidator, `no xmllint at ${XMLLINT}`).toBe(false);
  },
);

describe.skipIf(noValidator)('JUnit XML', () => {
  const rules = ['goodput: -5%', 'inclusion.p99: +30%', 'inclusion.p50: +11%'].map(parseRule);
  const sides = [sideAt('A', 1, 8), { ...sideAt('B', 0.9, 8), from: '<b> & "co" \u0007' }];
  const result = judge({ sides, warnings: ['a < b & c \u0000'] }, rules, { ...DEFAULTS, resamples: 500 });

  it.each([
    true,
    false,
  ])('is valid against the common schema, inconclusive passing: %s', async (inconclusivePasses) => {
    const file = join(folder, 'junit.xml');
    writeFileSync(file, gateJunit(result, { inconclusivePasses }));
    expect(await validate(file)).toMatchObject({ code: 0, stderr: expect.stringContaining('validates') });
  });

  it('would not be, with anything else in it', async () => {
    const file = join(folder, 'wrong.xml');
    const right = gateJunit(result, { inconclusivePasses: false });
    for (const wrong of [
      right.replace(' tests="3"', ''),
      right.replace('<failure ', '<fault '),
      right.replaceAll(/ name="goodput[^"]*"/g, ''),
      right.replace('</testsuites>', ''),
    ]) {
      expect(wrong).not.toBe(right);
      writeFileSync(file, wrong.replaceAll(/tests="3" failures/g, 'failures'));
      expect((await validate(file)).code).not.toBe(0);
    }
  });
});

// At once: what is to be found is large, and what is not there must not be seen however busy the machine is.
describe.concurrent('examples/ci', () => {
  const script = join(ROOT, 'examples/ci/gate.sh');

  it('finds a candidate that makes blocks more seldom', async () => {
    const out = join(folder, 'slower');
    const summary = join(folder, 'summary.md');
    const { code, stdout, stderr } = await execute('sh', [script, '--json'], {
      OUT: out,
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(code, stderr).toBe(EXIT.regression);
    const outcome = JSON.parse(stdout.slice(stdout.indexOf('\n{\n') + 1));
    expect(outcome.outcome).toBe('regression');
    const p50 = outcome.rules.find(({ metric }: { metric: string }) => metric === 'inclusion.p50');
    expect(p50).toMatchObject({ outcome: 'regression', baseline: { runs: 6 } });
    expect(p50.difference).toBeGreaterThan(0.5);
    expect(readFileSync(summary, 'utf8')).toContain('❌ **regression**');
    expect(existsSync(join(out, 'comparison.html'))).toBe(true);
    expect(JSON.parse(readFileSync(join(out, 'bench.bigger.json'), 'utf8'))[0]).toMatchObject({
      name: 'goodput',
      unit: 'tx/s',
    });
    if (!noValidator) expect((await validate(join(out, 'junit.xml'))).code).toBe(0);
  }, 300_000);

  it.runIf(LONG)(
    'finds no regression in the baseline against itself',
    async () => {
      const candidate = `@${join(ROOT, 'examples/ci/baseline.yaml')}`;
      const env = { OUT: join(folder, 'alike'), CANDIDATE: candidate };
      const { code, stderr } = await execute('sh', [script], env);
      // A busy machine may leave it undecided; it must not see what is not there.
      expect([EXIT.ok, EXIT.invalid], stderr).toContain(code);
    },
    300_000,
  );
});
