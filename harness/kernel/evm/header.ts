/** Block headers as bytes (Yellow Paper, section 4.4, and the EIPs named below): what a block's hash is the hash of. */
import { RLP } from '@ethereumjs/rlp';
import type { SealedBlock } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import { toHex } from '../../std/hex.ts';

/** Hashes have 32 bytes, addresses 20, a bloom filter 256, a nonce 8. */
export interface BlockHeader {
  readonly parentHash: Uint8Array;
  readonly ommersHash: Uint8Array;
  readonly feeRecipient: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly bloom: Uint8Array;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly timestamp: bigint;
  readonly extraData: Uint8Array;
  /** `prevrandao` from Paris on. */
  readonly mixHash: Uint8Array;
  readonly nonce: Uint8Array;
  /** From London on (EIP-1559). */
  readonly baseFee?: bigint;
  /** From Shanghai on (EIP-4895). */
  readonly withdrawalsRoot?: Uint8Array;
  /** From Cancun on (EIP-4844, EIP-4788). */
  readonly blobGasUsed?: bigint;
  readonly excessBlobGas?: bigint;
  readonly parentBeaconRoot?: Uint8Array;
  /** From Prague on (EIP-7685). */
  readonly requestsHash?: Uint8Array;
}

/** keccak-256 of the RLP of an empty list: the ommers' hash of a block without any, as all are from Paris on. */
export const NO_OMMERS = Uint8Array.from(
  Buffer.from('1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347', 'hex'),
);

/** What each fork added comes behind what was there before. Throws a RangeError where a later one is there and an earlier is not. */
export function encodeHeader(header: BlockHeader): Uint8Array {
  const later = [
    header.baseFee,
    header.withdrawalsRoot,
    header.blobGasUsed,
    header.excessBlobGas,
    header.parentBeaconRoot,
    header.requestsHash,
  ];
  const count = later.findLastIndex((field) => field !== undefined) + 1;
  if (later.slice(0, count).includes(undefined)) {
    throw new RangeError('a header that has a later fork’s field has those of all forks before it');
  }
  return RLP.encode([
    header.parentHash,
    header.ommersHash,
    header.feeRecipient,
    header.stateRoot,
    header.transactionsRoot,
    header.receiptsRoot,
    header.bloom,
    header.difficulty,
    header.number,
    header.gasLimit,
    header.gasUsed,
    header.timestamp,
    header.extraData,
    header.mixHash,
    header.nonce,
    ...later.slice(0, count),
  ]);
}

/** Reads a header of Prague or later; the bytes are those of `encodeHeader`. */
export function decodeHeader(bytes: Uint8Array): Required<BlockHeader> {
  const fields = RLP.decode(bytes) as Uint8Array[];
  const at = (index: number) => fields[index]!;
  const number = (index: number) => BigInt(`0x0${Buffer.from(at(index)).toString('hex')}`);
  return {
    parentHash: at(0),
    ommersHash: at(1),
    feeRecipient: at(2),
    stateRoot: at(3),
    transactionsRoot: at(4),
    receiptsRoot: at(5),
    bloom: at(6),
    difficulty: number(7),
    number: number(8),
    gasLimit: number(9),
    gasUsed: number(10),
    timestamp: number(11),
    extraData: at(12),
    mixHash: at(13),
    nonce: at(14),
    baseFee: number(15),
    withdrawalsRoot: at(16),
    blobGasUsed: number(17),
    excessBlobGas: number(18),
    parentBeaconRoot: at(19),
    requestsHash: at(20),
  };
}

/** What a sealed block says of its header. */
export type HeaderFacts = Pick<
  SealedBlock,
  'number' | 'parentHash' | 'stateRoot' | 'timestampS' | 'gasUsed' | 'gasLimit' | 'baseFeeWei' | 'rest'
>;

export function headerFacts(header: Required<BlockHeader>): HeaderFacts {
  return {
    number: Number(header.number),
    parentHash: toHex(header.parentHash),
    stateRoot: toHex(header.stateRoot),
    timestampS: Number(header.timestamp),
    gasUsed: Number(header.gasUsed),
    gasLimit: Number(header.gasLimit),
    baseFeeWei: header.baseFee,
    rest: {
      feeRecipient: toHex(header.feeRecipient) as Address,
      transactionsRoot: toHex(header.transactionsRoot),
      receiptsRoot: toHex(header.receiptsRoot),
      logsBloom: toHex(header.bloom),
      extraData: toHex(header.extraData),
      prevRandao: toHex(header.mixHash),
      withdrawalsRoot: toHex(header.withdrawalsRoot),
      blobGasUsed: Number(header.blobGasUsed),
      excessBlobGas: Number(header.excessBlobGas),
      parentBeaconBlockRoot: toHex(header.parentBeaconRoot),
      requestsHash: toHex(header.requestsHash),
    },
  };
}
