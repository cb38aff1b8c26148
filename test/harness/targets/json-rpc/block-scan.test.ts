import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanAnswer } from '../../../../harness/targets/json-rpc/answer-scan.ts';
import {
  areOfBlock,
  Header,
  haveHashesOf,
  headerOf,
  Receipts,
  receiptsOf,
} from '../../../../harness/targets/json-rpc/block.ts';
import { BlockResults } from '../../../../harness/targets/json-rpc/block-scan.ts';
import { match } from '../../../../harness/targets/json-rpc/envelope.ts';
import { anyText, arrayText, damaged, objectText } from '../json-bytes/json-texts.ts';

const hash = (n: number) => `0x${(n * 7919).toString(16).padStart(64, 'ab')}`;
const quoted = (text: string) => JSON.stringify(text);

/** Plain quantities mostly; what else a node might say, too. */
const quantityText = fc.oneof(
  { weight: 80, arbitrary: fc.nat().map((n) => `"0x${n.toString(16)}"`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"0x0"', '"0x01"', '"0xAB"', '"0x123456789abcdef01"', '"12"', '7'),
  },
);
const optional = fc.oneof(
  { weight: 30, arbitrary: quantityText },
  { weight: 1, arbitrary: fc.constant('null') },
);
const statusText = fc.constantFrom('"0x1"', '"0x1"', '"0x1"', '"0x0"', '"0x2"', '"0x01"', 'null', '1');
const bloom = fc.constant(`"0x${'0'.repeat(512)}"`);
const logs = fc
  .array(
    fc
      .record({
        address: fc.constant('0xaa'),
        topics: fc.array(fc.nat(9).map(hash), { maxLength: 3 }),
        blockHash: fc.nat(3).map(hash),
        data: fc.string({ unit: 'grapheme' }),
      })
      .map((log) => JSON.stringify(log)),
    { maxLength: 2 },
  )
  .map((texts) => `[${texts.join(',')}]`);
type Member = readonly [string, fc.Arbitrary<string>];
const maybe = (...members: Member[]) => fc.subarray(members);

const blockHashText = fc.oneof(
  { weight: 80, arbitrary: fc.constant(quoted(hash(1))) },
  { weight: 1, arbitrary: fc.constantFrom(quoted(hash(2)), quoted(hash(1).toUpperCase()), 'null', '"0x"') },
);
const hashText = (n: number) =>
  fc.oneof(
    { weight: 80, arbitrary: fc.constant(quoted(hash(n))) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(quoted(hash(n).replace('ab', 'AB')), '"0x12"', 'null', quoted(hash(n + 1))),
    },
  );

const receiptText = (n: number) =>
  maybe(
    ['status', statusText],
    ['effectiveGasPrice', optional],
    ['logs', logs],
    ['logsBloom', bloom],
    ['contractAddress', fc.constant('null')],
    ['root', fc.constant('"0x00"')],
    ['odd', anyText],
  ).chain((more) =>
    objectText([
      ['transactionHash', hashText(n)],
      ['blockHash', blockHashText],
      ['gasUsed', quantityText],
      ['cumulativeGasUsed', quantityText],
      ...more,
    ]),
  );
const headerText = (count: number) =>
  maybe(
    ['baseFeePerGas', optional],
    ['logsBloom', bloom],
    ['uncles', fc.constant('[]')],
    ['odd', anyText],
    ['gasUsed', quantityText],
  ).chain((more) =>
    objectText([
      ['number', quantityText],
      ['hash', blockHashText],
      ['parentHash', hashText(99)],
      ['timestamp', quantityText],
      ['gasUsed', quantityText],
      ['gasLimit', quantityText],
      ['transactions', arrayText(Array.from({ length: count }, (_, n) => hashText(n)))],
      ...more,
    ]),
  );
const answerText = fc.nat(3).chain((count) => {
  const entry = (id: number, result: fc.Arbitrary<string>) =>
    objectText([
      ['jsonrpc', fc.constant('"2.0"')],
      ['id', fc.constant(String(id))],
      ['result', fc.oneof({ weight: 80, arbitrary: result }, { weight: 1, arbitrary: fc.constant('null') })],
    ]);
  const receipts = arrayText(Array.from({ length: count }, (_, n) => receiptText(n)));
  return arrayText([entry(5, headerText(count)), entry(6, receipts)]);
});

/** Header and receipts out of an answer, by either way; what parsing throws counts as nothing. */
function bothWays(bytes: Buffer) {
  const read = scanAnswer(bytes, 5, 2, new BlockResults());
  const made = (replies: ReturnType<typeof match>) => {
    const [header, receipts] = replies.map((reply) => (reply.kind === 'result' ? reply.result : undefined));
    try {
      return { header: headerOf(header), receipts: receiptsOf(receipts) };
    } catch {
      return 'no figures';
    }
  };
  const inBytes = (read ?? []).filter(
    (reply) =>
      reply.kind === 'result' && (reply.result instanceof Header || reply.result instanceof Receipts),
  );
  return {
    read: read && made(read),
    inBytes: inBytes.length,
    parsed: () => made(match(JSON.parse(bytes.toString()), 5, 2)),
  };
}

describe('a block read in bytes', () => {
  it('is what it is when it is parsed: any order, blanks, missing and other keys, odd values', () => {
    let inBytes = 0;
    fc.assert(
      fc.property(answerText, (text) => {
        const ways = bothWays(Buffer.from(text));
        if (ways.read !== undefined) expect(ways.read).toEqual(ways.parsed());
        inBytes += ways.inBytes;
      }),
      { numRuns: 800 },
    );
    expect(inBytes).toBeGreaterThan(200);
  });

  it('is what it is when it is parsed, and nothing where that fails: cut, damaged', () => {
    fc.assert(
      fc.property(answerText.chain(damaged), (bytes) => {
        const ways = bothWays(bytes);
        if (ways.read !== undefined) expect(ways.read).toEqual(ways.parsed());
      }),
      { numRuns: 1500 },
    );
  });

  it('is what it is when it is parsed where receipts are alike but for hash and index, or nearly', () => {
    const change = fc.constantFrom<(text: string) => string>(
      ...Array.from({ length: 8 }, () => (text: string) => text),
      (text) => text.replace('0x5208', '0x5209'),
      (text) => text.replace('"0x1"}', '"0x0"}'),
      (text) => text.replace(',"gasUsed"', ', "gasUsed"'),
      (text) => text.replace(/"transactionIndex":"[^"]*"/, '"transactionIndex":null'),
      (text) => text.replace('"transactionIndex"', '"index"'),
      (text) => text.replace(/"transactionIndex":"0x/, '"transactionIndex":"\\u0030x'),
      (text) => text.replace('"0x5208"', '"0x5208","gasUsed":"0x5209"'),
      (text) => text.replace('{', '{"odd":[1,2],'),
      (text) => text.replace(/0xab/, '0xAB'),
      (text) => text.slice(0, -1),
    );
    const alike = fc.tuple(fc.boolean(), fc.array(change, { maxLength: 12 })).map(([hashFirst, changes]) => {
      const receipts = changes.map((change, n) => {
        const both = [`"transactionHash":"${hash(n)}"`, `"transactionIndex":"0x${n.toString(16)}"`];
        const [first, second] = hashFirst ? both : both.toReversed();
        const rest = `"blockHash":"${hash(1)}","gasUsed":"0x5208","effectiveGasPrice":"0x7","status":"0x1"`;
        return change(`{${first},${second},${rest}}`);
      });
      return `[{"jsonrpc":"2.0","id":6,"result":[${receipts.join(',')}]}]`;
    });
    let inBytes = 0;
    fc.assert(
      fc.property(alike.chain(damaged), (bytes) => {
        const ways = bothWays(bytes);
        if (ways.read !== undefined) expect(ways.read).toEqual(ways.parsed());
        inBytes += ways.inBytes;
      }),
      { numRuns: 2000 },
    );
    expect(inBytes).toBeGreaterThan(300);
  });

  it('makes columns however many there are', () => {
    const count = 1000;
    const receipt = (n: number) => ({
      blockHash: hash(1),
      transactionHash: hash(n),
      gasUsed: `0x${(21_000 + n).toString(16)}`,
      effectiveGasPrice: `0x${(7 + (n >> 8)).toString(16)}`,
      status: n % 3 === 2 ? '0x0' : '0x1',
    });
    const result = Array.from({ length: count }, (_, n) => receipt(n));
    const bytes = Buffer.from(JSON.stringify([{ jsonrpc: '2.0', id: 6, result }]));
    const ways = bothWays(bytes);
    expect(ways.inBytes).toBe(1);
    expect(ways.read).toEqual(ways.parsed());
    const { columns } = (ways.read as { receipts: Receipts }).receipts;
    expect(columns.gasPriceWei[999]).toBe(10n);
    // Sent to other threads as they are: with more behind them they would take that along.
    for (const column of Object.values(columns)) expect(column.buffer.byteLength).toBe(column.byteLength);
  });
});

describe('receipts of a block', () => {
  const header = headerOf({ number: '0x1', hash: hash(1), transactions: [hash(5), hash(6)] })!;
  const receipts = (blockHash: string, ...numbers: number[]) =>
    receiptsOf(numbers.map((n) => ({ blockHash, transactionHash: hash(n), gasUsed: '0x1' })))!;

  it('are its own by its hash, and all of them', () => {
    expect(areOfBlock(receipts(hash(1), 5, 6), header)).toBe(true);
    expect(areOfBlock(receipts(hash(2), 5, 6), header)).toBe(false);
    expect(areOfBlock(receipts(hash(1), 5), header)).toBe(false);
    expect(receiptsOf([{ blockHash: hash(1) }, { blockHash: hash(2) }])).toBeNull();
  });

  it('are of the transactions that it lists, in order', () => {
    expect(haveHashesOf(receipts(hash(1), 5, 6), header)).toBe(true);
    expect(haveHashesOf(receipts(hash(1), 6, 5), header)).toBe(false);
  });
});
