import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSplitter } from '../../../../harness/targets/json-rpc/json-stream.ts';

function split(chunks: readonly Buffer[]): string[] {
  const texts: string[] = [];
  const feed = jsonSplitter((bytes) => texts.push(bytes.toString()));
  for (const chunk of chunks) feed(chunk);
  return texts;
}

describe('jsonSplitter', () => {
  it('gives back every value, however the stream is cut and whatever stands between', () => {
    const value = fc.oneof(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
    );
    const gap = fc.constantFrom('', '\n', ' \r\n ');
    fc.assert(
      fc.property(fc.array(fc.tuple(value, gap)), fc.array(fc.nat(500)), (values, cuts) => {
        const bytes = Buffer.from(values.map(([each, between]) => JSON.stringify(each) + between).join(''));
        const at = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i]!, end));
        expect(split(chunks)).toEqual(values.map(([each]) => JSON.stringify(each)));
      }),
    );
  });

  it('is not misled by braces and quotes inside text', () => {
    const text = JSON.stringify({ a: '}]\\"{[', b: ['\\'] });
    expect(split([...Buffer.from(text + text)].map((byte) => Buffer.from([byte])))).toEqual([text, text]);
  });

  it('keeps an unfinished value to itself', () => {
    expect(split([Buffer.from('{"a":1}{"b":')])).toEqual(['{"a":1}']);
  });
});
