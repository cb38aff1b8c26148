import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  idAt,
  NO,
  quantityAt,
  readHash,
  readHex,
  skipBlank,
  skipHash,
  skipId,
  skipValue,
  WriterPool,
} from '../../../../harness/targets/json-bytes/index.ts';
import { anyText, damaged } from './json-texts.ts';

const bytesOf = (text: string) => Buffer.from(text);

function isWhole(bytes: Buffer): boolean {
  const end = skipValue(bytes, skipBlank(bytes, 0));
  return end !== NO && skipBlank(bytes, end) === bytes.length;
}

function parses(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

describe('skipValue', () => {
  it('takes nothing that JSON.parse refuses, whatever happened to it', () => {
    fc.assert(
      fc.property(anyText.chain(damaged), (bytes) => {
        if (isWhole(bytes)) expect(parses(bytes)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes all that JSON.parse takes, but for escapes in keys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const hasEscapedKey = /\\.*"\s*:/s.test(text);
        if (!hasEscapedKey) expect(isWhole(bytesOf(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '01',
    '-',
    '1.',
    '.5',
    '1e',
    '1e+',
    '+1',
    'tru',
    'nul',
    'truex',
    '"',
    '"\\x"',
    '"\\u12g4"',
    '"\\u123',
    '"\\',
    '"\n"',
    '[1,]',
    '[,]',
    '[1 2]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    '{"a":1',
    '[',
    '',
    ' ',
    '1 1',
    '\ufeff1',
    "'a'",
    'NaN',
    '\u00a01',
  ])('does not take %j', (text) => {
    expect(parses(bytesOf(text))).toBe(false);
    expect(isWhole(bytesOf(text))).toBe(false);
  });

  it('leaves what is nested too deep to JSON.parse', () => {
    expect(isWhole(bytesOf('['.repeat(32) + ']'.repeat(32)))).toBe(true);
    expect(isWhole(bytesOf('['.repeat(100_000) + ']'.repeat(100_000)))).toBe(false);
  });
});

describe('values', () => {
  it('reads ids as JSON.parse does, and only whole numbers that are exact', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (id) => {
        const bytes = bytesOf(`${id},`);
        const end = skipId(bytes, 0);
        expect(idAt(bytes, 0, end)).toBe(id);
      }),
    );
    for (const text of ['01', '-1', '"1"', '', 'x', '1234567890123456'])
      expect(skipId(bytesOf(text), 0)).toBe(NO);
  });

  it('reads quantities as Number does, up to what is exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), fc.boolean(), (value, upper) => {
        const digits = value.toString(16);
        const bytes = bytesOf(`"0x${upper ? digits.toUpperCase() : digits}"`);
        const exact = digits.length <= 13;
        expect(quantityAt(bytes, 0, bytes.length)).toBe(exact ? Number(value) : -1);
      }),
    );
    for (const text of ['"0x"', '"0xg"', '"1"', '12', 'null', '""'])
      expect(quantityAt(bytesOf(text), 0, text.length)).toBe(-1);
  });

  it('decodes hexadecimal of either case, whole bytes and no more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.boolean(), (raw, upper) => {
        const digits = Buffer.from(raw).toString('hex');
        const text = `"0x${upper ? digits.toUpperCase() : digits}"`;
        const out = new Uint8Array(raw.length + 1);
        expect(readHex(bytesOf(text), 0, out, 1)).toBe(text.length);
        expect(readHex(bytesOf(`${text},7`), 0, out, 1)).toBe(text.length);
        expect(out.subarray(1)).toEqual(raw);
        for (const bad of [
          text.slice(0, -1),
          text.slice(0, -2),
          `${text.slice(0, -2)}"`,
          `${text.slice(0, -2)}g"`,
        ])
          expect(readHex(bytesOf(bad), 0, out, 1)).toBe(NO);
      }),
    );
    expect(readHex(bytesOf('"0x"'), 0, new Uint8Array(9), 0)).toBe(NO);
  });

  it('knows a hash by its lower-case digits, and no other', () => {
    const hash = Uint8Array.from({ length: 32 }, (_, i) => 9 * i);
    const text = `"0x${Buffer.from(hash).toString('hex')}"`;
    const out = new Uint8Array(32);
    expect(readHash(bytesOf(text), 0, out, 0)).toBe(68);
    expect(out).toEqual(hash);
    expect(skipHash(bytesOf(text), 0, hash)).toBe(68);
    expect(skipHash(bytesOf(text.toUpperCase().replace('X', 'x')), 0, hash)).toBe(NO);
    for (let i = 0; i < text.length; i++) {
      const bytes = bytesOf(text);
      bytes[i] = bytes[i] === 0x31 ? 0x32 : 0x31;
      expect(skipHash(bytes, 0, hash)).toBe(NO);
    }
    expect(readHash(bytesOf(text.slice(0, -1)), 0, out, 0)).toBe(NO);
    expect(readHash(bytesOf(text.replace('1b', '1g')), 0, out, 0)).toBe(NO);
  });
});

/** A view that begins inside its buffer, few bytes or many. */
const someBytes = fc.uint8Array({ minLength: 4, maxLength: 200 }).map((bytes) => bytes.subarray(3));

describe('ByteWriter', () => {
  it('writes what it is given, one after the other, however small it began', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string({ unit: 'grapheme' }), someBytes, (number, text, raw) => {
        const writer = new ByteWriter(1);
        for (let turn = 0; turn < 2; turn++) {
          writer.clear();
          writer.decimal(number);
          writer.text(text);
          writer.hex(raw, 0, raw.length);
          writer.byte(0x21);
          writer.bytes(raw);
          writer.part(raw, 1, raw.length);
          const expected = `${number}${text}${Buffer.from(raw).toString('hex')}!`;
          expect(writer.written()).toEqual(Buffer.concat([bytesOf(expected), raw, raw.subarray(1)]));
        }
      }),
    );
  });

  it('is used again once it was given back, and not before', () => {
    const pool = new WriterPool();
    const first = pool.take();
    first.text('one');
    const second = pool.take();
    expect(second).not.toBe(first);
    pool.giveBack(first);
    expect(pool.take()).toBe(first);
    expect(first.written()).toHaveLength(0);
  });
});
