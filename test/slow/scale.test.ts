/** `lakh scale` by the built command line: what Ctrl-C leaves. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Scale } from '../../harness/scale/index.ts';
import { startCli, temporaryFolder } from '../support/cli.ts';

it('keeps whole rounds when it is interrupted', async () => {
  const out = temporaryFolder();
  const { child, finished, saw } = startCli([
    ...['scale', '--out', out, '--json', '--workload', 'dex-swap', '--contention', '0.5'],
    ...['--block-size', '100', '--repeats', '100', '--threads', '2'],
  ]);
  await saw(/round 2 of 100/);
  child.kill('SIGINT');
  const { code, stdout } = await finished;
  expect(code).toBe(105);
  const scale = JSON.parse(stdout) as Scale;
  expect(scale.ending).toBe('interrupted');
  const rounds = scale.levels[0]!.rows.map((row) => row.rounds);
  expect(Math.min(...rounds)).toBeGreaterThanOrEqual(2);
  expect(new Set(rounds).size).toBe(1);
  expect(JSON.parse(readFileSync(join(out, 'scale.json'), 'utf8'))).toEqual({ ...scale, folder: undefined });
  expect(existsSync(join(out, 'scale.html'))).toBe(true);
}, 60_000);
