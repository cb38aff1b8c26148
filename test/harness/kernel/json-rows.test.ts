import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowForm, RowPen, RowScan, type RowValue } from '../../../harness/kernel/index.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1');

/** What each kind of value is, in the words of another engine. */
const PATTERNS: Record<RowValue, string> = {
  nothing: '',
  id: '(?:0|[1-9][0-9]{0,14})(?![0-9])',
  text: '"[^"\\\\\\x00-\\x1f]*"',
  hash: '"0x[0-9a-fA-F]{64}"',
  hex: '"0x(?:[0-9a-fA-F]{2})+"',
};
const DECODED: readonly RowValue[] = ['hash', 'hex'];

function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The rows of a form from `from` on, found by a regular expression. */
function rowsByPattern(text: Buffer, from: number, { head, middle, tail, values }: RowForm) {
  const [first, second] = values.map((value) => `(${PATTERNS[value]})`);
  const row = new RegExp(`${escaped(head)}${first}${escaped(middle)}${second}${escaped(tail)}`, 'ydg');
  const latin1 = text.toString('latin1');
  const found = { count: 0, end: from, bytes: [] as number[], ends: [] as number[], spans: [] as number[] };
  for (row.lastIndex = from; ; row.lastIndex = found.end + 1) {
    const match = row.exec(latin1);
    if (match === null) return found;
    const isFirst = DECODED.includes(values[0]);
    const digits = [match[1]!, match[2]!].filter((_, i) => DECODED.includes(values[i]!))[0] ?? '"0x"';
    found.bytes.push(...Buffer.from(digits.slice(3, -1), 'hex'));
    found.ends.push(found.bytes.length);
    found.spans.push(...match.indices![isFirst ? 2 : 1]!);
    found.count++;
    found.end = match.index + match[0].length;
    if (latin1[found.end] !== ',') return found;
  }
}

const digits = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => Buffer.from(raw).toString('hex'));
const either = (hex: fc.Arbitrary<string>) =>
  fc.tuple(hex, fc.boolean()).map(([text, upper]) => `"0x${upper ? text.toUpperCase() : text}"`);
const VALUES: Record<RowValue, fc.Arbitrary<string>> = {
  nothing: fc.constant(''),
  id: fc.oneof(
    fc.nat().map(String),
    fc.maxSafeInteger().map((id) => `${Math.abs(id)}`),
    fc.constant('07'),
  ),
  text: fc.oneof(
    fc.string({ maxLength: 40 }).map((text) => JSON.stringify(text)),
    fc.constant('"0x1f"'),
  ),
  hash: either(digits(32)),
  hex: either(fc.nat(70).chain(digits)),
};
const piece = fc.oneof(
  fc.constant(''),
  fc.constant('{"jsonrpc":"2.0","id":'),
  fc.constant(',"result":'),
  fc.stringMatching(/^[a-z{}:,"]{1,60}$/),
);
const pairs: (readonly [RowValue, RowValue])[] = [
  ['id', 'hash'],
  ['id', 'hex'],
  ['hash', 'text'],
  ['hash', 'nothing'],
  ['nothing', 'hex'],
  ['id', 'text'],
];
const form = fc.record({
  head: piece.map(ascii),
  middle: fc.oneof(fc.constant(':'), piece).map(ascii),
  tail: piece.map(ascii),
  values: fc.constantFrom(...pairs),
});

/** Rows of the form, some damaged, parted by commas and sometimes more; with something before and behind. */
const texts = form.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    // Long enough for room for all rows at once.
    before: fc.string({ maxLength: 9 }).map((text) => Buffer.from(text + ' '.repeat(400))),
    rows: fc.array(
      fc
        .tuple(
          VALUES[shape.values[0]],
          VALUES[shape.values[1]],
          fc.integer({ min: 0, max: 400 }),
          fc.nat(255),
        )
        .map(([first, second, at, byte]) => {
          const row = Buffer.concat([
            shape.head,
            Buffer.from(first),
            shape.middle,
            Buffer.from(second),
            shape.tail,
          ]);
          if (at < row.length && byte > 200) row[at] = byte;
          return row;
        }),
      { maxLength: 12 },
    ),
    separator: fc.constantFrom(',', ',', ',', ', ', ';'),
    behind: fc.string({ maxLength: 9 }).map((text) => Buffer.from(text)),
    cut: fc.oneof(fc.constant(0), fc.nat(80)),
  }),
);

describe('rows of a text', () => {
  const scan = new RowScan();

  it('are those that a regular expression finds, with their values, whatever the text', () => {
    let taken = 0;
    fc.assert(
      fc.property(texts, ({ shape, before, rows, separator, behind, cut }) => {
        const joined = rows.flatMap((row, i) => (i === 0 ? [row] : [ascii(separator), row]));
        const whole = Buffer.concat([before, ...joined, behind]);
        const text = whole.subarray(0, whole.length - Math.min(cut, whole.length));
        const from = Math.min(before.length, text.length);
        expect(scan.load(text)).toBe(true);
        const read = scan.read(from, shape);
        const expected = rowsByPattern(text, from, shape);
        taken += expected.count;
        if (expected.count === 0) expect(read).toBeNull();
        else {
          expect({
            ...read,
            bytes: [...read!.bytes],
            ends: [...read!.ends],
            spans: [...read!.spans],
          }).toEqual(expected);
        }
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(3000);
  });

  it('are read on where the last ones ended, with another form too', () => {
    const text = ascii(`[1:"0xaa",2:"0xbb"]["0xcc"]${' '.repeat(40)}`);
    const one: RowForm = { head: ascii(''), middle: ascii(':'), tail: ascii(''), values: ['id', 'hex'] };
    const other: RowForm = {
      head: ascii(''),
      middle: ascii(''),
      tail: ascii(''),
      values: ['hex', 'nothing'],
    };
    scan.load(text);
    expect(scan.read(1, one)).toMatchObject({ count: 2, end: 18 });
    expect(scan.read(20, other)?.bytes).toEqual(Uint8Array.of(0xcc));
    expect(scan.read(10, one)?.bytes).toEqual(Uint8Array.of(0xbb));
    expect(scan.read(text.length, one)).toBeNull();
  });

  it('are refused where two values would be decoded, or the index is outside', () => {
    scan.load(ascii('"0xaa"'));
    const both: RowForm = { head: ascii(''), middle: ascii(''), tail: ascii(''), values: ['hex', 'hash'] };
    expect(() => scan.read(0, both)).toThrowError(/One value of a row/);
    const fine: RowForm = { ...both, values: ['hex', 'nothing'] };
    expect(scan.read(-1, fine)).toBeNull();
    expect(scan.read(7, fine)).toBeNull();
  });

  it('come in parts where they are too short for the room, and not at all from a text that is too long', () => {
    const shape: RowForm = { head: ascii(''), middle: ascii(''), tail: ascii(''), values: ['id', 'nothing'] };
    const text = ascii(new Array(1000).fill('1').join(','));
    scan.load(text);
    let count = 0;
    for (let at = 0; at < text.length; ) {
      const rows = scan.read(at, shape)!;
      count += rows.count;
      at = rows.end + 1;
    }
    expect(count).toBe(1000);
    expect(scan.load(new Uint8Array(32 * 1024 * 1024 + 1))).toBe(false);
    expect(scan.read(0, shape)).toBeNull();
  });
});

describe('rows that are written', () => {
  it('are what JSON makes of hashes and their numbers', () => {
    const pen = new RowPen();
    const hashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 300 });
    fc.assert(
      fc.property(hashes, fc.boolean(), fc.string({ maxLength: 600 }), (all, isNumbered, rest) => {
        const rows = all.map((hash, i) => ({
          hash: `0x${Buffer.from(hash).toString('hex')}`,
          ...(isNumbered ? { number: `0x${i.toString(16)}` } : {}),
          rest,
        }));
        const written = pen.write(
          {
            head: ascii('{"hash":'),
            middle: isNumbered ? ascii(',"number":') : null,
            tail: Buffer.from(`,"rest":${JSON.stringify(rest)}}`),
          },
          Buffer.concat(all),
        );
        expect(`[${Buffer.from(written).toString()}]`).toBe(JSON.stringify(rows));
      }),
      { numRuns: 200 },
    );
  });

  it('are refused for a part of a hash', () => {
    const empty = { head: ascii(''), middle: null, tail: ascii('') };
    expect(() => new RowPen().write(empty, new Uint8Array(33))).toThrowError(/32 bytes each/);
  });
});
