import { describe, expect, it } from 'vitest';
import { encode, match } from '../../../../harness/targets/json-rpc/envelope.ts';

const ok = (id: unknown, result: unknown = id) => ({ jsonrpc: '2.0', id, result });
const error = (id: unknown, code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
const kinds = (replies: ReturnType<typeof match>) =>
  replies.map((reply) => (reply.kind === 'failed' ? reply.code : reply.kind));

describe('encode', () => {
  it('writes one call as an object and several as an array with ids that count up', () => {
    const call = { method: 'eth_call', params: [{ to: '0x1', data: 'a"b' }, 'latest'] };
    expect(JSON.parse(encode([call], 7))).toEqual({ jsonrpc: '2.0', id: 7, ...call });
    expect(JSON.parse(encode([call, call], 7))).toEqual([
      { jsonrpc: '2.0', id: 7, ...call },
      { jsonrpc: '2.0', id: 8, ...call },
    ]);
  });
});

describe('match', () => {
  it.each([
    ['in order', [ok(5), ok(6), ok(7)], ['result', 'result', 'result']],
    ['shuffled', [ok(7), ok(5), ok(6)], ['result', 'result', 'result']],
    ['ids as text', [ok('5'), ok('6'), ok('7')], ['result', 'result', 'result']],
    ['one missing', [ok(5), ok(7)], ['result', 'missing-in-batch', 'result']],
    ['none at all', [], ['missing-in-batch', 'missing-in-batch', 'missing-in-batch']],
    ['a stranger among them', [ok(5), ok(99), ok(6), ok(7)], ['result', 'result', 'result']],
    ['errors among them', [ok(5), error(6, 1, 'no'), ok(7)], ['result', 'error', 'result']],
    ['one error for all', error(null, -32600, 'batch too large'), ['error', 'error', 'error']],
    ['an error for one id alone', error(6, 1, 'no'), ['missing-in-batch', 'error', 'missing-in-batch']],
    ['neither result nor error', [ok(5), { id: 6 }, ok(7)], ['result', 'malformed-answer', 'result']],
    ['text', 'hello', ['malformed-answer', 'malformed-answer', 'malformed-answer']],
    ['null', null, ['malformed-answer', 'malformed-answer', 'malformed-answer']],
    [
      'an object of something else',
      { hello: 1 },
      ['malformed-answer', 'malformed-answer', 'malformed-answer'],
    ],
  ])('%s', (_, answer, expected) => {
    expect(kinds(match(answer, 5, 3))).toEqual(expected);
  });

  it('gives every call its own result, whatever the order', () => {
    const replies = match([ok(7, 'c'), ok(5, 'a'), ok(6, 'b')], 5, 3);
    expect(replies.map((reply) => reply.kind === 'result' && reply.result)).toEqual(['a', 'b', 'c']);
  });

  it('takes a null result for a result', () => {
    expect(match(ok(1, null), 1, 1)).toEqual([{ kind: 'result', result: null }]);
  });

  it('takes the first of two answers to one id', () => {
    expect(match([ok(1, 'first'), ok(1, 'second')], 1, 1)).toEqual([{ kind: 'result', result: 'first' }]);
  });

  it('keeps what a node adds in data, when it is text, and clips what is long', () => {
    const told = { id: 1, error: { code: -32010, message: 'refused', data: 'nonce gap' } };
    expect(match(told, 1, 1)).toEqual([{ kind: 'error', code: -32010, message: 'refused: nonce gap' }]);
    const [long] = match(error(1, 1, 'x'.repeat(5000)), 1, 1);
    expect(long!.kind === 'error' && long!.message.length).toBe(303);
  });
});
