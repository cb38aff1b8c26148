import { Transaction } from 'ethers';
import { describe, expect, it } from 'vitest';
import { decodeTransaction } from '../../../../harness/engines/ethereumjs/decode.ts';
import { chainRules } from '../../../../harness/engines/ethereumjs/rules.ts';
import type { PooledTransaction } from '../../../../harness/spec/engine.ts';
import { toHex } from '../../../../harness/std/hex.ts';
import { addressOf, CHAIN_ID, GWEI, signed } from './fixtures.ts';

const rules = chainRules(CHAIN_ID);

describe('decodeTransaction', () => {
  it.each([0, 1, 2])('reads type %d as ethers wrote it', async (type) => {
    const raw = await signed(1, 7, { type, value: 5n, gasLimit: 30_000, data: '0x0102' });
    const decoded = decodeTransaction(raw, rules) as PooledTransaction;
    const reference = Transaction.from(toHex(raw));
    expect(decoded).toMatchObject({ hash: reference.hash, sender: addressOf(1), nonce: 7, gasLimit: 30_000 });
    const maxFeeWei = type === 2 ? 3n * GWEI : 2n * GWEI;
    expect(decoded.maxFeeWei).toBe(maxFeeWei);
    expect(decoded.tipWei).toBe(type === 2 ? GWEI : 2n * GWEI);
    expect(decoded.costWei).toBe(5n + 30_000n * maxFeeWei);
  });

  it.each([
    ['another chain', () => signed(0, 0, { chainId: 5 }), /^invalid chain id: have 5 want 1337/],
    [
      'another chain, legacy',
      () => signed(0, 0, { chainId: 5, type: 0 }),
      /^invalid chain id: have 5 want 1337/,
    ],
    ['too little gas', () => signed(0, 0, { gasLimit: 20_999 }), /^intrinsic gas too low: gas 20999/],
    [
      'gas below the calldata floor',
      () => signed(0, 0, { data: '0x01', gasLimit: 21_039 }),
      /minimum needed 21040$/,
    ],
    ['gas above the cap', () => signed(0, 0, { gasLimit: 2 ** 24 + 1 }), /^transaction gas limit too high/],
    ['noise', async () => Uint8Array.of(1, 2, 3), /^the transaction does not decode/],
    ['nothing', async () => new Uint8Array(0), /^the transaction does not decode/],
    [
      'one byte too many',
      async () => Uint8Array.of(...(await signed(0, 0)), 0),
      /^the transaction does not decode/,
    ],
  ])('refuses %s', async (_, make, message) => {
    const raw = await make();
    expect(decodeTransaction(raw, rules)).toEqual({ invalid: expect.stringMatching(message) });
  });

  it('takes only one form of a signature: high s is refused', async () => {
    const reference = Transaction.from(toHex(await signed(0, 0)));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = order - BigInt(reference.signature!.s);
    const text = reference.serialized.replace(
      reference.signature!.s.slice(2),
      s.toString(16).padStart(64, '0'),
    );
    expect(text).not.toBe(reference.serialized);
    expect(decodeTransaction(Buffer.from(text.slice(2), 'hex'), rules)).toEqual({
      invalid: expect.stringMatching(/s-values/),
    });
  });
});
