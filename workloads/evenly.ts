/** A share of all indices, spread evenly: told by arithmetic alone which ones are among them, and which is the k-th. */

export interface Evenly {
  /** Which one of those chosen the index is, from 0 on; `null` where it is none of them. */
  number(index: number): number | null;
  /** The index of the k-th chosen one: the inverse of `number`. The share is more than 0. */
  indexOf(number: number): number;
}

/** @param share of the indices, 0 to 1 */
export function evenly(share: number): Evenly {
  const before = (index: number) => Math.floor(index * share);
  return {
    number: (index) => (before(index + 1) > before(index) ? before(index) : null),
    indexOf(number) {
      // Rounding may miss by one.
      let index = Math.max(0, Math.ceil((number + 1) / share) - 2);
      while (before(index + 1) <= number) index++;
      return index;
    },
  };
}
