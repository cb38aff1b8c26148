import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE, concatBytes, hexToBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  evm,
  expectSame,
  expectSameMangled,
  IDS,
  OSAKA,
  rivals,
  run,
  word,
} from '../../../support/precompiles.ts';

describe('precompiles', () => {
  it('are there from the forks on that brought them', () => {
    const address = evm.call.take(20);
    for (const [fork, rival] of rivals.entries()) {
      for (const id of [0, ...IDS, 18, 0xff, 0x101, 0x10001]) {
        const there = rival.active.get(addressOf(id)) !== undefined;
        expect([fork, id, evm.call.isPrecompile(id, fork)]).toEqual([fork, id, Number(there)]);
        evm.view().set(Buffer.from(addressOf(id), 'hex'), address);
        expect(evm.call.precompileAt(address, fork)).toBe(there ? id : 0);
      }
    }
    evm.view()[address] = 1;
    expect(evm.call.precompileAt(address, OSAKA)).toBe(0);
  });

  it.each([0x02, 0x03, 0x04])('%i: hashes and copies of every length up to three blocks', async (id) => {
    const data = Uint8Array.from({ length: 200 }, (_, i) => (i * 7 + 3) & 255);
    for (let length = 0; length <= data.length; length++) await expectSame(id, 0, data.slice(0, length));
    await expectSame(id, OSAKA, new Uint8Array(100_000).fill(5));
  });

  it('recover the signer', async () => {
    const key = word(0xc0ffeen);
    const hash = sha256(key);
    const signature = secp256k1.sign(hash, key, { format: 'recovered', prehash: false });
    const [r, s] = [signature.subarray(1, 33), signature.subarray(33)];
    const good = concatBytes(hash, word(27n + BigInt(signature[0]!)), r, s);
    const found = await expectSame(1, 0, good);
    expect(found.output).not.toBe('');
    await expectSameMangled(1, [0, OSAKA], good, 150);
    // Other v, and r and s at the bounds; a high s counts.
    const order = secp256k1.Point.Fn.ORDER;
    const prime = secp256k1.Point.Fp.ORDER;
    for (const v of [0n, 1n, 26n, 27n, 28n, 29n, 27n + (1n << 128n), 283n]) {
      await expectSame(1, OSAKA, concatBytes(hash, word(v), r, s));
      for (const edge of [
        0n,
        1n,
        2n,
        order - 1n,
        order,
        order + 1n,
        prime - order,
        prime,
        (1n << 256n) - 1n,
      ]) {
        await expectSame(1, OSAKA, concatBytes(hash, word(v), word(edge), s));
        await expectSame(1, OSAKA, concatBytes(hash, word(v), r, word(edge)));
      }
    }
    const high = word(order - bytesToNumberBE(s));
    expect(
      (await expectSame(1, 0, concatBytes(hash, word(28n - BigInt(signature[0]!)), r, high))).output,
    ).toBe(found.output);
    await expectSame(1, 0, concatBytes(new Uint8Array(32), good.subarray(32)));
  });
});

describe('BLAKE2b', () => {
  it('hashes as OpenSSL does', () => {
    // RFC 7693: the parameters of 64 bytes without a key are in the first word.
    const state = hexToBytes(
      '48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b',
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (message) => {
        const input = new Uint8Array(213);
        input[3] = 12;
        input.set(state, 4);
        input.set(message, 68);
        input[196] = message.length;
        input[212] = 1;
        const output = createHash('blake2b512').update(message).digest('hex');
        expect(run(9, 6, input, 12n)).toEqual({ succeeded: true, gas: 12n, output });
      }),
    );
  });

  it('is that of another for any rounds, state, message, offset and flag', async () => {
    const property = fc.asyncProperty(
      fc.uint8Array({ minLength: 208, maxLength: 208 }),
      fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 300 })),
      fc.constantFrom(0, 1, 2, 255),
      async (middle, rounds, flag) => {
        const data = concatBytes(numberToBytesBE(rounds, 4), middle, Uint8Array.of(flag));
        await expectSame(9, OSAKA, data);
      },
    );
    await fc.assert(property, { numRuns: 200 });
    for (const length of [0, 212, 214]) await expectSame(9, 6, new Uint8Array(length));
  });
});

describe('signatures on P-256', () => {
  it('are judged as by another', async () => {
    const key = word(0xdecafn);
    const hash = sha256(key);
    const signature = p256.sign(hash, key, { prehash: false, lowS: false });
    const publicKey = p256.getPublicKey(key, false).subarray(1);
    const good = concatBytes(hash, signature, publicKey);
    expect((await expectSame(0x100, OSAKA, good)).output).toBe('1'.padStart(64, '0'));
    await expectSameMangled(0x100, [OSAKA], good, 120);
    const { ORDER } = p256.Point.Fn;
    const s = bytesToNumberBE(signature.subarray(32));
    const r = signature.subarray(0, 32);
    const other = concatBytes(hash, r, word(ORDER - s), publicKey);
    expect((await expectSame(0x100, OSAKA, other)).output).toBe('1'.padStart(64, '0'));
    for (const edge of [0n, 1n, ORDER - 1n, ORDER, s + ORDER, (1n << 256n) - 1n].filter(
      (x) => x < 1n << 256n,
    )) {
      await expectSame(0x100, OSAKA, concatBytes(hash, word(edge), word(s), publicKey));
      await expectSame(0x100, OSAKA, concatBytes(hash, r, word(edge), publicKey));
    }
    for (const point of [new Uint8Array(64), concatBytes(word(p256.Point.Fp.ORDER), word(1n))]) {
      await expectSame(0x100, OSAKA, concatBytes(hash, signature, point));
    }
  });
});
