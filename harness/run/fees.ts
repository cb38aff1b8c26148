/** Fees paid, by account: exact sums of gas times price, as numbers while they are small enough to be exact. */

/** Sums beyond are moved where no number is too large. */
const MOST = 2 ** 52;

export class Fees {
  private readonly whole: bigint[];
  private readonly recent: Float64Array;

  constructor(accounts: number) {
    this.whole = new Array(accounts).fill(0n);
    this.recent = new Float64Array(accounts);
  }

  /** `gas` is below zero for a fee that was taken back. */
  add(account: number, gas: number, priceWei: bigint): void {
    const fee = gas * Number(priceWei);
    // A product this small was not rounded, nor was any of its factors.
    if (fee > MOST || fee < -MOST) {
      this.whole[account]! += BigInt(gas) * priceWei;
      return;
    }
    const sum = this.recent[account]! + fee;
    this.recent[account] = sum;
    if (sum > MOST || sum < -MOST) this.move(account);
  }

  /** Wei by account. */
  all(): bigint[] {
    for (let account = 0; account < this.whole.length; account++) this.move(account);
    return this.whole;
  }

  private move(account: number): void {
    this.whole[account]! += BigInt(this.recent[account]!);
    this.recent[account] = 0;
  }
}
