/** A whole search by the built command line, against a target whose capacity is known. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../harness/record/index.ts';
import type { Saturation } from '../../reports/index.ts';
import { ROOT } from '../docs/markdown.ts';
import { cli, type Finished, startCli, temporaryFolder } from '../support/cli.ts';

const CAPACITY = 300;

function search(folder: string, ...more: string[]): string[] {
  return [
    ...['saturate', '--target', join(ROOT, 'test/support/limited-target.ts'), '--out', folder, '--json'],
    ...['--set', `target.capacity=${CAPACITY}`, '--set', 'oracle.check=false', '--set', 'validity.lagP99=1m'],
    ...['--batch', '20', '--warmup', '1s', '--drain', '2s', '--step-duration', '4s', ...more],
  ];
}

describe('lakh saturate', () => {
  it.concurrent('finds a known capacity within 5 %, and leaves a record of every step', async () => {
    const folder = temporaryFolder();
    const finished: Finished = await cli(search(folder, '--from', '100'));
    expect(finished.code).toBe(0);
    const found = JSON.parse(finished.stdout) as Saturation & { folder: string };
    expect(found).toMatchObject({ ending: 'found', folder, knee: { cause: 'unknown' } });
    expect(Math.abs(found.knee.tps! / CAPACITY - 1)).toBeLessThanOrEqual(0.05);
    expect(found.knee.low!).toBeLessThanOrEqual(found.knee.tps!);
    expect(found.knee.high!).toBeGreaterThan(found.knee.tps!);
    for (const step of found.steps) {
      const record = await readRecord(join(folder, step.record));
      expect(record.plan.load).toMatchObject({ arrival: 'constant', rate: step.rate });
    }
    expect(readFileSync(join(folder, 'saturation.html'), 'utf8')).toContain('TPS at the knee');
  }, 300_000);

  it.concurrent('keeps what there is when it is interrupted', async () => {
    const folder = temporaryFolder();
    const { child, finished, saw } = startCli(search(folder, '--from', '20'));
    await saw(/bracket +40\/s/);
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(105);
    expect(JSON.parse(stdout)).toMatchObject({
      ending: 'interrupted',
      knee: { tps: 40, low: 40, high: null },
    });
    expect(existsSync(join(folder, 'saturation.json'))).toBe(true);
  }, 60_000);

  it.each([
    ['--from', '0', 'bad-flag'],
    ['--to', '10', 'bad-flag'],
    ['--repeats', '1.5', 'bad-flag'],
    ['--budget', 'soon', 'bad-flag'],
    ['--objective', 'speed > 3', 'bad-threshold'],
  ])('refuses %s %s', async (flag, value, code) => {
    const { code: exitCode, stdout } = await cli(['saturate', '--json', flag, value]);
    expect(exitCode).toBe(104);
    expect(JSON.parse(stdout).error).toMatchObject({ code });
  });
});
