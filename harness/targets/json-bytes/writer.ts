/** Writes JSON as bytes, into a buffer that grows and is used again. */
import { DIGITS, ZERO } from './characters.ts';

/** Bytes from which on the system's copying takes less time than a loop here. */
const WORTH_CALLING = 40;
/** More than the digits of any number that is written. */
const NUMBER_BYTES = 20;

export class ByteWriter {
  private buffer: Buffer;
  private at = 0;

  constructor(capacity: number) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
  }

  get capacity(): number {
    return this.buffer.length;
  }

  clear(): void {
    this.at = 0;
  }

  /** A view, good until the writer is cleared. */
  written(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  bytes(piece: Uint8Array): void {
    if (piece.length < WORTH_CALLING) this.part(piece, 0, piece.length);
    else this.long(piece);
  }

  /** Some bytes of many. */
  part(bytes: Uint8Array, from: number, to: number): void {
    if (to - from >= WORTH_CALLING) {
      // A view made so costs half of what `subarray` of a Buffer does.
      this.long(new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from));
      return;
    }
    this.need(to - from);
    const { buffer } = this;
    let { at } = this;
    for (let i = from; i < to; i++) buffer[at++] = bytes[i]!;
    this.at = at;
  }

  private long(piece: Uint8Array): void {
    this.need(piece.length);
    this.buffer.set(piece, this.at);
    this.at += piece.length;
  }

  byte(byte: number): void {
    this.need(1);
    this.buffer[this.at++] = byte;
  }

  text(text: string): void {
    this.need(3 * text.length);
    this.at += this.buffer.write(text, this.at);
  }

  /** A whole number, not negative, in decimal digits. */
  decimal(value: number): void {
    this.need(NUMBER_BYTES);
    let end = this.at + 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++;
    let left = value;
    for (let i = end - 1; i >= this.at; i--) {
      this.buffer[i] = ZERO + (left % 10);
      left = Math.floor(left / 10);
    }
    this.at = end;
  }

  /** Two lower-case digits a byte, without `0x`. */
  hex(bytes: Uint8Array, from: number, to: number): void {
    this.need(2 * (to - from));
    const { buffer } = this;
    let { at } = this;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      buffer[at] = DIGITS[byte >> 4]!;
      buffer[at + 1] = DIGITS[byte & 15]!;
      at += 2;
    }
    this.at = at;
  }

  private need(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, this.at + bytes));
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
  }
}
