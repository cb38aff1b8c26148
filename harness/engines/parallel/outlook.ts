/**
 * Foretells whether several threads are worth their while: where the last wave that went on several was one chain, such as
 * the swaps of one hot pool, the next ones are taken to be chains too and spared what threads cost. Every now and then
 * one goes on several again, which shows whether that still holds: soon at first, the later the oftener it did.
 */

/** Share of a wave's gas on its critical path from which on no number of threads would be 1.12 times as fast. */
const ONE_CHAIN = 0.9;
/** Waves that go one by one before another look, at the most. */
const MOST_TRUSTED = 15;

export class Outlook {
  private trusted = 0;
  /** How many the next chain is trusted for. */
  private trust = 1;

  /** Of the wave that goes next; each time it says so, one time less is left. */
  oneByOne(): boolean {
    if (this.trusted === 0) return false;
    this.trusted--;
    return true;
  }

  /** Of a wave that went on several threads. */
  note({ gas, criticalGas }: { readonly gas: number; readonly criticalGas: number }): void {
    const isChain = criticalGas >= ONE_CHAIN * gas;
    this.trusted = isChain ? this.trust : 0;
    this.trust = isChain ? Math.min(2 * this.trust + 1, MOST_TRUSTED) : 1;
  }
}
