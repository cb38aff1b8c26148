/**
 * Foretells whether several threads are worth their while: where the last wave that went on several was one chain, such as
 * the swaps of one hot pool, the next ones are taken to be chains too and spared what threads cost. Every now and then
 * one goes on several again, which shows whether that still holds.
 */

/** Share of a wave's gas on its critical path from which on no number of threads would be 1.12 times as fast. */
const ONE_CHAIN = 0.9;
/** Waves that go one by one before another look. */
const TRUSTED = 15;

export class Outlook {
  private trusted = 0;

  /** Of the wave that goes next; each time it says so, one time less is left. */
  oneByOne(): boolean {
    if (this.trusted === 0) return false;
    this.trusted--;
    return true;
  }

  /** Of a wave that went on several threads. */
  note({ gas, criticalGas }: { readonly gas: number; readonly criticalGas: number }): void {
    this.trusted = criticalGas >= ONE_CHAIN * gas ? TRUSTED : 0;
  }
}
