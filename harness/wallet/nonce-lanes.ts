/**
 * Nonces, a lane an account. The harness owns them: it hands them out in order, takes back those whose send failed and
 * asks the chain only where it must doubt.
 *
 * A nonce is free, out (handed out, outcome awaited or used) or doubtful (sent, and nobody answered).
 */

interface Lane {
  next: number;
  /** Handed back, ascending; used before `next` is. */
  readonly returned: number[];
  readonly doubtful: Set<number>;
}

export class NonceLanes {
  private readonly lanes: Lane[];

  /** `start`: the next nonce of each account. */
  constructor(start: readonly number[]) {
    this.lanes = start.map((next) => ({ next, returned: [], doubtful: new Set() }));
  }

  /** The lowest nonce that is free. */
  take(account: number): number {
    const lane = this.lanes[account]!;
    return lane.returned.shift() ?? lane.next++;
  }

  /** The nonce was certainly not used. */
  giveBack(account: number, nonce: number): void {
    const lane = this.lanes[account]!;
    lane.doubtful.delete(nonce);
    if (nonce === lane.next - 1) lane.next--;
    else insertSorted(lane.returned, nonce);
    while (lane.returned.at(-1) === lane.next - 1) {
      lane.returned.pop();
      lane.next--;
    }
  }

  /** Nobody answered: it may or may not have been used. */
  doubt(account: number, nonce: number): void {
    this.lanes[account]!.doubtful.add(nonce);
  }

  /** It was seen in a block: it is not free, whatever was thought of it. */
  confirm(account: number, nonce: number): void {
    const lane = this.lanes[account]!;
    lane.doubtful.delete(nonce);
    if (lane.next <= nonce) lane.next = nonce + 1;
    const at = lane.returned.indexOf(nonce);
    if (at >= 0) lane.returned.splice(at, 1);
  }

  hasDoubts(account: number): boolean {
    return this.lanes[account]!.doubtful.size > 0;
  }

  /** The chain says that `pending` is the next nonce of the account, its pool included. */
  resync(account: number, pending: number): void {
    const lane = this.lanes[account]!;
    if (lane.next < pending) lane.next = pending;
    while (lane.returned.length > 0 && lane.returned[0]! < pending) lane.returned.shift();
    for (const nonce of [...lane.doubtful]) {
      if (nonce < pending) lane.doubtful.delete(nonce);
      else this.giveBack(account, nonce);
    }
  }
}

function insertSorted(values: number[], value: number): void {
  let at = values.length;
  while (at > 0 && values[at - 1]! > value) at--;
  if (values[at - 1] !== value) values.splice(at, 0, value);
}
