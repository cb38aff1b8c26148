/** What ballots say: shares, spread evenly over the ballots of a proposal. */

/** VoteType of GovernorCountingSimple. */
export const SUPPORT = { against: 0, for: 1, abstain: 2 } as const;
export type Support = (typeof SUPPORT)[keyof typeof SUPPORT];

/** What the ballot of this number says on a proposal that is to pass. Every part of the ballots has the shares, to one. */
export function supportOf(
  { against, abstain }: { readonly against: number; readonly abstain: number },
  ballot: number,
): Support {
  const others = against + abstain;
  if (!marks(ballot, others)) return SUPPORT.for;
  return marks(Math.floor(ballot * others), against / others) ? SUPPORT.against : SUPPORT.abstain;
}

/** The opposite of what it would say if the proposal were to pass. */
export function opposed(support: Support): Support {
  if (support === SUPPORT.abstain) return support;
  return support === SUPPORT.for ? SUPPORT.against : SUPPORT.for;
}

/** Whether a sequence in which a `share` of all numbers is marked, as evenly as can be, marks this one. */
export function marks(number: number, share: number): boolean {
  return Math.floor((number + 1) * share) > Math.floor(number * share);
}
