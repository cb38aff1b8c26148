/** What came of the cases, counted by fork, and as text. */
import Table from 'cli-table3';
import type { Case } from './fixtures.ts';
import type { Verdict } from './run-case.ts';

/** Failures that are told one by one. */
const SHOWN = Number(process.env.LAKH_SHOWN ?? 20);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export class Tally {
  readonly byFork = new Map<string, Counts>();
  readonly skips = new Map<string, number>();
  readonly failures: string[] = [];
  passed = 0;
  failed = 0;

  add({ file, name, fork, post }: Case, verdict: Verdict): void {
    const counts = this.byFork.get(fork) ?? { passed: 0, failed: 0, skipped: 0 };
    this.byFork.set(fork, counts);
    counts[verdict.kind]++;
    if (verdict.kind === 'passed') this.passed++;
    if (verdict.kind === 'skipped') this.skips.set(verdict.reason, (this.skips.get(verdict.reason) ?? 0) + 1);
    if (verdict.kind !== 'failed') return;
    this.failed++;
    const { data, gas, value } = post.indexes;
    if (this.failures.length < SHOWN) {
      this.failures.push(`${file}\n  ${name} ${fork} ${data}/${gas}/${value}\n    ${verdict.reason}`);
    }
  }
}

/** The table by fork, the first failures, skips with their reasons, and the line that counts. */
export function report(tally: Tally): string {
  const table = new Table({ head: ['fork', 'passed', 'failed', 'skipped'], style: { head: [], border: [] } });
  for (const [fork, { passed, failed, skipped }] of tally.byFork) table.push([fork, passed, failed, skipped]);
  const skips = [...tally.skips].map(([reason, count]) => `${count} skipped: ${reason}`);
  return [
    ...tally.failures,
    table.toString(),
    ...skips,
    `${tally.passed} passed, ${tally.failed} failed`,
  ].join('\n');
}
