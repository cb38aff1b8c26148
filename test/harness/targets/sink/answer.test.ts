import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../../harness/kernel/index.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import { ByteWriter, RequestScan } from '../../../../harness/targets/json-bytes/index.ts';
import { answerTo, NullBlocks } from '../../../../harness/targets/null/index.ts';
import { Answerer } from '../../../../harness/targets/sink/answer.ts';
import { anyText, arrayText, damaged, objectText, stringText } from '../json-bytes/json-texts.ts';

const kernel = createKernel({ windowBits: 4 });

function sinkOf() {
  const chain = { chainId: 1337, blocks: new NullBlocks() };
  return { chain, answerer: new Answerer(chain, kernel) };
}

/** What the sink answers, and the transactions that its next block then has, in order. */
function outcome(act: (answerer: Answerer, out: ByteWriter) => void) {
  const { chain, answerer } = sinkOf();
  const out = new ByteWriter(16);
  act(answerer, out);
  const { number, hashes } = chain.blocks.seal();
  return { text: out.written().toString(), hashes: toHex(hashes), number };
}

const raw = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(toHex);
const rawText = fc.oneof(
  { weight: 12, arbitrary: raw.map((text) => `"${text}"`) },
  { weight: 1, arbitrary: raw.map((text) => `"0x${text.slice(2).toUpperCase()}"`) },
  { weight: 1, arbitrary: raw.chain(stringText) },
  { weight: 1, arbitrary: fc.constantFrom('"0x"', '"0x123"', '"0xzz"', '"zz"', '7', 'null', '[]') },
);
const paramsText = fc.oneof(
  { weight: 12, arbitrary: arrayText([rawText]) },
  { weight: 1, arbitrary: arrayText([rawText, rawText]) },
  { weight: 1, arbitrary: fc.constantFrom('[]', '{}', 'null') },
);
const idText = fc.oneof(
  { weight: 12, arbitrary: fc.nat().map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('null', '"a\\n\u20ac"', '1.5', '-1', '1e3', '[1]', '99999999999999999999'),
  },
);
const methodText = fc.oneof(
  { weight: 12, arbitrary: fc.constant('"eth_sendRawTransaction"') },
  { weight: 1, arbitrary: stringText('eth_sendRawTransaction') },
  { weight: 1, arbitrary: fc.constantFrom('"eth_chainId"', '"eth_mine"', '"eth_getBlockByNumber"', '7') },
);
const callText = fc.oneof(
  {
    weight: 12,
    arbitrary: objectText([
      ['jsonrpc', fc.constant('"2.0"')],
      ['id', idText],
      ['method', methodText],
      ['params', paramsText],
    ]),
  },
  {
    weight: 1,
    arbitrary: objectText([
      ['id', idText],
      ['method', methodText],
      ['params', paramsText],
      ['id', idText],
    ]),
  },
  {
    weight: 1,
    arbitrary: objectText([
      ['method', methodText],
      ['params', paramsText],
      ['more', anyText],
    ]),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(idText, paramsText)
      .map(
        ([id, params]) => `{"jsonrpc":"2.0","id":${id},"method":"eth_sendRawTransaction","params":${params}}`,
      ),
  },
  { weight: 1, arbitrary: anyText },
);
const requestText = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(callText, { maxLength: 5 })
      .chain((calls) => arrayText(calls.map((call) => fc.constant(call)))),
  },
  { weight: 1, arbitrary: callText },
);

describe('the sink', () => {
  it('answers and takes in the same whether it reads bytes or parses, whatever comes', () => {
    let plain = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          requestText.map((text) => Buffer.from(text)),
          requestText.chain(damaged),
        ),
        (body) => {
          const inBytes = outcome((answerer, out) => answerer.answer(body, out));
          expect(inBytes).toEqual(outcome((answerer, out) => answerer.answerText(body.toString(), out)));
          const scan = new RequestScan();
          if (scan.read(body)) plain += scan.rawEnds().length;
        },
      ),
      { numRuns: 1500 },
    );
    expect(plain).toBeGreaterThan(200);
  });

  it('takes a thousand plain transactions without parsing any, in their order', () => {
    const raws = Array.from({ length: 3000 }, (_, i) => toHex(Uint8Array.of(2, i >> 8, i & 255)));
    const calls = raws.map((each, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_sendRawTransaction',
      params: [each],
    }));
    const body = Buffer.from(JSON.stringify(calls));
    const scan = new RequestScan();
    expect(scan.read(body)).toBe(true);
    expect(scan.rawEnds()).toHaveLength(3000);
    const { text, hashes } = outcome((answerer, out) => answerer.answer(body, out));
    const expected = raws.map((each) => toHex(keccak_256(fromHex(each))));
    expect(JSON.parse(text)).toEqual(expected.map((result, id) => ({ jsonrpc: '2.0', id, result })));
    expect(hashes).toBe(`0x${expected.map((hash) => hash.slice(2)).join('')}`);
  });

  it.each([
    ['eth_getBlockByNumber', ['0x1', false]],
    ['eth_getBlockByNumber', ['latest']],
    ['eth_getBlockByNumber', ['0x0', false]],
    ['eth_getBlockByNumber', ['0xff', false]],
    ['eth_getBlockReceipts', ['0x1']],
    ['eth_getBlockReceipts', ['0x0']],
    ['eth_getBlockReceipts', ['0xff']],
  ])('writes %s %j as it is', (method, params) => {
    const { chain, answerer } = sinkOf();
    chain.blocks.take(Uint8Array.from({ length: 32 * 20 }, (_, i) => i));
    chain.blocks.seal();
    const out = new ByteWriter(16);
    answerer.answer(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 'x', method, params })), out);
    const result = answerTo(chain, method, params);
    expect(result).toBeDefined();
    expect(out.written().toString()).toBe(JSON.stringify({ jsonrpc: '2.0', id: 'x', result }));
  });
});
