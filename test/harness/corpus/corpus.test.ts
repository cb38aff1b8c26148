import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type CorpusHead,
  type CorpusTransaction,
  checkCorpus,
  openCorpus,
  writeCorpus,
} from '../../../harness/corpus/index.ts';
import { temporaryFolder } from '../../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'some.corpus');

function headOf(count: number): CorpusHead {
  return {
    lakh: 'test',
    chainId: 1337,
    count,
    plan: {
      workload: { name: 'transfers', options: { zipf: 0, amount: 10n ** 30n } },
      accounts: { count: 7, source: 'seed' },
      seed: 1,
      feeType: 'eip1559',
    },
    nonces: [0, 5, 0, 0, 0, 0, 9],
    senders: '00'.repeat(32),
    maxFeeWei: 10n ** 9n,
    deployerNonce: 3,
    actions: ['transfer', 'approve'],
  };
}

function transactionOf(i: number): CorpusTransaction {
  return {
    account: i % 7,
    nonce: Math.floor(i / 7),
    action: i % 3 === 0 ? 'approve' : 'transfer',
    raw: Uint8Array.from({ length: 1 + (i % 200) }, (_, at) => (i + at) & 255),
    hash: new Uint8Array(32).fill(i & 255),
  };
}

async function write(count: number, says = count): Promise<void> {
  async function* transactions() {
    for (let i = 0; i < count; i++) yield transactionOf(i);
  }
  await writeCorpus(path, headOf(says), transactions());
}

function read(): CorpusTransaction[] {
  const reader = openCorpus(path);
  const all: CorpusTransaction[] = [];
  for (let block = reader.next(); block !== null; block = reader.next()) {
    for (let i = 0; i < block.count; i++) {
      all.push({
        account: block.account[i]!,
        nonce: block.nonce[i]!,
        action: reader.head.actions[block.action[i]!]!,
        raw: Uint8Array.from(block.raw.subarray(i === 0 ? 0 : block.end[i - 1], block.end[i])),
        hash: Uint8Array.from(block.hashes.subarray(32 * i, 32 * i + 32)),
      });
    }
  }
  reader.close();
  return all;
}

describe('a corpus', () => {
  it.each([0, 1, 4095, 4096, 4097, 9000])('of %d transactions is read as it was written', async (count) => {
    await write(count);
    expect(checkCorpus(path)).toEqual(headOf(count));
    expect(read()).toEqual(Array.from({ length: count }, (_, i) => transactionOf(i)));
    expect(await readdir(folder)).toEqual(['some.corpus']);
  });

  it('is refused when cut short anywhere', async () => {
    await write(5000);
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        writeFileSync(path, whole);
        truncateSync(path, length);
        expect(() => checkCorpus(path)).toThrow(expect.objectContaining({ code: 'bad-corpus' }));
      }),
      { numRuns: 40 },
    );
  });

  it('is refused when one bit changes anywhere', async () => {
    await write(5000);
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 * whole.length - 1 }), (bit) => {
        const damaged = Buffer.from(whole);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(path, damaged);
        expect(() => checkCorpus(path)).toThrow(expect.objectContaining({ code: 'bad-corpus' }));
      }),
      { numRuns: 60 },
    );
  });

  it('that is small is refused whichever bit changes and wherever it is cut', async () => {
    await write(3);
    const whole = readFileSync(path);
    const refused = (bytes: Buffer, how: string) => {
      writeFileSync(path, bytes);
      expect(() => checkCorpus(path), how).toThrow(expect.objectContaining({ code: 'bad-corpus' }));
    };
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const damaged = Buffer.from(whole);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      refused(damaged, `bit ${bit}`);
    }
    for (let length = 0; length < whole.length; length++)
      refused(whole.subarray(0, length), `cut at ${length}`);
    refused(Buffer.from(whole).fill(0, 12), 'zeros behind the version');
  });

  it('is not written for an action that the workload does not list', async () => {
    async function* transactions() {
      yield { ...transactionOf(0), action: 'steal' };
    }
    await expect(writeCorpus(path, headOf(1), transactions())).rejects.toMatchObject({
      code: 'bad-scenario',
      message: expect.stringContaining('"steal"'),
    });
  });

  it.each<[string, () => Promise<void>, string]>([
    ['more than it says', () => write(10, 3), 'holds more than the 3 transactions it says'],
    ['less than it says', () => write(3, 10), 'is cut short'],
    [
      'more behind what it says',
      () => write(3).then(() => appendFileSync(path, 'x')),
      'goes on behind the 3',
    ],
    ['text', async () => writeFileSync(path, 'workload: transfers\nload: 5\n'), 'is no corpus'],
    ['an empty file', async () => writeFileSync(path, ''), 'is no corpus'],
    ['a newer version', async () => writeFileSync(path, newer()), 'is a corpus of version 3'],
  ])('that is %s is refused by name', async (_, make, message) => {
    await make();
    expect(() => checkCorpus(path)).toThrow(
      expect.objectContaining({ code: 'bad-corpus', message: expect.stringContaining(message) }),
    );
  });

  it('that is not there, or cannot be written, is a file of its own kind of trouble', async () => {
    expect(() => checkCorpus(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'file-unreadable' }),
    );
    await expect(writeCorpus('/dev/null/x', headOf(0), noTransactions())).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  });
});

async function* noTransactions(): AsyncGenerator<CorpusTransaction> {}

function newer(): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('LAKHCORP', 'latin1');
  bytes.writeUInt32LE(3, 8);
  return bytes;
}
