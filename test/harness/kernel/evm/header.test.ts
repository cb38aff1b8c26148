/** Headers of every fork against @ethereumjs/block. */
import { createBlockHeader } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { type BlockHeader, encodeHeader, NO_OMMERS } from '../../../../harness/kernel/evm/header.ts';
import { keyedRandom, toHex } from '../../../../harness/std/index.ts';

const FORKS = [
  'Chainstart',
  'Homestead',
  'TangerineWhistle',
  'SpuriousDragon',
  'Byzantium',
  'Petersburg',
  'Istanbul',
  'Berlin',
  'London',
  'Paris',
  'Shanghai',
  'Cancun',
  'Prague',
  'Osaka',
] as const;
const from = (fork: (typeof FORKS)[number], at: number) => at >= FORKS.indexOf(fork);

function headerOf(at: number, seed: number): BlockHeader {
  const random = keyedRandom(seed);
  const bytes = (length: number) => Uint8Array.from({ length }, () => random.below(256));
  const number = (bits: number) => BigInt(random.below(2 ** bits));
  const isParis = from('Paris', at);
  return {
    parentHash: bytes(32),
    ommersHash: isParis ? NO_OMMERS : bytes(32),
    feeRecipient: bytes(20),
    stateRoot: bytes(32),
    transactionsRoot: bytes(32),
    receiptsRoot: bytes(32),
    bloom: bytes(256),
    difficulty: isParis ? 0n : number(31) ** 2n,
    number: number(24) + 1n,
    gasLimit: 30_000_000n + number(20),
    gasUsed: number(24),
    timestamp: number(31),
    extraData: bytes(random.below(33)),
    mixHash: bytes(32),
    nonce: isParis ? new Uint8Array(8) : bytes(8),
    ...(from('London', at) && { baseFee: number(31) ** 2n }),
    ...(from('Shanghai', at) && { withdrawalsRoot: bytes(32) }),
    ...(from('Cancun', at) && {
      blobGasUsed: number(20),
      excessBlobGas: number(30),
      parentBeaconRoot: bytes(32),
    }),
    ...(from('Prague', at) && { requestsHash: bytes(32) }),
  };
}

describe('a block header', () => {
  it.each(
    FORKS.map((fork, at) => [fork, at] as const),
  )('of %s has the hash that @ethereumjs/block says', (fork, at) => {
    const common = new Common({ chain: Mainnet, hardfork: Hardfork[fork] });
    for (let seed = 0; seed < 20; seed++) {
      const header = headerOf(at, 100 * at + seed);
      const {
        ommersHash,
        feeRecipient,
        receiptsRoot,
        transactionsRoot,
        bloom,
        baseFee,
        parentBeaconRoot,
        ...same
      } = header;
      const theirs = createBlockHeader(
        {
          ...same,
          uncleHash: ommersHash,
          coinbase: feeRecipient,
          receiptTrie: receiptsRoot,
          transactionsTrie: transactionsRoot,
          logsBloom: bloom,
          ...(baseFee !== undefined && { baseFeePerGas: baseFee }),
          ...(parentBeaconRoot !== undefined && { parentBeaconBlockRoot: parentBeaconRoot }),
        },
        { common, skipConsensusFormatValidation: true },
      );
      expect(toHex(encodeHeader(header))).toBe(toHex(theirs.serialize()));
      expect(toHex(keccak_256(encodeHeader(header)))).toBe(toHex(theirs.hash()));
    }
  });

  it('refuses to leave out what an earlier fork added', () => {
    const { baseFee, ...rest } = headerOf(FORKS.indexOf('Osaka'), 1);
    expect(() => encodeHeader(rest)).toThrow(RangeError);
    expect(baseFee).toBeDefined();
  });
});
