/** The conformance kit of targets. */
import type { Target } from '../spec/index.ts';
import { chainChecks, mustBeOver } from './chain-checks.ts';
import { type ConformanceCheck, check, must } from './check.ts';
import { moduleCheck } from './module-check.ts';
import { optionsChecks } from './options-checks.ts';
import { sessionChecks } from './session-checks.ts';
import { raise, type Stand, type TargetKit } from './stand.ts';

/**
 * What a target must do, as named checks for any test runner. Each starts a chain of its own and stops it, and sends a
 * few transactions: never give it a chain whose ether has a price.
 *
 * @example
 * const kit = { options: { url: 'http://127.0.0.1:8545' }, funderKey: process.env.LAKH_FUNDER_KEY };
 * for (const { name, run } of targetChecks(myTarget, kit)) test(name, run);
 */
// biome-ignore lint/suspicious/noExplicitAny: the kit takes a target of any options
export function targetChecks(target: Target<any>, kit: TargetKit = {}): ConformanceCheck[] {
  async function withStand(use: (stand: Stand) => Promise<void>): Promise<void> {
    const stand = await raise(target, kit);
    try {
      await use(stand);
    } finally {
      await stand.end();
    }
  }
  return [
    ...optionsChecks(target.options, kit.options ?? {}),
    moduleCheck(target, (loaded) => {
      must(typeof loaded.open === 'function', 'the module exports a target that opens no sessions');
    }),
    ...chainChecks(withStand),
    ...sessionChecks(withStand),
    check('starts again after it was stopped', async () => {
      for (let round = 0; round < 2; round++) {
        await withStand(async ({ chain }) => {
          await chain.request('eth_getBlockByNumber', ['latest', false]);
        });
      }
    }),
    check('ends when the run is torn down', async () => {
      const teardown = new AbortController();
      const stand = await raise(target, kit, teardown.signal);
      teardown.abort();
      try {
        await stand.within('the end of the chain', refusal(stand));
      } finally {
        await stand.end();
      }
      await mustBeOver(stand);
    }),
  ];
}

/** Asks until the chain does not answer any more. */
async function refusal({ chain }: Stand): Promise<void> {
  try {
    for (;;) await chain.request('eth_gasPrice');
  } catch {
    // The end is what was waited for.
  }
}
