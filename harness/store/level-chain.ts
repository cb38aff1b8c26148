/** Owns a chain in a table: what is written for a block, all of it at once, and how it is read again. */
import type { ClassicLevel } from 'classic-level';
import { RECORDS } from '../kernel/evm/index.ts';
import type { ChainStore, StateRecords } from '../spec/chain-store.ts';
import type { SealedBlock } from '../spec/engine.ts';
import type { Hex } from '../spec/intent.ts';
import { assert } from '../std/assert.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { fromHex } from '../std/hex.ts';
import { blockBytes, blockOf, hashesOf } from './block-bytes.ts';
import { type ChainFacts, writeFacts } from './facts.ts';
import {
  ALL_CODES,
  allWith,
  blockKey,
  CHAIN,
  codeKey,
  HEAD,
  numberBytes,
  numberKey,
  numberOfBytes,
  placeKey,
} from './keys.ts';
import { putState } from './state.ts';

export type Table = ClassicLevel<Uint8Array, Uint8Array>;
export type Batch = ReturnType<Table['batch']>;

const HASH = 32;
/** Of a place: u64 number of the block, u32 index in it. */
const PLACE = 12;
/** Records that are read at a time. */
const AT_ONCE = 4096;

export class LevelChain implements ChainStore {
  head: SealedBlock | null;
  readonly failed: Promise<Error>;
  private readonly table: Table;
  private readonly facts: ChainFacts;
  private readonly path: string;
  private fail: (error: LakhError) => void = () => {};
  private failure: LakhError | null = null;

  /** The table is open, and of this chain. */
  constructor(table: Table, facts: ChainFacts, path: string) {
    this.table = table;
    this.facts = facts;
    this.path = path;
    this.failed = new Promise((resolve) => {
      this.fail = resolve;
    });
    const head = table.getSync(HEAD);
    this.head = head === undefined ? null : (this.block(numberOfBytes(head)) ?? null);
    if (head !== undefined && this.head === null) {
      throw new LakhError('bad-data', `the data folder ${path} is damaged: its last block is missing`, {
        hint: 'start with another, or take it from a copy',
      });
    }
  }

  async commit(block: SealedBlock, changes: StateRecords): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const { head } = this;
    const batch = this.table.batch();
    try {
      if (head !== null && block.number <= head.number) this.dropAbove(batch, block, head.number);
      else {
        assert(block.number === (head === null ? 0 : head.number + 1), 'blocks follow each other');
        this.putBlock(batch, block);
      }
      if (head === null) batch.put(CHAIN, writeFacts(this.facts));
      putState(batch, changes);
      for (const { hash, bytes } of changes.codes) batch.put(codeKey(hash), bytes);
      batch.put(HEAD, numberBytes(block.number));
      // Not only out of this process, but on the disk: a power cut loses nothing that was told.
      await batch.write({ sync: true });
    } catch (error) {
      this.failure = new LakhError(
        'store-failed',
        `block ${block.number} could not be written to ${this.path}: ${messageOf(error)}`,
        {
          hint: 'make room on the disk and start again: all that clients were told of is there',
          cause: error,
        },
      );
      this.fail(this.failure);
      throw this.failure;
    }
    this.head = block;
  }

  async *state(): AsyncIterable<StateRecords> {
    const none = new Uint8Array(0);
    for await (const entries of this.pieces(ALL_CODES)) {
      yield {
        accounts: none,
        slots: none,
        codes: entries.map(([key, bytes]) => ({ hash: key.subarray(1), bytes })),
      };
    }
    for await (const entries of this.pieces(allWith(RECORDS.tag))) {
      const records = entries.map(([key, value]) => Buffer.concat([key, value]));
      const of = (bytes: number) => Buffer.concat(records.filter(({ length }) => length === bytes));
      yield { accounts: of(RECORDS.account), slots: of(RECORDS.slot), codes: [] };
    }
  }

  hashOf(number: number): Hex | undefined {
    return this.block(number)?.hash;
  }

  block(number: number): SealedBlock | undefined {
    if (!Number.isSafeInteger(number) || number < 0) return undefined;
    const bytes = this.table.getSync(blockKey(number));
    return bytes === undefined ? undefined : blockOf(bytes.subarray(HASH), bytes.subarray(0, HASH));
  }

  numberOf(hash: Uint8Array): number | undefined {
    const bytes = this.table.getSync(numberKey(hash));
    return bytes === undefined ? undefined : numberOfBytes(bytes);
  }

  placeOf(hash: Uint8Array): { number: number; index: number } | undefined {
    const bytes = this.table.getSync(placeKey(hash));
    if (bytes === undefined) return undefined;
    const words = new DataView(bytes.buffer, bytes.byteOffset, PLACE);
    return { number: Number(words.getBigUint64(0)), index: words.getUint32(8) };
  }

  close(): Promise<void> {
    return this.table.close();
  }

  private putBlock(batch: Batch, block: SealedBlock): void {
    const hash = fromHex(block.hash);
    batch.put(blockKey(block.number), Buffer.concat([hash, blockBytes(block)]));
    batch.put(numberKey(hash), numberBytes(block.number));
    const { hashes } = block.columns;
    const count = hashes.length / HASH;
    const places = new Uint8Array(PLACE * count);
    const words = new DataView(places.buffer);
    for (let index = 0; index < count; index++) {
      words.setBigUint64(PLACE * index, BigInt(block.number));
      words.setUint32(PLACE * index + 8, index);
      const key = placeKey(hashes.subarray(HASH * index, HASH * (index + 1)));
      batch.put(key, places.subarray(PLACE * index, PLACE * (index + 1)));
    }
  }

  private dropAbove(batch: Batch, block: SealedBlock, last: number): void {
    assert(this.hashOf(block.number) === block.hash, 'a block that comes back is there');
    for (let number = block.number + 1; number <= last; number++) {
      const bytes = this.table.getSync(blockKey(number));
      assert(bytes !== undefined, 'every block up to the head is there');
      const hashes = hashesOf(bytes.subarray(HASH));
      for (let at = 0; at < hashes.length; at += HASH) batch.del(placeKey(hashes.subarray(at, at + HASH)));
      batch.del(numberKey(bytes.subarray(0, HASH)));
      batch.del(blockKey(number));
    }
  }

  private async *pieces(range: {
    gte: Uint8Array;
    lt: Uint8Array;
  }): AsyncIterable<[Uint8Array, Uint8Array][]> {
    const iterator = this.table.iterator(range);
    try {
      for (;;) {
        const entries = await iterator.nextv(AT_ONCE);
        if (entries.length === 0) return;
        yield entries;
      }
    } finally {
      await iterator.close();
    }
  }
}
