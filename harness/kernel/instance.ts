/** The compiled kernel and its memory: what it exports, how room is asked for, how bytes go in and out. */
import { readFileSync } from 'node:fs';
import { LakhError } from '../std/errors.ts';

/** What is used of WebAssembly's interface: its types come with the browser's, which are not loaded. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (code: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: unknown };
  };
};

/** Pointers and lengths are bytes; `harness/kernel/assembly/index.ts` is the other side. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  start(windowBits: number): number;
  arena(bytes: number): number;
  keccak256(out: number, message: number, length: number): void;
  keccak256Messages(out: number, messages: number, ends: number, spans: number, count: number): void;
  takeRing(count: number): number;
  secretOf(ring: number, index: number): number;
  prepareRing(ring: number): number;
  publicKeys(out: number, secrets: number, count: number): void;
  sign(out: number, ring: number, senders: number, hashes: number, count: number, compatible: number): void;
  signTransactions(
    ring: number,
    records: number,
    payload: number,
    count: number,
    chainId: bigint,
    compatible: number,
    raw: number,
    ends: number,
    hashes: number,
    hex: number,
    room: number,
  ): number;
  readRows(
    text: number,
    at: number,
    end: number,
    form: number,
    head: number,
    middle: number,
    tail: number,
    first: number,
    second: number,
    out: number,
    ends: number,
    spans: number,
    most: number,
  ): number;
  behindRows(): number;
  writeRows(
    out: number,
    form: number,
    head: number,
    middle: number,
    tail: number,
    isNumbered: number,
    hashes: number,
    count: number,
  ): number;
  recoverAll(out: number, found: number, hashes: number, signatures: number, count: number): void;
  verify(hash: number, signature: number, publicKey: number): number;
  areOnCurve(publicKeys: number, count: number): number;
  batchVerifySize(count: number, keys: number): number;
  verifyBatch(
    verdicts: number,
    hashes: number,
    signatures: number,
    senders: number,
    count: number,
    publicKeys: number,
    keys: number,
    weights: number,
    arena: number,
  ): number;
}

let compiled: object | undefined;

/** One instance of the kernel. It is of one thread; nothing in it runs while a call of it runs. */
export class KernelInstance {
  private readonly exports: Exports;
  private bytes: Uint8Array = new Uint8Array(0);

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
    this.exports = new WebAssembly.Instance(compiled).exports as Exports;
  }

  get call(): Exports {
    return this.exports;
  }

  /** The memory as it is now: it moves when it grows. */
  view(): Uint8Array {
    if (this.bytes.buffer !== this.exports.memory.buffer)
      this.bytes = new Uint8Array(this.exports.memory.buffer);
    return this.bytes;
  }

  /**
   * Room for one call, laid out in the order of `sizes`, each part on a boundary of 16 bytes with 32 bytes of slack
   * behind it, which the kernel may read and write. Throws `kernel-refused` where memory does not suffice.
   */
  layOut<const T extends readonly number[]>(...sizes: T): { -readonly [K in keyof T]: number } {
    const starts: number[] = [];
    let total = 0;
    for (const size of sizes) {
      starts.push(total);
      total += Math.ceil((size + 32) / 16) * 16;
    }
    const base = total < 2 ** 31 ? this.exports.arena(total) >>> 0 : 0;
    if (base === 0) throw outOfMemory(total);
    return starts.map((start) => base + start) as { -readonly [K in keyof T]: number };
  }

  put(at: number, source: Uint8Array | Uint32Array): void {
    this.view().set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength), at);
  }

  /** A copy: the memory is laid out anew by the next call. */
  take(at: number, length: number): Uint8Array {
    return this.view().slice(at, at + length);
  }

  /** Copies of several parts, in one buffer: each buffer of its own is one more for the collector. */
  takeAll(parts: readonly (readonly [at: number, length: number])[]): Uint8Array[] {
    const { buffer } = Buffer.allocUnsafeSlow(parts.reduce((sum, [, length]) => sum + length, 0));
    const view = this.view();
    let start = 0;
    return parts.map(([at, length]) => {
      const part = new Uint8Array(buffer, start, length);
      part.set(view.subarray(at, at + length));
      start += length;
      return part;
    });
  }

  takeWords(at: number, count: number): Uint32Array {
    return wordsIn(this.take(at, 4 * count));
  }

  /** Zeros everything: keys, nonces, tables. Nothing may be called afterwards. */
  wipe(): void {
    this.view().fill(0);
  }
}

/** Bytes as words of four, little end first, where they stand on such a boundary. */
export function wordsIn(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

export function outOfMemory(bytes: number): LakhError {
  return new LakhError('kernel-refused', `The kernel has no memory for ${bytes} bytes more`, {
    hint: 'Hand it fewer messages, transactions or signatures at a time',
  });
}
