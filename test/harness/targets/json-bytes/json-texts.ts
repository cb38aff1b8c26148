/** JSON texts for properties: well formed in every way the grammar allows, and damaged. */
import fc from 'fast-check';

const BLANKS = fc.stringMatching(/^[ \n\r\t]{0,2}$/);
const NONE = fc.constant('');
/** Mostly none, as nodes write it. */
export const blank = fc.oneof({ weight: 4, arbitrary: NONE }, { weight: 1, arbitrary: BLANKS });

/** A text that JSON.parse takes for this string, with some characters escaped that need not be. */
export function stringText(text: string): fc.Arbitrary<string> {
  const plain = JSON.stringify(text);
  return fc.oneof(
    { weight: 60, arbitrary: fc.constant(plain) },
    { weight: 1, arbitrary: fc.constant(escaped(text)) },
  );
}

function escaped(text: string): string {
  const units = Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`,
  );
  return `"${units.join('')}"`;
}

/** Members in any order, with any blanks. */
export function objectText(
  members: readonly (readonly [string, fc.Arbitrary<string>])[],
): fc.Arbitrary<string> {
  return fc
    .shuffledSubarray([...members], { minLength: members.length })
    .chain((shuffled) =>
      fc.tuple(blank, ...shuffled.map(([key, value]) => fc.tuple(stringText(key), blank, value, blank))),
    )
    .map(
      ([between, ...all]) =>
        `{${between}${all.map(([key, before, value, after]) => `${key}${before}:${after}${value}${between}`).join(`,${between}`)}}`,
    );
}

/** Elements in their order, with any blanks. */
export function arrayText(elements: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(blank, fc.tuple(...elements))
    .map(([between, texts]) => `[${between}${texts.join(`${between},${between}`)}${between}]`);
}

/** Any value, spelt in ways that JSON.stringify has not: `1E+2`, `-0.0`, needless escapes. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'grapheme' }).chain(stringText),
  fc.stringMatching(/^-?(0|[1-9]\d{0,3})(\.\d{1,3})?([eE][+-]?\d{1,2})?$/),
);

/** The text as bytes: whole, cut short, with a byte changed, put in or left out. */
export function damaged(text: string): fc.Arbitrary<Buffer> {
  const bytes = Buffer.from(text);
  const at = fc.nat(Math.max(0, bytes.length - 1));
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"\\{}[],: 0ex-.')));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(bytes) },
    { weight: 1, arbitrary: at.map((end) => bytes.subarray(0, end)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(at, byte, fc.nat(1))
        .map(([i, value, gone]) =>
          Buffer.concat([bytes.subarray(0, i), Buffer.from([value]), bytes.subarray(i + gone)]),
        ),
    },
    {
      weight: 1,
      arbitrary: at.map((i) => Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)])),
    },
  );
}
