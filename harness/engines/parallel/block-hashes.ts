/** Owns the hashes that BLOCKHASH can ask for: of the last 256 blocks (Yellow Paper, appendix H), as of any snapshot. */
import type { Hex } from '../../spec/intent.ts';
import type { Snapshots } from './snapshots.ts';

const KEPT = 256;

export class BlockHashes {
  private readonly snapshots: Snapshots;
  /** By number. */
  readonly all = new Map<bigint, bigint>();

  constructor(snapshots: Snapshots) {
    this.snapshots = snapshots;
  }

  keep(number: number, hash: Hex): void {
    this.all.set(BigInt(number), BigInt(hash));
    const old = number - KEPT;
    if (!this.snapshots.anyWithin(old, KEPT)) this.all.delete(BigInt(old));
  }

  /** Forgets those of blocks above `number`. */
  rewind(number: number): void {
    for (const kept of [...this.all.keys()]) if (kept > BigInt(number)) this.all.delete(kept);
  }

  /** Takes those up to `number` from where they are kept. */
  load(number: number, hashOf: (number: number) => Hex | undefined): void {
    for (let at = Math.max(0, number - KEPT + 1); at <= number; at++) {
      const hash = hashOf(at);
      if (hash !== undefined) this.all.set(BigInt(at), BigInt(hash));
    }
  }
}
