/** What became of each index, in two bits: ten million take 2.5 MB. */
import type { Outcome } from '../spec/stage.ts';

export class Outcomes {
  private bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array(1024)) {
    this.bytes = bytes;
  }

  get(index: number): Outcome {
    return (((this.bytes[index >>> 2] ?? 0) >>> ((index & 3) * 2)) & 3) as Outcome;
  }

  set(index: number, outcome: Outcome): void {
    const at = index >>> 2;
    if (at >= this.bytes.length) {
      const wider = new Uint8Array(Math.max(at + 1, this.bytes.length * 2));
      wider.set(this.bytes);
      this.bytes = wider;
    }
    const shift = (index & 3) * 2;
    this.bytes[at] = (this.bytes[at]! & ~(3 << shift)) | (outcome << shift);
  }

  /** Takes over what `other` knows; no index may be known to both. */
  merge(other: Uint8Array): void {
    if (other.length > this.bytes.length) {
      const wider = new Uint8Array(other.length);
      wider.set(this.bytes);
      this.bytes = wider;
    }
    for (let i = 0; i < other.length; i++) this.bytes[i]! |= other[i]!;
  }

  toBytes(): Uint8Array {
    return this.bytes;
  }
}
