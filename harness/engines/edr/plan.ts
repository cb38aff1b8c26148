/**
 * Owns what may still go into a block: by gas limits, bytes, nonces, fees and funds. edr looks at each transaction on
 * the head alone, and makes no block at all where one in its pool cannot stand after those before it.
 */
import type { PooledTransaction, SenderAccount } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import { MAX_TRANSACTION_BYTES } from '../limits.ts';
import type { Decoded } from '../parallel/decode.ts';

export interface PlanLimits {
  readonly gasLimit: number;
  readonly baseFeeWei: bigint;
  accountOf(sender: Address): SenderAccount;
}

export class Plan {
  gasLeft: number;
  bytesLeft = MAX_TRANSACTION_BYTES;
  private readonly limits: PlanLimits;
  /** The next nonce of a sender, and what it is sure to have left: what comes in within the block does not count. */
  private readonly senders: Map<Address, SenderAccount>;

  constructor(limits: PlanLimits, senders = new Map<Address, SenderAccount>()) {
    this.limits = limits;
    this.gasLeft = limits.gasLimit;
    this.senders = senders;
  }

  copy(): Plan {
    const copy = new Plan(this.limits, new Map(this.senders));
    copy.gasLeft = this.gasLeft;
    copy.bytesLeft = this.bytesLeft;
    return copy;
  }

  /** Puts it in and answers null, or why it cannot stand here. */
  take(transaction: PooledTransaction): string | null {
    const { sender, gasLimit, costWei, decoded } = transaction;
    const account = this.senders.get(sender) ?? this.limits.accountOf(sender);
    const { length } = (decoded as Decoded).raw;
    const refusal = this.refusal(transaction, account, length);
    if (refusal !== null) return refusal;
    this.gasLeft -= gasLimit;
    this.bytesLeft -= length;
    this.senders.set(sender, { nonce: account.nonce + 1, balanceWei: account.balanceWei - costWei });
    return null;
  }

  private refusal(
    { nonce, gasLimit, maxFeeWei, costWei }: PooledTransaction,
    account: SenderAccount,
    bytes: number,
  ): string | null {
    const { baseFeeWei } = this.limits;
    if (gasLimit > this.gasLeft) return 'the gas left in the block is not enough';
    if (bytes > this.bytesLeft) return 'the block is full by its size in bytes';
    if (nonce !== account.nonce) {
      return `nonce too ${nonce < account.nonce ? 'low' : 'high'}: next nonce ${account.nonce}, tx nonce ${nonce}`;
    }
    if (maxFeeWei < baseFeeWei)
      return `max fee per gas less than block base fee: ${maxFeeWei} < ${baseFeeWei}`;
    if (costWei > account.balanceWei)
      return `insufficient funds for gas * price + value: ${account.balanceWei} < ${costWei}`;
    return null;
  }
}
