/**
 * What goes wrong between the making of an intent and its block: it is lost, sent twice, sent by another, without enough
 * gas, ether or an earlier nonce. What depends on it fails then as well, each time for a reason of its own.
 */
import type { Intent, Random } from '../../../harness/spec/index.ts';
import { oneOf } from './options.ts';

const KINDS = ['lost', 'twice', 'stranger', 'starved', 'broke', 'gap'] as const;

/** An intent on its way into a block. */
export interface Sent {
  /** Of the workload's; -1 in set-up. */
  readonly index: number;
  readonly intent: Intent;
  /** How far its nonce is from the sender's next one. */
  readonly skipped: number;
  /** It has no place in any block: the sender's next transaction takes its nonce. */
  readonly hopeless: boolean;
}

/** As the workload wants it. */
export function unharmed(intent: Intent, index = -1): Sent {
  return { index, intent, skipped: 0, hopeless: false };
}

const LEAST_GAS = 21_000;
/** More than anybody has. */
const TOO_MUCH_WEI = 10n ** 40n;

/** What becomes of an intent: with a chance of `share` something goes wrong. */
export function upset(
  intent: Intent,
  index: number,
  share: number,
  accounts: number,
  random: Random,
): Sent[] {
  const sent = unharmed(intent, index);
  if (random.float() >= share) return [sent];
  const changed = (change: Partial<Intent>): Sent => ({ ...sent, intent: { ...intent, ...change } });
  switch (oneOf(random, KINDS)) {
    case 'lost':
      return [];
    case 'twice':
      return [sent, sent];
    case 'stranger':
      return [changed({ from: random.below(accounts) })];
    case 'starved':
      // Sometimes less than its bytes alone cost: then it is no transaction at all.
      return [changed({ gasLimit: LEAST_GAS + random.below(intent.gasLimit - LEAST_GAS + 1) })];
    case 'broke':
      return [{ ...changed({ valueWei: TOO_MUCH_WEI }), hopeless: true }];
    case 'gap':
      return [{ ...sent, skipped: 1, hopeless: true }];
  }
}
