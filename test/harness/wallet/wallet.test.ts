import { HDNodeWallet, Transaction, Wallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../harness/std/index.ts';
import {
  accountFromKey,
  accountsFromMnemonic,
  accountsFromSeed,
  ethersSigner,
  kernelSigner,
  NonceLanes,
  rlpEncode,
  rlpNumber,
  type UnsignedTransaction,
  wasmSigner,
} from '../../../harness/wallet/index.ts';

const JUNK = 'test test test test test test test test test test test junk';

describe('accounts', () => {
  it('of a mnemonic are those that every wallet derives', () => {
    const { addresses } = accountsFromMnemonic(JUNK, 3);
    const wallet = HDNodeWallet.fromPhrase(JUNK, '', "m/44'/60'/0'/0");
    expect(addresses).toEqual([0, 1, 2].map((i) => wallet.deriveChild(i).address.toLowerCase()));
  });

  it('of a seed are the same every time, belong to their keys, and differ by seed', () => {
    const { addresses, keys } = accountsFromSeed(1, 5);
    expect(accountsFromSeed(1, 5).addresses).toEqual(addresses);
    expect(addresses[3]).toBe(new Wallet(toHex(keys.subarray(96, 128))).address.toLowerCase());
    expect(new Set([...addresses, ...accountsFromSeed(2, 5).addresses]).size).toBe(10);
  });

  it.each([
    '',
    '0x12',
    'zz'.repeat(32),
    '00'.repeat(32),
    'ff'.repeat(32),
  ])('refuse the key "%s" without showing it', (key) => {
    let message = '';
    try {
      accountFromKey(key);
    } catch (error) {
      message = `${error}`;
    }
    expect(message).toContain('private key');
    if (key) expect(message).not.toContain(key);
  });

  it('refuse a phrase with a wrong checksum without showing it', () => {
    expect(() => accountsFromMnemonic('abandon abandon zebra', 1)).toThrow(/^(?!.*zebra)/);
  });
});

const keys = accountsFromSeed(3, 4).keys;
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(toHex);
const unsignedTx: fc.Arbitrary<UnsignedTransaction> = fc.record({
  type: fc.constantFrom('eip1559' as const, 'legacy' as const),
  chainId: fc.integer({ min: 1, max: 2 ** 40 }),
  nonce: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 32 })),
  maxFeeWei: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  tipWei: fc.constant(0n),
  intent: fc.record({
    from: fc.integer({ min: 0, max: 3 }),
    to: fc.option(hex(20)),
    valueWei: fc.bigInt({ min: 0n, max: 2n ** 128n }),
    data: fc.uint8Array({ maxLength: 300 }).map(toHex),
    gasLimit: fc.integer({ min: 21_000, max: 30_000_000 }),
    action: fc.constant('x'),
  }),
});

describe('signing', () => {
  const signers = [kernelSigner(keys, 'rfc6979'), wasmSigner(keys)];
  const keyed = kernelSigner(keys, 'keyed');

  it('gives the bytes that ethers gives, whichever signer, and ethers reads them back', () => {
    fc.assert(
      fc.property(unsignedTx, (tx) => {
        const reference = ethersSigner(keys).sign([tx])[0]!;
        for (const signer of signers) {
          const ours = signer.sign([tx])[0]!;
          expect(toHex(ours.raw)).toBe(toHex(reference.raw));
          expect(toHex(ours.hash)).toBe(toHex(reference.hash));
          const read = Transaction.from(toHex(ours.raw));
          expect(read.from?.toLowerCase()).toBe(accountsFromSeed(3, 4).addresses[tx.intent.from]);
          expect(read.hash).toBe(toHex(ours.hash));
          expect(read.nonce).toBe(tx.nonce);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    kernelSigner(keys, 'rfc6979'),
    wasmSigner(keys),
    ethersSigner(keys),
  ])('by $name refuses what does not encode, by name', (signer) => {
    const intent = { from: 0, to: null, valueWei: 0n, data: '0x', gasLimit: 21_000, action: 'x' } as const;
    const tx = { type: 'eip1559', chainId: 1, nonce: 0, maxFeeWei: 1n, tipWei: 0n, intent } as const;
    expect(signer.sign([tx])).toHaveLength(1);
    const wrong = [
      { valueWei: -1n },
      { valueWei: 2n ** 256n },
      { valueWei: 5 },
      { gasLimit: 21_000.5 },
      { data: '0xabc' },
      { data: '0x12zz34' },
      { to: '0x11' },
      { from: 4 },
      { from: -1 },
    ];
    for (const change of wrong) {
      const bad = { ...tx, intent: { ...intent, ...change } } as unknown as UnsignedTransaction;
      expect(() => signer.sign([bad]), Object.keys(change)[0]).toThrow(
        expect.objectContaining({ code: 'kernel-refused' }),
      );
    }
  });

  it('leaves the keys that it was given as they are', () => {
    const given = accountsFromSeed(3, 4).keys;
    for (const make of [wasmSigner, ethersSigner, (of: Uint8Array) => kernelSigner(of, 'keyed')]) {
      make(given).close();
      expect(given).toEqual(keys);
    }
  });

  it('with keyed nonces gives bytes of its own, the same each time, alone or among others', () => {
    fc.assert(
      fc.property(fc.array(unsignedTx, { minLength: 1, maxLength: 40 }), (several) => {
        const { chainId } = several[0]!;
        const all = several.map((tx) => ({ ...tx, chainId }));
        const together = keyed.sign(all).map(({ raw }) => toHex(raw));
        for (const [i, tx] of all.entries()) {
          const [alone] = keyed.sign([tx]);
          expect(toHex(alone!.raw)).toBe(together[i]);
          const read = Transaction.from(toHex(alone!.raw));
          expect(read.from?.toLowerCase()).toBe(accountsFromSeed(3, 4).addresses[tx.intent.from]);
          expect([read.nonce, read.value, read.hash]).toEqual([
            tx.nonce,
            tx.intent.valueWei,
            toHex(alone!.hash),
          ]);
          expect(toHex(signers[0]!.sign([tx])[0]!.raw)).not.toBe(together[i]);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('RLP', () => {
  it.each([
    ['the empty string', new Uint8Array(0), '80'],
    ['a small byte', Uint8Array.of(0x0f), '0f'],
    ['0x0400', rlpNumber(1024), '820400'],
    ['zero', rlpNumber(0), '80'],
    ['the empty list', [], 'c0'],
    ['dog', new TextEncoder().encode('dog'), '83646f67'],
    ['cat and dog', ['cat', 'dog'].map((w) => new TextEncoder().encode(w)), 'c88363617483646f67'],
    ['the set of three', [[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
    ['56 bytes', new Uint8Array(56).fill(1), `b838${'01'.repeat(56)}`],
    ['256 bytes', new Uint8Array(256).fill(1), `b90100${'01'.repeat(256)}`],
  ])('encodes %s', (_, item, expected) => {
    expect(toHex(rlpEncode(item))).toBe(`0x${expected}`);
  });

  it('keeps what hexadecimal holds', () => {
    expect(toHex(fromHex('0x00ff'))).toBe('0x00ff');
  });
});

describe('nonce lanes', () => {
  it('hands out in order, and first what came back', () => {
    const lanes = new NonceLanes([5]);
    expect([lanes.take(0), lanes.take(0), lanes.take(0)]).toEqual([5, 6, 7]);
    lanes.giveBack(0, 6);
    lanes.giveBack(0, 5);
    expect([lanes.take(0), lanes.take(0), lanes.take(0)]).toEqual([5, 6, 8]);
  });

  it('settles doubts by what the chain says', () => {
    const lanes = new NonceLanes([0]);
    for (let i = 0; i < 4; i++) lanes.doubt(0, lanes.take(0));
    lanes.resync(0, 2);
    expect(lanes.hasDoubts(0)).toBe(false);
    expect([lanes.take(0), lanes.take(0), lanes.take(0)]).toEqual([2, 3, 4]);
  });

  it('jumps ahead when the chain is further', () => {
    const lanes = new NonceLanes([0]);
    lanes.giveBack(0, lanes.take(0));
    lanes.resync(0, 10);
    expect(lanes.take(0)).toBe(10);
  });

  it('never has a nonce out twice, and leaves no gap when all that is out is used', () => {
    const step = fc.record({ giveBack: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const lanes = new NonceLanes([0]);
        const out: number[] = [];
        for (const { giveBack, pick } of steps) {
          if (giveBack && out.length > 0) lanes.giveBack(0, out.splice(pick % out.length, 1)[0]!);
          else {
            const nonce = lanes.take(0);
            expect(out).not.toContain(nonce);
            out.push(nonce);
          }
        }
        // What is taken next fills every gap below the highest nonce that is out.
        const highest = Math.max(-1, ...out);
        while (out.length <= highest) out.push(lanes.take(0));
        expect([...out].sort((a, b) => a - b)).toEqual(out.map((_, i) => i));
      }),
    );
  });
});
