import { AbiCoder, Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { Reverted } from '../../../harness/measure/index.ts';
import { explainReverts, revertReasons } from '../../../harness/run/reverts.ts';
import type { Hex, RevertCause } from '../../../harness/spec/index.ts';

const abi = new Interface(['error TooLate(uint256 by)', 'error Error(string)', 'error Panic(uint256)']);
const returned = (name: string, ...args: unknown[]): RevertCause => ({
  returned: abi.encodeErrorResult(name, args) as Hex,
});

describe('reasons of reverts', () => {
  const inWords = revertReasons(['error TooLate(uint256 by)']);
  it.each<[RevertCause | null, string]>([
    [returned('TooLate', 5), 'TooLate'],
    [returned('Error', 'UniswapV2: K'), 'UniswapV2: K'],
    [returned('Error', 'x'.repeat(500)), 'x'.repeat(120)],
    [returned('Panic', 0x11), 'panic 0x11 (arithmetic overflow)'],
    [returned('Panic', 0x99), 'panic 0x99 (unknown)'],
    [{ returned: '0x' }, 'no reason given'],
    [{ returned: '0xdeadbeef' }, 'custom error 0xdeadbeef'],
    [{ returned: '0x08c379a0ff' }, 'malformed reason'],
    [{ outOfGas: true }, 'out of gas'],
    [null, 'unknown: the chain does not tell'],
  ])('%j is %s', (cause, reason) => {
    expect(inWords(cause)).toBe(reason);
  });

  it('counts by action and reason, says what is meant, and asks once for all', async () => {
    const asked: (readonly Hex[])[] = [];
    const chain = {
      revertCauses: async (hashes: readonly Hex[]) => {
        asked.push(hashes);
        return hashes.map((hash) => (hash === '0x03' ? returned('TooLate', 1) : returned('Error', 'K')));
      },
    };
    const samples = [
      { action: 'swap', seen: 2, hashes: ['0x01', '0x02'] },
      { action: 'vote', seen: 1, hashes: ['0x03'] },
    ];
    const workload = { errors: () => ['error TooLate(uint256 by)'], meantReverts: () => ['K'] };
    expect(await explainReverts(chain, samples, workload, {})).toEqual([
      { reason: 'K', action: 'swap', count: 2, meant: true, example: '0x01' },
      { reason: 'TooLate', action: 'vote', count: 1, meant: false, example: '0x03' },
    ]);
    expect(asked).toEqual([['0x01', '0x02', '0x03']]);
  });

  it('decodes what ethers encodes', () => {
    const text = AbiCoder.defaultAbiCoder().encode(
      ['string'],
      ['é < & long enough to need two words of text'],
    );
    expect(inWords({ returned: `0x08c379a0${text.slice(2)}` })).toBe(
      'é < & long enough to need two words of text',
    );
  });
});

describe('a sample of what reverted', () => {
  it('is everything while there are few, and fair when there are many', () => {
    const few = new Reverted();
    for (let n = 0; n < 200; n++) few.add('a', String(n));
    expect(few.list()).toEqual([
      { action: 'a', seen: 200, hashes: Array.from({ length: 200 }, (_, n) => String(n)) },
    ]);

    const many = new Reverted();
    for (let n = 0; n < 20_000; n++) many.add('a', String(n));
    const [{ seen, hashes } = { seen: 0, hashes: [] }] = many.list();
    expect([seen, hashes.length]).toEqual([20_000, 200]);
    // Each quarter of the run has about a quarter of the sample.
    for (const quarter of [0, 1, 2, 3]) {
      const share = hashes.filter((hash) => Math.floor(Number(hash) / 5_000) === quarter).length / 200;
      expect(share).toBeGreaterThan(0.15);
      expect(share).toBeLessThan(0.35);
    }
  });

  it('is joined over generators by the share of each', () => {
    const parts = [1, 3].map((weight) => {
      const part = new Reverted();
      for (let n = 0; n < 1_000 * weight; n++) part.add('a', `${weight}`);
      return part.list();
    });
    const joined = new Reverted();
    for (const part of parts) joined.merge(part);
    const [{ seen, hashes } = { seen: 0, hashes: [] }] = joined.list();
    expect(seen).toBe(4_000);
    expect(hashes.filter((hash) => hash === '3')).toHaveLength(150);
    expect(hashes).toHaveLength(200);
  });
});
