import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvmInstance } from '../../../../harness/kernel/evm/instance.ts';

const evm = new EvmInstance();
const call = evm.call as unknown as Record<string, (...pointers: number[]) => number | bigint>;
const [A, B, C, OUT] = [0, 1, 2, 3].map(() => evm.call.take(32)) as [number, number, number, number];

const MOD = 1n << 256n;
const TOP = 1n << 255n;
const MASK = MOD - 1n;
const signed = (x: bigint) => BigInt.asIntN(256, x);
const wrapped = (x: bigint) => BigInt.asUintN(256, x);

function write(at: number, value: bigint): void {
  const words = new BigUint64Array(evm.memory.buffer, at, 4);
  for (let i = 0; i < 4; i++) words[i] = BigInt.asUintN(64, value >> BigInt(64 * i));
}

function read(at: number): bigint {
  const words = new BigUint64Array(evm.memory.buffer, at, 4);
  return words.reduce((sum, word, i) => sum | (word << BigInt(64 * i)), 0n);
}

/** Runs a function once into fresh room and once over each operand: all must agree. */
function results(name: string, operands: readonly bigint[]): bigint[] {
  const places = [A, B, C].slice(0, operands.length);
  return [OUT, ...places].map((out) => {
    operands.forEach((value, i) => {
      write(places[i] as number, value);
    });
    (call[`u256${name}`] as (...pointers: number[]) => void)(out, ...places);
    return read(out);
  });
}

/** Numbers where carries, signs, digits and shifts change: powers of two and their neighbours, and their negatives. */
const EDGES = [
  ...[0n, 1n, 2n, 3n, 7n, 10n, 31n, 32n, 33n, 63n, 64n, 255n, 256n, 257n, 1000n],
  ...[32n, 63n, 64n, 65n, 96n, 127n, 128n, 129n, 160n, 191n, 192n, 193n, 224n, 254n, 255n].flatMap((bits) => [
    (1n << bits) - 1n,
    1n << bits,
    (1n << bits) + 1n,
  ]),
  ...[MASK, MASK - 1n, TOP - 1n, TOP + 1n, MASK ^ 0xffffffffffffffffn, 0xffffffffffffffff0000000000000000n],
].flatMap((x) => [x, wrapped(-x)]);

const number = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.bigInt(0n, MASK),
  // Words that are all zeros or all ones are where quotient digits are guessed too high.
  fc
    .array(fc.constantFrom(0n, 1n, (1n << 64n) - 1n, 1n << 63n, (1n << 63n) - 1n), {
      minLength: 4,
      maxLength: 4,
    })
    .map((words) => words.reduce((sum, word) => (sum << 64n) | word, 0n)),
  fc.tuple(fc.bigInt(0n, MASK), fc.integer({ min: 0, max: 255 })).map(([x, bits]) => x >> BigInt(bits)),
);

const minusOneOf = (x: bigint) => (x === 0n ? 256 : 256 - x.toString(2).length);

/** What a function is to give, by EVM's rules. */
const BINARY: Record<string, (a: bigint, b: bigint) => bigint> = {
  Add: (a, b) => wrapped(a + b),
  Subtract: (a, b) => wrapped(a - b),
  Multiply: (a, b) => wrapped(a * b),
  Divide: (a, b) => (b === 0n ? 0n : a / b),
  Modulo: (a, b) => (b === 0n ? 0n : a % b),
  SignedDivide: (a, b) => (b === 0n ? 0n : wrapped(signed(a) / signed(b))),
  SignedModulo: (a, b) => (b === 0n ? 0n : wrapped(signed(a) % signed(b))),
  ShiftLeft: (a, b) => (a > 255n ? 0n : wrapped(b << a)),
  ShiftRight: (a, b) => (a > 255n ? 0n : b >> a),
  ShiftRightArithmetic: (a, b) => wrapped(signed(b) >> (a > 255n ? 255n : a)),
  SignExtend: (a, b) => (a > 31n ? b : wrapped(BigInt.asIntN(8 * Number(a) + 8, b))),
  ByteAt: (a, b) => (a > 31n ? 0n : (b >> (248n - 8n * a)) & 255n),
  Power: (a, b) => {
    let result = 1n;
    for (let i = 255n; i >= 0n; i--) {
      result = wrapped(result * result);
      if ((b >> i) & 1n) result = wrapped(result * a);
    }
    return result;
  },
};

const TERNARY: Record<string, (a: bigint, b: bigint, n: bigint) => bigint> = {
  AddModulo: (a, b, n) => (n === 0n ? 0n : (a + b) % n),
  MultiplyModulo: (a, b, n) => (n === 0n ? 0n : (a * b) % n),
};

const UNARY: Record<string, (a: bigint) => bigint> = {
  Copy: (a) => a,
  Negate: (a) => wrapped(-a),
  LeadingZeros: (a) => BigInt(minusOneOf(a)),
  LoadBigEndian: (a) => BigInt(`0x${bytesOf(a)}`),
  StoreBigEndian: (a) => BigInt(`0x${bytesOf(a)}`),
};

/** The 32 bytes as they stand in memory, in hex. */
function bytesOf(a: bigint): string {
  return (a.toString(16).padStart(64, '0').match(/../g) as string[]).reverse().join('');
}

const PREDICATES: Record<string, (a: bigint, b: bigint) => bigint> = {
  Less: (a, b) => BigInt(a < b),
  Greater: (a, b) => BigInt(a > b),
  SignedLess: (a, b) => BigInt(signed(a) < signed(b)),
  SignedGreater: (a, b) => BigInt(signed(a) > signed(b)),
  Equal: (a, b) => BigInt(a === b),
  IsZero: (a) => BigInt(a === 0n),
  IsNegative: (a) => BigInt(signed(a) < 0n),
  FitsU64: (a) => BigInt(a < 1n << 64n),
  SaturatedU64: (a) => (a < 1n << 64n ? a : (1n << 64n) - 1n),
  BitLength: (a) => BigInt(256 - minusOneOf(a)),
  ByteLength: (a) => BigInt(Math.ceil((256 - minusOneOf(a)) / 8)),
};

function expectAll(name: string, operands: readonly bigint[], expected: bigint): void {
  for (const result of results(name, operands)) {
    if (result !== expected) {
      expect(`${name} ${operands.map((x) => x.toString(16))}: ${result.toString(16)}`).toBe(
        `${name} ${operands.map((x) => x.toString(16))}: ${expected.toString(16)}`,
      );
    }
  }
}

describe('256-bit numbers of the EVM are those of BigInt', () => {
  it.each(Object.entries(BINARY))('%s of two', (name, expected) => {
    for (const a of EDGES) for (const b of EDGES) expectAll(name, [a, b], expected(a, b));
    const property = fc.property(number, number, (a, b) => expectAll(name, [a, b], expected(a, b)));
    fc.assert(property, { numRuns: 4000 });
  });

  it.each(Object.entries(TERNARY))('%s of three', (name, expected) => {
    const few = EDGES.filter((_, i) => i % 3 === 0);
    for (const a of few)
      for (const b of few) for (const n of few) expectAll(name, [a, b, n], expected(a, b, n));
    const property = fc.property(number, number, number, (a, b, n) =>
      expectAll(name, [a, b, n], expected(a, b, n)),
    );
    fc.assert(property, { numRuns: 10_000 });
  });

  it.each(Object.entries(UNARY))('%s of one', (name, expected) => {
    for (const a of EDGES) expectAll(name, [a], expected(a));
    fc.assert(fc.property(number, (a) => expectAll(name, [a], expected(a))));
  });

  it.each(Object.entries(PREDICATES))('%s', (name, expected) => {
    const check = (a: bigint, b: bigint) => {
      write(A, a);
      write(B, b);
      const result = (call[`u256${name}`] as (a: number, b: number) => number | bigint)(A, B);
      expect(BigInt.asUintN(64, BigInt(result))).toBe(expected(a, b));
    };
    for (const a of EDGES) check(a, a);
    fc.assert(fc.property(number, number, check), { numRuns: 1000 });
  });

  it('an operand may be both operands', () => {
    for (const name of ['Add', 'Subtract', 'Multiply', 'Divide', 'Modulo', 'SignedDivide'] as const) {
      fc.assert(
        fc.property(number, (a) => {
          write(A, a);
          call[`u256${name}`]?.(A, A, A);
          expect(read(A)).toBe(BINARY[name]?.(a, a));
        }),
      );
    }
  });
});
