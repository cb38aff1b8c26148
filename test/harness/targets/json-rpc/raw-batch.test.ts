import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionAmong } from '../../../../harness/kernel/index.ts';
import { toHex } from '../../../../harness/std/hex.ts';
import { WriterPool } from '../../../../harness/targets/json-bytes/index.ts';
import { firstIdOf } from '../../../../harness/targets/json-rpc/answer-scan.ts';
import { answerOf } from '../../../../harness/targets/json-rpc/classify.ts';
import { encode, match } from '../../../../harness/targets/json-rpc/envelope.ts';
import { OWN_HASH, RawBatch } from '../../../../harness/targets/json-rpc/raw-batch.ts';
import type { Reply } from '../../../../harness/targets/json-rpc/transport.ts';
import { anyText, arrayText, damaged, objectText, stringText } from '../json-bytes/json-texts.ts';

const transaction = (i: number) => ({
  raw: Uint8Array.of(2, i, 255 - i),
  hash: Uint8Array.from({ length: 32 }, (_, j) => (i * 37 + j * 11) & 255),
});
const batchOf = (count: number) => Array.from({ length: count }, (_, i) => transaction(i));
const ascii = (text: string) => Uint8Array.from(Buffer.from(text));

describe('the body of a batch', () => {
  it.each([1, 2, 300])('of %d is what JSON would be, with or without digits at hand', (count) => {
    const plain = batchOf(count);
    const calls = plain.map(({ raw }) => ({ method: 'eth_sendRawTransaction', params: [toHex(raw)] }));
    const withHex = plain.map((each) => ({ ...each, hex: ascii(toHex(each.raw)) }));
    const all = {
      raw: Buffer.concat(plain.map(({ raw }) => raw)),
      ends: Uint32Array.from(plain, ({ raw }, i) => raw.length * (i + 1)),
      hashes: Buffer.concat(plain.map(({ hash }) => hash)),
    };
    const hex = Buffer.concat(withHex.map((each) => each.hex));
    const among = [null, hex].map((digits) =>
      plain.map((_, i) => transactionAmong({ ...all, hex: digits }, i)),
    );
    for (const batch of [plain, withHex, ...among]) {
      const pool = new WriterPool();
      expect(new RawBatch(batch, pool).body(98).toString()).toBe(encode(calls, 98));
    }
  });

  it('is written over only when its last transaction was answered', () => {
    const pool = new WriterPool();
    const send = (id: number) => {
      const request = new RawBatch(batchOf(2), pool);
      return { request, body: request.body(id) };
    };
    const lost: Reply = { kind: 'failed', code: 'timeout', message: '', delivered: true };
    const given = send(1);
    const kept = given.body.toString();
    given.request.settle([OWN_HASH, lost]);
    const next = send(7);
    expect(given.body.toString()).toBe(kept);
    next.request.settle([lost, OWN_HASH]);
    const last = send(900);
    expect(next.body.buffer).toBe(last.body.buffer);
    expect(given.body.toString()).toBe(kept);
  });
});

/** What the answer amounts to when it is read in bytes, and when it is parsed. */
function bothWays(bytes: Buffer, firstId: number, count: number) {
  const batch = batchOf(count);
  const hashes = batch.map(({ hash }) => toHex(hash));
  const read = new RawBatch(batch, new WriterPool()).read(bytes, firstId);
  return {
    read: read?.map((reply, i) =>
      reply === OWN_HASH ? { outcome: 'accepted' } : answerOf(reply, hashes[i]!),
    ),
    fast: read?.filter((reply) => reply === OWN_HASH).length ?? 0,
    parsed: () =>
      match(JSON.parse(bytes.toString()), firstId, count).map((reply, i) => answerOf(reply, hashes[i]!)),
  };
}

const FIRST_ID = 97;
const COUNT = 4;
const hashText = (i: number) => JSON.stringify(toHex(transaction(i).hash));

const resultText = (i: number) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(hashText(i)) },
    { weight: 1, arbitrary: fc.constant(hashText((i + 1) % COUNT)) },
    { weight: 1, arbitrary: fc.constant(hashText(i).toUpperCase().replace('X', 'x')) },
    { weight: 1, arbitrary: stringText(toHex(transaction(i).hash)) },
    { weight: 1, arbitrary: anyText },
    // As long as a hash, and with what looks like the end of it inside.
    { weight: 1, arbitrary: fc.constant(`"${'a'.repeat(40)}","id":${FIRST_ID + i},"b":"${'c'.repeat(13)}"`) },
  );
const idText = (i: number) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(String(FIRST_ID + i)) },
    { weight: 1, arbitrary: fc.constant(`"${FIRST_ID + i}"`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('null', '-1', '97.0', '9.8e1', '1e400', '99999999999999999999', '0'),
    },
    { weight: 1, arbitrary: fc.nat(FIRST_ID + COUNT + 1).map(String) },
  );
const errorText = fc
  .record({
    code: fc.integer(),
    message: fc.constantFrom('nonce too low', 'already known', 'odd: \u20ac "x"'),
  })
  .map((error) => JSON.stringify(error));
const entry = (i: number): fc.Arbitrary<string> => {
  const version = ['jsonrpc', fc.constant('"2.0"')] as const;
  const id = ['id', idText(i)] as const;
  const result = ['result', resultText(i)] as const;
  return fc.oneof(
    { weight: 8, arbitrary: objectText([version, id, result]) },
    { weight: 2, arbitrary: objectText([version, id, ['error', errorText]]) },
    { weight: 1, arbitrary: objectText([version, id, result, ['error', fc.constant('null')]]) },
    { weight: 1, arbitrary: objectText([version, id, id, result, result]) },
    { weight: 1, arbitrary: objectText([id, result, ['other', anyText]]) },
    { weight: 1, arbitrary: objectText([version, result]) },
    { weight: 1, arbitrary: anyText },
  );
};
const answerText = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.array(fc.nat(COUNT - 1), { maxLength: COUNT + 1 }),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: COUNT }),
        fc.boolean(),
      )
      .chain(([some, all, whole]) => arrayText((whole ? all : some).map(entry))),
  },
  { weight: 1, arbitrary: fc.nat(COUNT - 1).chain(entry) },
);

describe('an answer read in bytes', () => {
  it('is what it is when it is parsed: any order, blanks, escapes, mixtures', () => {
    let fast = 0;
    fc.assert(
      fc.property(answerText, (text) => {
        const ways = bothWays(Buffer.from(text), FIRST_ID, COUNT);
        if (ways.read !== undefined) expect(ways.read).toEqual(ways.parsed());
        fast += ways.fast;
      }),
      { numRuns: 1500 },
    );
    expect(fast).toBeGreaterThan(200);
  });

  it('is what it is when it is parsed, and nothing where that fails: cut, damaged', () => {
    fc.assert(
      fc.property(answerText.chain(damaged), (bytes) => {
        const ways = bothWays(bytes, FIRST_ID, COUNT);
        if (ways.read !== undefined) expect(ways.read).toEqual(ways.parsed());
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['as geth writes it', (i: number) => `{"jsonrpc":"2.0","id":${i},"result":${hashText(i)}}`],
    ['as Nethermind writes it', (i: number) => `{"jsonrpc":"2.0","result":${hashText(i)},"id":${i}}`],
    ['with blanks', (i: number) => `\n { "id" : ${i} , "result" : ${hashText(i)} }`],
  ])('makes no object a transaction %s', (_, write) => {
    const text = `[${Array.from({ length: 50 }, (_, i) => write(i)).join(',')}]`;
    expect(bothWays(Buffer.from(text), 0, 50).fast).toBe(50);
    expect(bothWays(Buffer.from(write(0)), 0, 1).fast).toBe(1);
  });

  it('goes on entry by entry where one of many alike is not what it should be', () => {
    const many = 60;
    const write = (id: number, hash: string) => `{"jsonrpc":"2.0","id":${id},"result":${hash}}`;
    const wrong = (i: number) =>
      fc.constantFrom(
        write(i, hashText(i + 1)),
        write(i + 1, hashText(i)),
        write(i, hashText(i).toUpperCase().replace('X', 'x')),
        write(many + 5, hashText(i)),
        `{"jsonrpc":"2.0","id":${i},"error":{"code":-32000,"message":"nonce too low"}}`,
      );
    const ids = Array.from({ length: many }, (_, i) => i);
    const texts = fc
      .shuffledSubarray(ids, { minLength: many })
      .chain((order) =>
        fc
          .tuple(fc.nat(many - 1), fc.nat(many - 1))
          .chain(([one, other]) =>
            fc.tuple(
              ...order.map((i) => (i === one || i === other ? wrong(i) : fc.constant(write(i, hashText(i))))),
            ),
          ),
      );
    fc.assert(
      fc.property(texts, (entries) => {
        const ways = bothWays(Buffer.from(`[${entries.join()}]`), 0, many);
        expect(ways.read).toEqual(ways.parsed());
        expect(ways.fast).toBeGreaterThanOrEqual(many - 4);
      }),
      { numRuns: 300 },
    );
  });

  it('parses only the entries that differ', () => {
    const write = (i: number) =>
      i % 20 === 3
        ? `{"jsonrpc":"2.0","id":${i},"error":{"code":-32000,"message":"nonce too low"}}`
        : `{"jsonrpc":"2.0","id":${i},"result":${hashText(i)}}`;
    const ways = bothWays(Buffer.from(`[${Array.from({ length: 100 }, (_, i) => write(i)).join()}]`), 0, 100);
    expect(ways.fast).toBe(95);
    expect(ways.read![3]).toMatchObject({ outcome: 'rejected', code: 'nonce-too-low' });
    expect(ways.read![98]).toEqual({ outcome: 'accepted' });
  });
});

describe('firstIdOf', () => {
  it.each([
    ['[{"jsonrpc":"2.0","id":7,"result":1},{"id":8}]', 7],
    ['{"result":{"id":3},"id":9}', 9],
    ['{"jsonrpc":"2.0","method":"eth_subscription","params":{"id":1}}', null],
    ['[{"id":"7"}]', null],
    ['[]', null],
    ['nonsense', null],
    ['{"id":5', 5],
  ])('of %s is %s', (text, id) => {
    expect(firstIdOf(Buffer.from(text))).toBe(id);
  });
});
