/** What the included intents must have done to pools and positions. */
import type { RunFacts } from '../../harness/spec/index.ts';
import { succeeded } from '../oracle-parts.ts';
import type { effectReader } from './effect.ts';

/** How often something happened: surely, and at the most, where the fate of some is unknown. */
export interface Count {
  sure: number;
  most: number;
}

export interface Replayed {
  readonly mints: Count;
  /** Of each position of set-up, by its id. */
  readonly increases: ReadonlyMap<number, Count>;
  readonly decreases: ReadonlyMap<number, Count>;
  /** Swaps that paid token 0 or token 1 into each pool. */
  readonly paidIn: readonly (readonly [Count, Count])[];
}

const NONE: Count = { sure: 0, most: 0 };

export function countOf(counts: ReadonlyMap<number, Count>, id: number): Count {
  return counts.get(id) ?? NONE;
}

export function replay(facts: RunFacts, effectOf: ReturnType<typeof effectReader>, pools: number): Replayed {
  const zero = (): Count => ({ ...NONE });
  const mints = zero();
  const changes = { increase: new Map<number, Count>(), decrease: new Map<number, Count>() };
  const paidIn = Array.from({ length: pools }, () => [zero(), zero()] as const);
  for (const { intent, uncertain } of succeeded(facts)) {
    const happened = (count: Count) => {
      count.most++;
      if (!uncertain) count.sure++;
    };
    const effect = effectOf(intent.data);
    if (effect.kind === 'swap') {
      for (const { pool, paidIn: token } of effect.passages) happened(paidIn[pool]![token]);
    } else if (effect.kind === 'mint') happened(mints);
    else {
      const counts = changes[effect.kind];
      const count = counts.get(effect.id) ?? zero();
      counts.set(effect.id, count);
      happened(count);
    }
  }
  return { mints, increases: changes.increase, decreases: changes.decrease, paidIn };
}
