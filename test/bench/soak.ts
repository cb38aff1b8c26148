/**
 * Ten million arrivals through a generator into a scripted chain, in virtual time: does memory stay flat?
 *
 * Everything of the generator is real but the signature (bytes unique to sender and nonce stand in) and the clock.
 * `npm run bench -- soak --full`; small without `--full`.
 */
import { createHash } from 'node:crypto';
import { imbalances } from '../../harness/measure/index.ts';
import type { Ledger } from '../../harness/spec/index.ts';
import { constantLoad, rig } from '../support/generator.ts';

export interface SoakBench {
  readonly arrivals: number;
  /** Resident memory after each tenth, bytes, garbage collected first where the collector is exposed. */
  readonly rssBytes: readonly number[];
  /** Wall time an arrival. */
  readonly perArrivalUs: number;
  readonly ledger: Ledger;
  readonly hash: string;
}

const RATE = 100_000;
const INCLUDE_NS = 300e6;

export async function benchSoak(arrivals: number): Promise<SoakBench> {
  const seconds = arrivals / RATE;
  const script = { answerNs: () => 1e6, includeNs: () => INCLUDE_NS };
  const { clock, generator } = rig(constantLoad(RATE, seconds), script, {}, false);
  const rssBytes: number[] = [];
  const began = performance.now();
  generator.start();
  for (let tenth = 1; tenth <= 10; tenth++) {
    await clock.runUntil((tenth * seconds * 1e9) / 10);
    // A run takes these out every fifth of a second, as here; they are summed up by second on the other side.
    generator.progress();
    globalThis.gc?.();
    rssBytes.push(process.memoryUsage.rss());
  }
  await clock.runUntil((seconds + 2) * 1e9);
  const perArrivalUs = ((performance.now() - began) * 1000) / arrivals;
  const { meters, outcomes } = generator.finish();
  const broken = imbalances(meters.ledger);
  if (broken.length > 0) throw new Error(`the ledger does not balance: ${JSON.stringify(broken)}`);
  const hash = createHash('sha256').update(outcomes).update(JSON.stringify(meters.ledger)).digest('hex');
  return { arrivals, rssBytes, perArrivalUs, ledger: meters.ledger, hash };
}

export async function printSoak(full: boolean): Promise<void> {
  const bench = await benchSoak(full ? 10_000_000 : 100_000);
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `soak: ${bench.arrivals.toLocaleString('en')} arrivals, ${bench.ledger.succeeded.toLocaleString('en')} succeeded`,
  );
  console.log(`  resident memory by tenth  ${bench.rssBytes.map(mib).join(', ')}`);
  console.log(
    `  an arrival                ${bench.perArrivalUs.toFixed(2)} us, chain and virtual clock included`,
  );
  console.log(`  result                    sha256 ${bench.hash.slice(0, 16)}`);
}
