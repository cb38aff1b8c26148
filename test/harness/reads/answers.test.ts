/** Every way in which an answer can be wrong, and that right ones are not. */
import { describe, expect, it } from 'vitest';
import { aBalance, aBlock, type Check, judge, logsOf, returned } from '../../../harness/reads/answers.ts';

const any: Check = () => null;
const answer = (reply: object) => JSON.stringify({ jsonrpc: '2.0', id: 7, ...reply });

describe('the envelope', () => {
  it.each<[string, number, string, string | null, string?]>([
    ['a result', 200, answer({ result: '0x1' }), null],
    ['a result whose id became text on the way', 200, answer({ id: '7', result: '0x1' }), null],
    ['a result beside an empty error', 200, answer({ result: '0x1', error: null }), null],
    [
      'a JSON-RPC error inside HTTP 200',
      200,
      answer({ error: { code: -32601, message: 'no such  method' } }),
      'rpc-error',
      '-32601: no such method',
    ],
    [
      'an error for no id',
      200,
      '{"error":{"code":-32700,"message":"parse error"},"id":null}',
      'rpc-error',
      '-32700: parse error',
    ],
    ['an error that is text', 200, answer({ error: 'over quota' }), 'rpc-error', 'over quota'],
    [
      'a JSON-RPC error inside HTTP 500',
      500,
      answer({ error: { code: -1, message: 'x' } }),
      'rpc-error',
      '-1: x',
    ],
    ['another status', 503, '<html>busy</html>', 'http-status', '503'],
    ['another status with a result', 502, answer({ result: '0x1' }), 'http-status', '502'],
    ['no JSON', 200, '<html>\n hello </html>', 'malformed-answer', '<html> hello </html>'],
    ['an empty body', 200, '', 'malformed-answer', 'an empty body'],
    ['a list', 200, '[]', 'malformed-answer', '[]'],
    ['neither result nor error', 200, '{"id":7}', 'malformed-answer', '{"id":7}'],
    ['another id', 200, answer({ id: 8, result: '0x1' }), 'wrong-id'],
    ['no id', 200, '{"result":"0x1"}', 'wrong-id'],
    ['a null id', 200, answer({ id: null, result: '0x1' }), 'wrong-id'],
    ['a null result', 200, answer({ result: null }), 'null-result'],
  ])('%s', (_, status, body, code, detail) => {
    const fault = judge(status, body, 7, any);
    expect(fault?.code ?? null).toBe(code);
    if (detail !== undefined) expect(fault!.detail).toBe(detail);
  });

  it('keeps little of a long page', () => {
    expect(judge(200, 'x'.repeat(10_000), 7, any)!.detail.length).toBeLessThan(200);
  });

  it('hands the result on to the check', () => {
    expect(judge(200, answer({ result: '0xzz' }), 7, returned())).toMatchObject({ code: 'wrong-type' });
  });
});

const HASH = `0x${'ab'.repeat(32)}`;
const TOKEN = '0x00000000000000000000000000000000000000aa';
const log = {
  address: TOKEN.toUpperCase().replace('0X', '0x'),
  topics: [HASH],
  data: '0x',
  blockNumber: '0x5',
};
const block = { number: '0x5', hash: HASH, transactions: [HASH] };

describe('the result', () => {
  it.each<[string, Check, unknown, string | null]>([
    ['bytes', returned(), '0x00', null],
    ['no bytes where some are due', returned(), '0x', 'wrong-value'],
    ['a call that returns a number', returned(), 5, 'wrong-type'],
    ['half a byte', returned(), '0x0', 'wrong-type'],
    ['what the call must return', returned('0xabCD'), '0xABcd', null],
    ['something else', returned('0xabcd'), '0xabce', 'wrong-value'],
    ['a balance', aBalance(), '0x1bc16d674ec80000', null],
    ['nothing at all', aBalance(), '0x0', null],
    ['a balance with leading zeros', aBalance(), '0x00', 'wrong-type'],
    ['a balance that is a number', aBalance(), 0, 'wrong-type'],
    ['the balance that is known', aBalance(16n), '0x10', null],
    ['another balance', aBalance(16n), '0x11', 'wrong-value'],
    ['no logs', logsOf(5, 6, []), [], null],
    ['a log', logsOf(5, 6, [TOKEN]), [log], null],
    ['a log of an earlier block', logsOf(6, 7, []), [log], 'wrong-value'],
    ['a log of a later block', logsOf(3, 4, []), [log], 'wrong-value'],
    ['a log of another contract', logsOf(5, 6, [HASH.slice(0, 42) as `0x${string}`]), [log], 'wrong-value'],
    ['an entry that is no log', logsOf(5, 6, []), [HASH], 'wrong-type'],
    ['logs that are no list', logsOf(5, 6, []), {}, 'wrong-type'],
    ['a block with hashes', aBlock(5, false), block, null],
    ['a block with transactions', aBlock(5, true), { ...block, transactions: [{ hash: HASH }] }, null],
    ['an empty block', aBlock(5, true), { ...block, transactions: [] }, null],
    ['hashes in place of transactions', aBlock(5, true), block, 'wrong-type'],
    ['transactions in place of hashes', aBlock(5, false), { ...block, transactions: [{}] }, 'wrong-type'],
    ['another block', aBlock(6, false), block, 'wrong-value'],
    ['a block without a hash', aBlock(5, false), { ...block, hash: null }, 'wrong-type'],
    ['a block that is text', aBlock(5, false), '0x5', 'wrong-type'],
  ])('%s', (_, check, result, code) => {
    expect(check(result)?.code ?? null).toBe(code);
  });
});
