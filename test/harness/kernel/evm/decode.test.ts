import { concat, encodeRlp, keccak256, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { refusalText } from '../../../../harness/kernel/evm/refusals.ts';
import { RECORD_BYTES } from '../../../../harness/kernel/evm/transaction-record.ts';
import { fromHex, keyedRandom } from '../../../../harness/std/index.ts';
import { fuzz } from '../../../support/evm-fuzz.ts';
import { Decoder } from '../../../support/evm-records.ts';
import { encodedAgain, fieldsByEthers, randomTransaction, rawOf } from '../../../support/evm-transactions.ts';

const decoder = new Decoder();
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe('transactions of types 0 to 4', () => {
  it('are read as ethers reads them, and are the one encoding of what was read', () => {
    const types = new Set<number>();
    for (let i = 0; i < 150; i++) {
      const transaction = randomTransaction(1, i);
      expect(decoder.decode(rawOf(transaction))).toBe(0);
      const { sender, authorisations, ...fields } = decoder.fields();
      const own = authorisations.map(({ flags, hash, authority, ...one }) => {
        expect([flags, authority]).toEqual([0, `0x${'00'.repeat(20)}`]);
        expect(hash).toBe(hashOfAuthorisation(one));
        return one;
      });
      expect({ ...fields, authorisations: own }).toEqual(fieldsByEthers(transaction));
      expect(encodedAgain(decoder)).toBe(transaction.serialized);
      types.add(fields.type);
    }
    expect(types.size).toBe(5);
  });

  it('are the same in a batch, where hashes are made side by side, those between them that are none left out', () => {
    const { evm } = decoder;
    const raws = Array.from({ length: 150 }, (_, i) =>
      i % 7 === 3 ? Uint8Array.of(0xc0, i) : rawOf(randomTransaction(2, i)),
    );
    const at = evm.call.take(raws.reduce((sum, { length }) => sum + length, 0));
    const spans = evm.call.take(8 * raws.length);
    const records = evm.call.take(RECORD_BYTES * raws.length);
    const reasons = evm.call.take(4 * raws.length);
    let end = at;
    for (const [i, raw] of raws.entries()) {
      evm.view().set(raw, end);
      new Uint32Array(evm.memory.buffer).set([end, raw.length], spans / 4 + 2 * i);
      end += raw.length;
    }
    const good = raws.filter(({ length }) => length > 2).length;
    expect(evm.call.decodeTransactions(spans, raws.length, records, reasons)).toBe(good);
    for (const [i, raw] of raws.entries()) {
      expect(decoder.u32(reasons + 4 * i) === 0).toBe(raw.length > 2);
      if (raw.length > 2) {
        const { hash, signingHash } = decoder.fields(records + RECORD_BYTES * i);
        const { hash: expected, unsignedHash } = randomTransaction(2, i);
        expect([hash, signingHash]).toEqual([expected, unsignedHash]);
      }
    }
  });
});

/** Fields of a valid transaction of each type, some of them replaced. */
function fieldsOf(type: number, replaced: Record<string, unknown> = {}): unknown[] {
  const to = `0x${'11'.repeat(20)}`;
  const head = { nonce: '0x05', price: '0x07', gas: '0x5208', to, value: '0x', data: '0x1234' };
  const typed = { chain: '0x01', nonce: '0x05', ...(type > 1 && { tip: '0x01' }), price: '0x07' };
  const rest = { gas: '0x5208', to, value: '0x', data: '0x1234', access: [[to, [`0x${'22'.repeat(32)}`]]] };
  const blobs = type === 3 ? { blobFee: '0x01', blobs: [`0x01${'33'.repeat(31)}`] } : {};
  const auths = type === 4 ? { auths: [['0x01', to, '0x', '0x01', '0x09', '0x09']] } : {};
  const body = type === 0 ? head : { ...typed, ...rest, ...blobs, ...auths };
  const signature = { v: type === 0 ? '0x1b' : '0x', r: '0x09', s: '0x09' };
  return Object.values({ ...body, ...signature, ...replaced });
}

function encoded(type: number, fields: unknown[]): Uint8Array {
  const list = encodeRlp(fields as never);
  return fromHex((type === 0 ? list : concat([toBeHex(type), list])) as `0x${string}`);
}

describe('what is refused', () => {
  const big = `0x01${'00'.repeat(8)}`;
  const address = `0x${'11'.repeat(20)}`;
  const cases: [number, Record<string, unknown>, string][] = [
    [0, { nonce: '0x0005' }, 'leading zeros'],
    [2, { value: '0x00' }, 'leading zeros'],
    [2, { value: `0x01${'00'.repeat(32)}` }, '256 bits'],
    [2, { tip: `0x01${'00'.repeat(32)}` }, '256 bits'],
    [1, { nonce: big }, 'the nonce'],
    [1, { gas: big }, 'the gas limit'],
    [1, { chain: big }, 'the chain id'],
    [0, { v: `0x02${'00'.repeat(7)}22` }, ''],
    [0, { v: `0x02${'00'.repeat(7)}23` }, 'the chain id'],
    [0, { v: `0x01${'00'.repeat(15)}1b` }, 'the chain id'],
    [0, { v: `0x01${'00'.repeat(16)}` }, 'the chain id'],
    [0, { v: '0x1a' }, 'parity'],
    [0, { v: '0x1d' }, 'parity'],
    [0, { v: '0x23' }, 'parity'],
    [0, { v: '0x' }, 'parity'],
    [0, { v: '0x25' }, ''],
    [2, { v: '0x02' }, 'parity'],
    [2, { v: '0x1b' }, 'parity'],
    [2, { to: `0x${'11'.repeat(19)}` }, 'an address'],
    [2, { to: `0x${'11'.repeat(21)}` }, 'an address'],
    [2, { to: '0x' }, ''],
    [3, { to: '0x' }, 'cannot create'],
    [4, { to: '0x' }, 'cannot create'],
    [2, { to: [] }, 'a list where'],
    [2, { data: [] }, 'a list where'],
    [2, { access: '0x' }, 'a list where'],
    [2, { access: [['0x', []]] }, 'an address'],
    [2, { access: [[address]] }, 'too few'],
    [2, { access: [[address, [], []]] }, 'too many'],
    [2, { access: [[address, ['0x01']]] }, 'a storage key'],
    [2, { access: [[address, [`0x${'22'.repeat(33)}`]]] }, 'a storage key'],
    [2, { access: [[address, [[]]]] }, 'a list where'],
    [2, { access: [] }, ''],
    [3, { blobs: [`0x${'33'.repeat(31)}`] }, 'the hash of a blob'],
    [3, { blobs: [] }, ''],
    [3, { blobFee: '0x00' }, 'leading zeros'],
    [4, { auths: [] }, ''],
    [4, { auths: [['0x01', address, big, '0x', '0x09', '0x09']] }, 'an authorisation'],
    [4, { auths: [['0x01', address, '0x', '0x0100', '0x09', '0x09']] }, 'an authorisation'],
    [4, { auths: [['0x01', address, '0x', '0xff', '0x09', '0x09']] }, ''],
    [4, { auths: [['0x01', '0x', '0x', '0x', '0x09', '0x09']] }, 'an address'],
    [4, { auths: [['0x01', address, '0x', '0x', '0x09']] }, 'too few'],
    [4, { auths: [['0x01', address, '0x', '0x', '0x09', `0x01${'00'.repeat(32)}`]] }, '256 bits'],
    [2, { r: '0x' }, 'r of the'],
    [2, { r: toBeHex(N) }, 'r of the'],
    [2, { r: toBeHex(N - 1n) }, ''],
    [2, { s: '0x' }, 's of the'],
    [2, { s: toBeHex(N) }, 's of the'],
    [2, { s: toBeHex(N / 2n) }, ''],
    [2, { s: toBeHex(N / 2n + 1n) }, 'above half'],
    [0, { s: toBeHex(N / 2n + 1n) }, 'above half'],
  ];

  it.each(cases)('type %i with %o: %s', (type, replaced, words) => {
    const code = decoder.decode(encoded(type, fieldsOf(type, replaced)));
    if (words === '') expect(code).toBe(0);
    else expect(refusalText(code)).toContain(words);
  });

  it('is more or less than the fields, and what is no transaction', () => {
    const refusal = (bytes: Uint8Array) => refusalText(decoder.decode(bytes));
    for (let type = 0; type < 5; type++) {
      const fields = fieldsOf(type);
      expect(decoder.decode(encoded(type, fields))).toBe(0);
      expect(refusal(encoded(type, [...fields, '0x']))).toContain('too many');
      expect(refusal(encoded(type, fields.slice(0, -1)))).toContain('too few');
      expect(refusal(Uint8Array.of(...encoded(type, fields), 0))).toContain('behind');
    }
    expect(refusal(new Uint8Array(0))).toContain('end before');
    for (const first of [0x00, 0x05, 0x7f, 0x80, 0xbf])
      expect(refusal(Uint8Array.of(first, ...encoded(2, fieldsOf(2)).subarray(1)))).toContain('type');
    expect(refusal(encoded(3, [fieldsOf(3), [], [], []]))).toContain('blobs are attached');
  });

  it('is any encoding of a value but its one', () => {
    const items = (fieldsOf(2) as string[]).map((field) => encodeRlp(field));
    /** A long header of the list around them, where one of them may be replaced; `zeros` before its length. */
    const around = (at = 0, item = items[at]!, zeros = '') => {
      const body = concat(items.map((one, i) => (i === at ? item : one)));
      const length = ((body.length - 2) / 2).toString(16);
      return fromHex(`0x02f${(7 + 1 + zeros.length / 2).toString(16)}${zeros}${length}${body.slice(2)}`);
    };
    const refusal = (bytes: Uint8Array) => refusalText(decoder.decode(bytes));
    expect(decoder.decode(around())).toBe(0);
    expect(decoder.decode(around(1, '0x7f'))).toBe(0);
    expect(decoder.decode(around(1, '0x8180'))).toBe(0);
    for (const item of ['0x8105', '0x817f', '0x8100', '0xb80105', '0xb8020500', '0xb9000105'])
      expect(refusal(around(1, item)), item).toContain('one RLP encoding');
    expect(refusal(around(7, '0xb8021234'))).toContain('one RLP encoding');
    expect(refusal(around(8, '0xf800'))).toContain('one RLP encoding');
    expect(refusal(around(0, items[0], '00'))).toContain('one RLP encoding');
    for (const item of ['0xbb80000000', '0xbf0000000100000000', '0xbfffffffffffffffff', '0xbbffffffff'])
      expect(refusal(around(7, item)), item).not.toContain('reason');
  });

  it('marks an authorisation that nobody can have signed, and takes the transaction', () => {
    const one = (y: string, r: string, s: string) => ['0x01', address, '0x', y, r, s];
    const auths = [
      one('0x01', '0x09', '0x09'),
      one('0x02', '0x09', '0x09'),
      one('0x', '0x', '0x09'),
      one('0x', toBeHex(N), '0x09'),
      one('0x', '0x09', toBeHex(N / 2n + 1n)),
    ];
    expect(decoder.decode(encoded(4, fieldsOf(4, { auths })))).toBe(0);
    expect(decoder.fields().authorisations.map(({ flags }) => flags)).toEqual([0, 2, 2, 2, 2]);
  });
});

it('whatever the bytes, nothing beyond them is read, and what is taken is their one meaning', {
  timeout: 60_000,
}, () => {
  const { tried, taken, disagreements } = fuzz(keyedRandom(77), 20_000, 21);
  expect(disagreements).toEqual([]);
  expect(tried).toBe(20_000);
  expect(taken).toBeGreaterThan(2_000);
  expect(taken).toBeLessThan(18_000);
});

/** EIP-7702: keccak-256 of 0x05 and chain id, address, nonce. */
function hashOfAuthorisation(one: { chainId: bigint; address: string; nonce: bigint }): string {
  const n = (value: bigint) => (value === 0n ? '0x' : toBeHex(value));
  return keccak256(concat(['0x05', encodeRlp([n(one.chainId), one.address, n(one.nonce)])]));
}
