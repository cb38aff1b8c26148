/** The run's own accounts. */
import type { Address, Plan } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { type Accounts, accountsFromMnemonic, accountsFromSeed } from '../wallet/index.ts';

/** The accounts that send, and one more, the last, that deploys what the workload needs. */
export interface Purse {
  readonly senders: readonly Address[];
  /** Senders and deployer. */
  readonly accounts: Accounts;
}

/** Throws `bad-key` where the plan asks for a mnemonic and none is given. */
export function purseOf({ accounts: { count, source }, seed }: Plan, mnemonic: string | undefined): Purse {
  if (source === 'mnemonic' && mnemonic === undefined) {
    throw new LakhError('bad-key', 'accounts.source is mnemonic, but there is no mnemonic', {
      hint: 'Give it in LAKH_MNEMONIC or LAKH_MNEMONIC_FILE',
    });
  }
  const accounts =
    source === 'mnemonic'
      ? accountsFromMnemonic(mnemonic ?? '', count + 1)
      : accountsFromSeed(seed, count + 1);
  return { accounts, senders: accounts.addresses.slice(0, count) };
}
