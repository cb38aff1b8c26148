/** Owns what transactions of one block touch and change, and so how many of them meet. */

/** Told of every read of a slot, and of every write to a slot or to an account's own fields (`slot` is `null`). */
export interface Access {
  read(account: string, slot: string): void;
  /** Before the write happens. */
  write(account: string, slot: string | null): void;
}

/** The value of an account or slot at this moment. */
type ReadValue = (account: string, slot: string | null) => string;

/**
 * Counts the transactions of a block that read or write a slot which an earlier one has changed, or change an account
 * that it has changed. To call a contract is not to read its balance: whoever only calls does not meet whoever pays it.
 * A value that is written and put back within a transaction has not changed; the fee recipient is left out.
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

  read(account: string, slot: string): void {
    if (account !== this.feeRecipient) this.touched.add(keyOf(account, slot));
  }

  write(account: string, slot: string | null): void {
    if (account === this.feeRecipient) return;
    const key = keyOf(account, slot);
    if (slot !== null) this.touched.add(key);
    if (!this.before.has(key)) this.before.set(key, [account, slot, this.readValue(account, slot)]);
  }

  /** The transaction is over; what it wrote stands. */
  end(): void {
    const written = [...this.before].filter(
      ([, [account, slot, value]]) => this.readValue(account, slot) !== value,
    );
    const changed = written.map(([key]) => key);
    if ([...this.touched, ...changed].some((key) => this.changed.has(key))) this.conflicting++;
    for (const key of changed) this.changed.add(key);
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
