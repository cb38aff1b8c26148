/** Liquidations as journeys: a price falls, the victim is liquidated, the price recovers. */
import type { Wait } from '../../harness/spec/index.ts';
import type { Options } from './options.ts';

const STEPS = ['fall', 'liquidate', 'recover'] as const;
type Step = (typeof STEPS)[number];

/** What the i-th transaction is in its round; `null` for one outside. */
export function stepOf(
  index: number,
  { liquidateEvery, victims }: Options,
): { readonly step: Step; readonly victim: number } | null {
  if (liquidateEvery === 0) return null;
  const step = STEPS[index % liquidateEvery];
  return step ? { step, victim: Math.floor(index / liquidateEvery) % victims } : null;
}

/** Each step waits until the one before it stands in a block. */
export function waitOf(index: number, options: Options): Wait | null {
  const step = stepOf(index, options)?.step;
  return step === undefined || step === 'fall' ? null : { after: index - 1 };
}

export function isAwaited(index: number, options: Options): boolean {
  const step = stepOf(index, options)?.step;
  return step === 'fall' || step === 'liquidate';
}
