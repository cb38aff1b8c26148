/** The ledger: every stage counted, and the laws between the counts. */
import type { Ledger } from '../spec/record.ts';

export function emptyLedger(): Ledger {
  return {
    scheduled: 0,
    dropped: 0,
    admitted: 0,
    accepted: 0,
    rejected: 0,
    unanswered: 0,
    unansweredSeen: 0,
    included: 0,
    succeeded: 0,
    reverted: 0,
    expired: 0,
    reorged: 0,
  };
}

/** Adds `other` into `ledger`, count by count. */
export function addLedger(ledger: Ledger, other: Ledger): Ledger {
  for (const key of Object.keys(ledger) as (keyof Ledger)[]) ledger[key] += other[key];
  return ledger;
}

/** A law of a finished run: both sides must be equal. */
export interface Law {
  readonly text: string;
  readonly left: number;
  readonly right: number;
}

/** The laws of a finished ledger, in the order of a transaction's life. */
export function lawsOf(l: Ledger): Law[] {
  return [
    { text: 'scheduled = dropped + admitted', left: l.scheduled, right: l.dropped + l.admitted },
    {
      text: 'admitted = accepted + rejected + unanswered',
      left: l.admitted,
      right: l.accepted + l.rejected + l.unanswered,
    },
    {
      text: 'included + expired = accepted + unanswered seen later',
      left: l.included + l.expired,
      right: l.accepted + l.unansweredSeen,
    },
    { text: 'included = succeeded + reverted', left: l.included, right: l.succeeded + l.reverted },
  ];
}

/** The laws that do not hold; empty for a ledger that balances. */
export function imbalances(ledger: Ledger): Law[] {
  return lawsOf(ledger).filter((law) => law.left !== law.right);
}
