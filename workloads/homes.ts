/** Where accounts act: each has a home among the objects (vaults, pools, markets), and all may meet at the hot ones. */
import type { Random } from '../harness/spec/index.ts';
import { type Contention, objectPicker } from './contention.ts';

export interface Homes {
  /** The object that a transaction of the account touches. */
  pick(account: number, random: Random): number;
  /** Every object that the account may ever touch. */
  of(account: number): number[];
  /** For each object the accounts that may ever touch it, so that set-up prepares no others. */
  readonly visitors: readonly (readonly number[])[];
}

/**
 * As accounts send in turn, neighbours in time do not meet at home. A home is for good: an account needs a principal and
 * an allowance at a few objects only.
 */
export function homesOf(objects: number, accounts: number, contention: Contention): Homes {
  const hot = contention.share === 0 ? 0 : Math.min(contention.hot, objects);
  const cold = objects - hot;
  const allHot = Array.from({ length: hot }, (_, object) => object);
  const onlyHot = contention.share === 1 || cold === 0;
  const of = (account: number) => (onlyHot ? allHot : [...allHot, hot + (account % cold)]);

  const visitors: number[][] = Array.from({ length: objects }, () => []);
  for (let account = 0; account < accounts; account++) {
    for (const object of of(account)) visitors[object]!.push(account);
  }
  return { pick: objectPicker(objects, contention), of, visitors };
}
