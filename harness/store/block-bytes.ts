/**
 * Owns a block as bytes: header, signed transactions, receipts. u32 lengths of the header and of both columns of places;
 * the header as RLP; what the header does not say; where each transaction ends and each receipt begins; their bytes.
 */
import { decodeHeader, encodeHeader, headerFacts, NO_OMMERS, PackedReceipts } from '../kernel/evm/index.ts';
import type { SealedBlock } from '../spec/engine.ts';
import { assert } from '../std/assert.ts';
import { fromHex, toHex } from '../std/hex.ts';

/** u32 each: bytes of the header, transactions, bytes of them, transactions that met (or NOT_TOLD). */
const HEAD = 16;
const NOT_TOLD = 0xffffffff;

export function blockBytes(block: SealedBlock): Uint8Array {
  const { receipts, raws, conflicting } = block;
  assert(receipts instanceof PackedReceipts, 'the receipts of an engine that can be kept are packed');
  const header = headerBytes(block);
  const count = raws.length;
  let rawLength = 0;
  for (let index = 0; index < count; index++) rawLength += raws.at(index)!.length;
  const bytes = new Uint8Array(HEAD + header.length + 8 * count + rawLength + receipts.bytes.length);
  const words = new DataView(bytes.buffer);
  for (const [at, word] of [header.length, count, rawLength, conflicting ?? NOT_TOLD].entries())
    words.setUint32(4 * at, word, true);
  bytes.set(header, HEAD);
  const places = HEAD + header.length;
  const first = places + 8 * count;
  let at = first;
  for (let index = 0; index < count; index++) {
    const raw = raws.at(index)!;
    bytes.set(raw, at);
    at += raw.length;
    words.setUint32(places + 4 * index, at - first, true);
    words.setUint32(places + 4 * (count + index), receipts.starts[index]!, true);
  }
  bytes.set(receipts.bytes, at);
  return bytes;
}

/** Reads what `blockBytes` made; transactions and receipts when they are asked for. `hash`: of the block. */
export function blockOf(bytes: Uint8Array, hash: Uint8Array): SealedBlock {
  const parts = new Parts(bytes);
  let packed: PackedReceipts | null = null;
  const receipts = () => {
    packed ??= parts.receipts();
    return packed;
  };
  return {
    ...headerFacts(decodeHeader(parts.header)),
    hash: toHex(hash),
    raws: { length: parts.count, at: (index) => parts.raw(index) },
    conflicting: parts.conflicting,
    // That was told when it was made.
    work: null,
    get receipts() {
      return receipts();
    },
    get columns() {
      return receipts().columns();
    },
  };
}

/** Hashes of the transactions of a block, 32 bytes each. */
export function hashesOf(bytes: Uint8Array): Uint8Array {
  return new Parts(bytes).receipts().columns().hashes;
}

/** Where things are. */
class Parts {
  readonly header: Uint8Array;
  readonly count: number;
  readonly conflicting: number | null;
  private readonly bytes: Uint8Array;
  private readonly words: DataView;
  private readonly places: number;
  private readonly firstRaw: number;
  private readonly firstReceipt: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [headerLength, count, rawLength, conflicting] = [0, 4, 8, 12].map((at) => this.word(at));
    this.count = count!;
    this.conflicting = conflicting === NOT_TOLD ? null : conflicting!;
    this.places = HEAD + headerLength!;
    this.header = bytes.subarray(HEAD, this.places);
    this.firstRaw = this.places + 8 * this.count;
    this.firstReceipt = this.firstRaw + rawLength!;
  }

  raw(index: number): Uint8Array | undefined {
    if (!(index >= 0 && index < this.count)) return undefined;
    const from = index === 0 ? 0 : this.word(this.places + 4 * (index - 1));
    const to = this.word(this.places + 4 * index);
    return this.bytes.subarray(this.firstRaw + from, this.firstRaw + to);
  }

  receipts(): PackedReceipts {
    const starts = Uint32Array.from({ length: this.count }, (_, index) =>
      this.word(this.places + 4 * (this.count + index)),
    );
    return new PackedReceipts(this.bytes.subarray(this.firstReceipt), starts);
  }

  private word(at: number): number {
    return this.words.getUint32(at, true);
  }
}

function headerBytes(block: SealedBlock): Uint8Array {
  const { rest } = block;
  return encodeHeader({
    parentHash: fromHex(block.parentHash),
    ommersHash: NO_OMMERS,
    feeRecipient: fromHex(rest.feeRecipient),
    stateRoot: fromHex(block.stateRoot),
    transactionsRoot: fromHex(rest.transactionsRoot),
    receiptsRoot: fromHex(rest.receiptsRoot),
    bloom: fromHex(rest.logsBloom),
    difficulty: 0n,
    number: BigInt(block.number),
    gasLimit: BigInt(block.gasLimit),
    gasUsed: BigInt(block.gasUsed),
    timestamp: BigInt(block.timestampS),
    extraData: fromHex(rest.extraData),
    mixHash: fromHex(rest.prevRandao),
    nonce: new Uint8Array(8),
    baseFee: block.baseFeeWei,
    withdrawalsRoot: fromHex(rest.withdrawalsRoot),
    blobGasUsed: BigInt(rest.blobGasUsed),
    excessBlobGas: BigInt(rest.excessBlobGas),
    parentBeaconRoot: fromHex(rest.parentBeaconBlockRoot),
    requestsHash: fromHex(rest.requestsHash),
  });
}
