/**
 * The keys of senders, known to all threads. A sender has no name on the wire, so it is found under a hint: any number
 * below the capacity that whoever hands over transactions gives to all those of one sender, such as the index of an
 * account in a corpus. What stands under a hint is what the first signature recovered with it showed, and stays.
 *
 * Nothing rests on hints being right. A key that is found here is only tried: where the signature is not of it, the
 * sender is recovered as it is without a hint. A wrong one costs time.
 *
 * It is shared memory of its own, written without locks: an entry goes from empty to taken to ready, once, and is read
 * only when it is ready. Two threads that learn the same hint at once: one of them keeps what it has to itself.
 */

/** u32 state, 20 bytes of address, 64 bytes of key, on words of 4 bytes. */
const ENTRY_WORDS = 22;
const ADDRESS = 1;
const KEY = 6;
const ADDRESS_WORDS = 5;
const KEY_WORDS = 16;

const EMPTY = 0;
const TAKEN = 1;
const READY = 2;

export class SenderDirectory {
  /** Goes to other threads, for a directory of theirs on the same keys. */
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  private readonly words: Int32Array;

  /** Room for that many senders, or what another thread sees. */
  constructor(from: number | SharedArrayBuffer) {
    this.buffer = typeof from === 'number' ? new SharedArrayBuffer(4 * ENTRY_WORDS * from) : from;
    this.words = new Int32Array(this.buffer);
    this.capacity = Math.floor(this.words.length / ENTRY_WORDS);
  }

  knows(hint: number): boolean {
    return hint < this.capacity && Atomics.load(this.words, ENTRY_WORDS * hint) === READY;
  }

  /** Writes the 64 bytes of a known key at `index` keys into `keys`. */
  putKey(hint: number, keys: Int32Array, index: number): void {
    const from = ENTRY_WORDS * hint + KEY;
    for (let i = 0; i < KEY_WORDS; i++) keys[KEY_WORDS * index + i] = this.words[from + i]!;
  }

  /** Writes a known sender's 20 bytes of address from word `at` on. */
  putAddress(hint: number, words: Int32Array, at: number): void {
    const from = ENTRY_WORDS * hint + ADDRESS;
    for (let i = 0; i < ADDRESS_WORDS; i++) words[at + i] = this.words[from + i]!;
  }

  /** Keeps a key and its address, both on a boundary of 4, where nothing stands under the hint yet. */
  learn(hint: number, key: Uint8Array, address: Uint8Array): void {
    if (hint >= this.capacity) return;
    const at = ENTRY_WORDS * hint;
    if (Atomics.compareExchange(this.words, at, EMPTY, TAKEN) !== EMPTY) return;
    const bytes = new Uint8Array(this.buffer);
    bytes.set(address, 4 * (at + ADDRESS));
    bytes.set(key, 4 * (at + KEY));
    Atomics.store(this.words, at, READY);
  }
}
