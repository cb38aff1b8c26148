import { keccak_256 } from '@noble/hashes/sha3.js';
import { keccak256 as ethersKeccak } from 'ethers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernel } from '../../../harness/kernel/index.ts';
import { toHex } from '../../../harness/std/index.ts';
import { bytesFrom, join, piece } from '../../support/kernel.ts';

const kernel = createKernel({ windowBits: 4 });
afterAll(() => kernel.close());

describe('keccak-256', () => {
  it.each([
    ['', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
    [
      'The quick brown fox jumps over the lazy dog',
      '4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15',
    ],
  ])('of "%s" is the published one', (text, digest) => {
    expect(toHex(kernel.keccak256(new TextEncoder().encode(text)))).toBe(`0x${digest}`);
  });

  it('is that of two others at every length up to three blocks', () => {
    const message = bytesFrom(1, 1, 410);
    for (let length = 0; length <= message.length; length++) {
      const part = message.subarray(0, length);
      expect(toHex(kernel.keccak256(part))).toBe(toHex(keccak_256(part)));
    }
    expect(toHex(kernel.keccak256(message))).toBe(ethersKeccak(message));
  });

  it('of a megabyte needs more memory, and gets it', () => {
    const message = bytesFrom(2, 1, 1 << 21);
    expect(toHex(kernel.keccak256(message))).toBe(toHex(keccak_256(message)));
  });

  it('of a batch is that of each, whichever of them go side by side', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 40 }), (messages) => {
        let end = 0;
        const ends = Uint32Array.from(messages, ({ length }) => (end += length));
        const digests = kernel.keccak256Batch(join(...messages), ends);
        expect(digests.length).toBe(32 * messages.length);
        messages.forEach((message, i) => {
          expect(toHex(piece(digests, i, 32))).toBe(toHex(keccak_256(message)));
        });
      }),
    );
  });
});
