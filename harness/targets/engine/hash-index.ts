/** Owns where each hash of a block stands: a table of open addresses over the column of hashes. */

/** A hash begins with 32 bits that are as good as random: they say where to look. */
export class HashIndex {
  private readonly hashes: Uint8Array;
  /** Index plus 1; 0 is free. At most half of it is taken. */
  private readonly places: Uint32Array;
  private readonly mask: number;

  /** `hashes` are 32 bytes each, and must not change. */
  constructor(hashes: Uint8Array) {
    const count = hashes.length / 32;
    const size = 2 ** Math.ceil(Math.log2(2 * count + 1));
    this.hashes = hashes;
    this.places = new Uint32Array(size);
    this.mask = size - 1;
    for (let index = 0; index < count; index++) {
      let at = this.startOf(hashes, 32 * index);
      while (this.places[at] !== 0) at = (at + 1) & this.mask;
      this.places[at] = index + 1;
    }
  }

  /** Which of them is `hash`; -1 where none is. */
  find(hash: Uint8Array): number {
    for (let at = this.startOf(hash, 0); this.places[at] !== 0; at = (at + 1) & this.mask) {
      const index = this.places[at]! - 1;
      if (this.isAt(index, hash)) return index;
    }
    return -1;
  }

  private startOf(bytes: Uint8Array, from: number): number {
    return (
      ((bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!) &
      this.mask
    );
  }

  private isAt(index: number, hash: Uint8Array): boolean {
    let byte = 0;
    while (byte < 32 && this.hashes[32 * index + byte] === hash[byte]) byte++;
    return byte === 32;
  }
}
