/** Owns what transactions of one block touch and change, and so how many of them meet. */

/** Told of every access to an account (`slot` is `null`) or to a slot of its storage. */
export interface Access {
  read(account: string, slot: string | null): void;
  /** Before the write happens. */
  write(account: string, slot: string | null): void;
}

/** The value of an account or slot at this moment. */
type ReadValue = (account: string, slot: string | null) => string;

/**
 * Counts the transactions of a block that touch what an earlier one has changed. A value that is written and put back
 * within a transaction has not changed; the fee recipient, whom everybody pays, is left out.
 */
export class ConflictCount implements Access {
  conflicting = 0;
  private readonly feeRecipient: string;
  private readonly readValue: ReadValue;
  private readonly changed = new Set<string>();
  private readonly touched = new Set<string>();
  /** What stood there before this transaction wrote, by account and slot. */
  private readonly before = new Map<string, readonly [account: string, slot: string | null, value: string]>();

  constructor(feeRecipient: string, readValue: ReadValue) {
    this.feeRecipient = feeRecipient;
    this.readValue = readValue;
  }

  read(account: string, slot: string | null): void {
    if (account !== this.feeRecipient) this.touched.add(keyOf(account, slot));
  }

  write(account: string, slot: string | null): void {
    if (account === this.feeRecipient) return;
    const key = keyOf(account, slot);
    this.touched.add(key);
    if (!this.before.has(key)) this.before.set(key, [account, slot, this.readValue(account, slot)]);
  }

  /** The transaction is over; what it wrote stands. */
  end(): void {
    for (const key of this.touched) {
      if (!this.changed.has(key)) continue;
      this.conflicting++;
      break;
    }
    for (const [key, [account, slot, value]] of this.before) {
      if (this.readValue(account, slot) !== value) this.changed.add(key);
    }
    this.forget();
  }

  /** The transaction came to nothing. */
  forget(): void {
    this.touched.clear();
    this.before.clear();
  }
}

function keyOf(account: string, slot: string | null): string {
  return slot === null ? account : account + slot;
}
