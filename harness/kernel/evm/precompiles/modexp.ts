/** Modular exponentiation of long numbers: EIP-198. */
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

/** Bits that are taken of the exponent at once, and from how many bytes of it on the table for that pays. */
const WINDOW = 4;
const LONG = 16;

/** Bytes of the input, zeros behind its end. */
function bytesAt(input: Uint8Array, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (at < input.length) bytes.set(input.subarray(at, Math.min(at + length, input.length)));
  return bytes;
}

function numberAt(input: Uint8Array, at: number, length: number): bigint {
  // Most calls end with the numbers; one that claims a long exponent and does not send it pays for its zeros.
  return bytesToNumberBE(bytesAt(input, at, length));
}

/** 0x05: the lengths of base, exponent and modulus, 32 bytes each, then the three. As long as the modulus. */
export function exponentiate(input: Uint8Array): Uint8Array {
  const [baseLength, exponentLength, modulusLength] = [0, 32, 64].map((at) =>
    Number(numberAt(input, at, 32)),
  ) as [number, number, number];
  const exponentAt = 96 + baseLength;
  const modulus = numberAt(input, exponentAt + exponentLength, modulusLength);
  if (modulus <= 1n) return new Uint8Array(modulusLength);
  const base = numberAt(input, 96, baseLength) % modulus;
  return numberToBytesBE(power(base, bytesAt(input, exponentAt, exponentLength), modulus), modulusLength);
}

/** base^exponent modulo a modulus above 1; the base is below it. */
function power(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const first = exponent.findIndex((byte) => byte !== 0);
  if (first < 0) return 1n;
  const bytes = exponent.subarray(first);
  return bytes.length < LONG ? bitByBit(base, bytes, modulus) : byWindows(base, bytes, modulus);
}

function bitByBit(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  let result = 1n;
  for (const byte of exponent) {
    for (let bit = 7; bit >= 0; bit--) {
      result = (result * result) % modulus;
      if ((byte >> bit) & 1) result = (result * base) % modulus;
    }
  }
  return result;
}

function byWindows(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const powers = [1n];
  for (let i = 1; i < 1 << WINDOW; i++) powers.push(((powers[i - 1] as bigint) * base) % modulus);
  let result = 1n;
  for (const byte of exponent) {
    for (const digit of [byte >> WINDOW, byte & ((1 << WINDOW) - 1)]) {
      for (let i = 0; i < WINDOW; i++) result = (result * result) % modulus;
      if (digit !== 0) result = (result * (powers[digit] as bigint)) % modulus;
    }
  }
  return result;
}
