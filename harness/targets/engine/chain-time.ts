/** Owns the time that goes into headers: the wall clock's, until somebody moves it. */
import { RpcError } from './rpc-error.ts';

/** The year 36812: further on, dates stop being dates. */
const LATEST_S = 2 ** 40;

export class ChainTime {
  private readonly wallS: () => number;
  private shiftS = 0;
  private setS: number | null = null;

  /** `wallS` gives seconds since 1970. */
  constructor(wallS: () => number) {
    this.wallS = wallS;
  }

  /** The time of the block that begins now; one that was set is used up, and time goes on from there. */
  take(): number {
    if (this.setS !== null) {
      this.shiftS = this.setS - this.wallS();
      this.setS = null;
    }
    return this.wallS() + this.shiftS;
  }

  /** Moves all blocks from now on; the seconds that were moved in all. */
  increase(seconds: number): number {
    if (this.wallS() + this.shiftS + seconds > LATEST_S) throw new RpcError(-32602, 'that is too far ahead');
    this.shiftS += seconds;
    return this.shiftS;
  }

  /** Says the time of the next block, which must be after `headS`. */
  setNext(timestampS: number, headS: number): void {
    if (timestampS <= headS || timestampS > LATEST_S) {
      throw new RpcError(-32602, `the time must be after that of the latest block, ${headS}`);
    }
    this.setS = timestampS;
  }
}
