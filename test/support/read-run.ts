/** A run of a scenario whose record alone is kept. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN } from '../../harness/catalog.ts';
import { makePlan } from '../../harness/plan/index.ts';
import { readRecord } from '../../harness/record/index.ts';
import { type RunParts, run } from '../../harness/run/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import { planParts } from './plan-parts.ts';

export interface ReadRun {
  /** As it is read back from its folder. */
  readonly record: RunRecord;
  readonly histograms: string;
}

/** The verdict does not hang on how busy this machine is. */
export async function readRun(scenario: object, over: Partial<RunParts> = {}): Promise<ReadRun> {
  const out = await mkdtemp(join(tmpdir(), 'lakh-reads-'));
  try {
    const plan = makePlan({ accounts: { count: 5 }, validity: { lagP99: '1h' }, out, ...scenario }, BUILT_IN);
    await run(plan, planParts(plan, over));
    return {
      record: await readRecord(out),
      histograms: await readFile(join(out, 'histograms.hlog'), 'utf8'),
    };
  } finally {
    await rm(out, { recursive: true });
  }
}
