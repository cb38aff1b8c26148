/** `lakh matrix` by the built command line: an engine beside real nodes, and what Ctrl-C leaves. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../harness/matrix/index.ts';
import { readRecord } from '../../harness/record/index.ts';
import { cli, startCli, temporaryFolder } from '../support/cli.ts';
import { installedGeth } from '../support/geth.ts';
import { LONG } from '../support/long.ts';

const geth = await installedGeth();
if (geth === null) process.stderr.write('no geth in the matrix, as Go is missing\n');

const SHORT = [
  ...[
    '--workload',
    'erc20',
    '--contention',
    '0.5',
    '--duration',
    '3s',
    '--warmup',
    '1s',
    '--in-flight',
    '200',
  ],
  // The verdict must not hang on how busy the testing machine is.
  ...['--set', 'validity.lagP99=1m'],
];

describe('lakh matrix', () => {
  it('has an engine, anvil and geth side by side, each with its own costs', async () => {
    const out = temporaryFolder();
    const args = ['matrix', ...SHORT, '--target', 'sequential,anvil,geth', '--out', out, '--json'];
    const { code, stdout } = await cli(args, geth === null ? { PATH: '' } : { LAKH_GETH: geth });
    expect(code).toBe(0);
    const { cells, targets } = JSON.parse(stdout) as Matrix;
    const [sequential, anvil, other] = cells;
    expect(sequential!.half!.cpuMicros).toMatchObject({ generator: null, node: null });
    for (const cell of geth === null ? [anvil!] : [anvil!, other!]) {
      expect(cell).toMatchObject({ state: 'measured', reason: null });
      expect(cell.capacity!.tps).toBeGreaterThan(0);
      expect(cell.half!.cpuMicros.generator).toBeGreaterThan(0);
      expect(cell.half!.cpuMicros.node).toBeGreaterThan(0);
      expect(cell.half!.memoryBytes.node).toBeGreaterThan(0);
      const record = await readRecord(join(out, cell.folder, 'half'));
      expect(record.oracle).toMatchObject({ passed: true, read: true });
      expect(record.ledger.reverted).toBe(0);
    }
    if (geth === null) expect(other).toMatchObject({ state: 'absent' });
    else expect(targets[2]!.client).toMatch(/^Geth\//);
    expect(targets[1]!.client).toMatch(/^anvil\//i);
  }, 120_000);

  it.runIf(LONG)(
    'keeps whole cells when it is interrupted',
    async () => {
      const out = temporaryFolder();
      const { child, finished, saw } = startCli([
        ...['matrix', ...SHORT, '--target', 'sequential,parallel,ethereumjs', '--out', out, '--json'],
      ]);
      await saw(/^\[1\/3\]/m);
      child.kill('SIGINT');
      const { code, stdout } = await finished;
      expect(code).toBe(105);
      const matrix = JSON.parse(stdout) as Matrix;
      expect(matrix).toMatchObject({ ending: 'interrupted', planned: 3 });
      expect(matrix.cells.map(({ state }) => state)).toEqual(['measured']);
      expect(JSON.parse(readFileSync(join(out, 'matrix.json'), 'utf8'))).toEqual({
        ...matrix,
        folder: undefined,
      });
      expect(existsSync(join(out, 'matrix.html'))).toBe(true);
    },
    60_000,
  );
});
