/** `lakh ab` on targets whose capacity is known: a planted regression is found, at its size, and none where there is none. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricComparison } from '../../harness/compare/index.ts';
import { cli, temporaryFolder } from '../support/cli.ts';

const NULL_TARGET = fileURLToPath(new URL('../../dist/harness/targets/null/index.js', import.meta.url));
const CAPACITY = 400;
/** Of 9 pairs the interval leaves out the worst one on either side: one disturbed run decides nothing. */
const PAIRS = '9';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function target(capacity: number): string {
  return `{name: ${NULL_TARGET}, capacity: ${capacity}, blockTime: 10ms}`;
}

async function compare(capacity: number): Promise<MetricComparison> {
  const { stdout, stderr } = await cli([
    ...['ab', '--baseline', target(CAPACITY), '--candidate', target(capacity)],
    ...['--rate', '500', '--duration', '2s', '--warmup', '500ms', '--workers', '0', '--accounts', '10'],
    ...[
      '--pairs',
      PAIRS,
      '--metric',
      'goodput',
      '--set',
      'validity.lagP99=1h',
      '--set',
      'oracle.check=false',
    ],
    ...['--json', '--quiet', '--out', join(folder, String(capacity))],
  ]);
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout).comparison.against[0].metrics[0];
}

/** At once: each takes far less than a core. */
const LESS = [0, 0.05, 0.1, 0.2];
let found: Map<number, MetricComparison>;
beforeAll(async () => {
  const compared = LESS.map(
    async (less) => [less, await compare(Math.round(CAPACITY * (1 - less)))] as const,
  );
  found = new Map(await Promise.all(compared));
}, 400_000);

describe.each(LESS)('a candidate that takes %d less', (less) => {
  it(less === 0 ? 'is not called different' : 'is called worse, by as much', () => {
    const goodput = found.get(less)!;
    if (less === 0) expect(['same', 'inconclusive'], JSON.stringify(goodput)).toContain(goodput.verdict);
    else expect(goodput.verdict, JSON.stringify(goodput)).toBe('worse');
    expect(goodput.difference!).toBeGreaterThan(-less - 0.02);
    expect(goodput.difference!).toBeLessThan(-less + 0.02);
  });
});
