/** The ledger as reports show it: its stages as a tree, and the laws it must obey, with their figures. */
import type { Ledger } from '../harness/spec/index.ts';
import { formatCount } from './format.ts';

export interface LedgerRow {
  readonly stage: keyof Ledger;
  readonly depth: number;
  readonly meaning: string;
}

/** Every stage once, in the order of a transaction's life; `depth` says what it is a part of. */
export const LEDGER_ROWS: readonly LedgerRow[] = [
  { stage: 'scheduled', depth: 0, meaning: 'arrivals that came due' },
  { stage: 'dropped', depth: 1, meaning: 'not sent: too many were in flight' },
  { stage: 'admitted', depth: 1, meaning: 'signed and sent' },
  { stage: 'accepted', depth: 2, meaning: 'the target took it' },
  { stage: 'rejected', depth: 2, meaning: 'the target refused it' },
  { stage: 'unanswered', depth: 2, meaning: 'no answer came' },
  { stage: 'unansweredSeen', depth: 3, meaning: 'of these, seen later' },
  { stage: 'included', depth: 0, meaning: 'in a block' },
  { stage: 'succeeded', depth: 1, meaning: 'did what it should: goodput' },
  { stage: 'reverted', depth: 1, meaning: 'in a block, but failed' },
  { stage: 'expired', depth: 0, meaning: 'taken, never in a block' },
  { stage: 'reorged', depth: 0, meaning: 'inclusions taken back' },
];

export interface Law {
  /** In words: `admitted = accepted + rejected + unanswered`. */
  readonly law: string;
  /** The same with the ledger's figures. */
  readonly figures: string;
  readonly balanced: boolean;
}

const LAWS: readonly (readonly [left: (keyof Ledger)[], right: (keyof Ledger)[]])[] = [
  [['scheduled'], ['dropped', 'admitted']],
  [['admitted'], ['accepted', 'rejected', 'unanswered']],
  [
    ['included', 'expired'],
    ['accepted', 'unansweredSeen'],
  ],
  [['included'], ['succeeded', 'reverted']],
];

/** The conservation laws of the ledger (docs/concepts.md) with its figures in them. */
export function ledgerLaws(ledger: Ledger): Law[] {
  return LAWS.map(([left, right]) => {
    const figuresOf = (stages: (keyof Ledger)[]) =>
      stages.map((stage) => formatCount(ledger[stage])).join(' + ');
    const balanced = total(ledger, left) === total(ledger, right);
    return {
      law: `${left.join(' + ')} = ${right.join(' + ')}`,
      figures: `${figuresOf(left)} ${balanced ? '=' : '≠'} ${figuresOf(right)}`,
      balanced,
    };
  });
}

function total(ledger: Ledger, stages: (keyof Ledger)[]): number {
  return stages.reduce((sum, stage) => sum + ledger[stage], 0);
}
