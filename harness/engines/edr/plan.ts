/** Owns what may still go into a block: by gas limits, bytes, nonces and the base fee, before edr is asked. */
import type { PooledTransaction } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import { MAX_TRANSACTION_BYTES } from '../limits.ts';
import type { Decoded } from '../parallel/decode.ts';

export interface PlanLimits {
  readonly gasLimit: number;
  readonly baseFeeWei: bigint;
  /** At the head. */
  nonceOf(sender: Address): number;
}

export class Plan {
  gasLeft: number;
  bytesLeft = MAX_TRANSACTION_BYTES;
  private readonly limits: PlanLimits;
  private readonly nextNonces: Map<Address, number>;

  constructor(limits: PlanLimits, nextNonces = new Map<Address, number>()) {
    this.limits = limits;
    this.gasLeft = limits.gasLimit;
    this.nextNonces = nextNonces;
  }

  copy(): Plan {
    const copy = new Plan(this.limits, new Map(this.nextNonces));
    copy.gasLeft = this.gasLeft;
    copy.bytesLeft = this.bytesLeft;
    return copy;
  }

  /** Puts it in and answers null, or why it cannot stand here. */
  take({ sender, nonce, gasLimit, maxFeeWei, decoded }: PooledTransaction): string | null {
    const { length } = (decoded as Decoded).raw;
    const due = this.nextNonces.get(sender) ?? this.limits.nonceOf(sender);
    if (gasLimit > this.gasLeft) return 'the gas left in the block is not enough';
    if (length > this.bytesLeft) return 'the block is full by its size in bytes';
    if (nonce !== due)
      return `nonce too ${nonce < due ? 'low' : 'high'}: next nonce ${due}, tx nonce ${nonce}`;
    if (maxFeeWei < this.limits.baseFeeWei) {
      return `max fee per gas less than block base fee: ${maxFeeWei} < ${this.limits.baseFeeWei}`;
    }
    this.gasLeft -= gasLimit;
    this.bytesLeft -= length;
    this.nextNonces.set(sender, nonce + 1);
    return null;
  }
}
