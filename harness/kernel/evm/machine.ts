/**
 * The EVM for its host: accounts go in, blocks of transactions run one after the other, results and accounts come out.
 * Addresses are 20 bytes; pointers are the EVM's and stay good as long as the machine.
 */
import { type Fork, forkNumber } from './forks.ts';
import { EvmInstance } from './instance.ts';
import * as at from './layout.ts';
import { NO_SIGNER } from './refusals.ts';
import { Room } from './room.ts';
import type { Senders } from './senders.ts';
import { RECORD_BYTES, RECORD_SENDER } from './transaction-record.ts';
import { MemoryView } from './view.ts';

export interface AccountState {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  /** Slots that are not zero, by key. */
  readonly storage: ReadonlyMap<bigint, bigint>;
}

export interface BlockContext {
  readonly fork: Fork;
  readonly number: bigint;
  /** Seconds. */
  readonly timestamp: bigint;
  readonly feeRecipient: Uint8Array;
  readonly gasLimit: bigint;
  /** Wei for a unit of gas; 0 before London. */
  readonly baseFee: bigint;
  /** Before Paris the difficulty. */
  readonly random: bigint;
  /** Wei for a unit of blob gas, and blobs that a block may carry; see forks.ts. */
  readonly blobFee: bigint;
  readonly maxBlobs: number;
  readonly chainId: bigint;
  /** Hashes of blocks before this one, by number; others read as zero. */
  readonly hashes?: ReadonlyMap<bigint, bigint>;
}

export interface Log {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

export interface TransactionResult {
  /** 0 where it stands in the block; else see refusals.ts, and the rest says nothing. */
  readonly refused: number;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly logs: readonly Log[];
  /** Of the last transaction that ran; of others it is gone. */
  readonly output: Uint8Array;
  /** What it was to make; zeros where it was to make nothing. */
  readonly contract: Uint8Array;
}

/** Pointers of records and of results, which lie one after the other. */
export interface Decoded {
  readonly records: number;
  readonly results: number;
}

export class Machine {
  readonly evm: EvmInstance;
  readonly memory: MemoryView;
  private readonly scratch: Room;
  private readonly raw: Room;
  private readonly records: Room;
  private readonly results: Room;

  constructor(evm = new EvmInstance()) {
    this.evm = evm;
    this.memory = new MemoryView(evm);
    this.scratch = new Room(evm);
    this.raw = new Room(evm);
    this.records = new Room(evm);
    this.results = new Room(evm);
  }

  /** Makes an account what it says, whatever it was. */
  setAccount(address: Uint8Array, state: AccountState): void {
    const { memory } = this;
    const cell = this.cellOf(address);
    const value = cell + at.ACCOUNT_VALUE;
    const epoch = memory.u32(value + at.VALUE_EPOCH) + 1;
    const slots = [...state.storage].filter(([, word]) => word !== 0n);
    memory.setWord(value + at.VALUE_BALANCE, state.balance);
    memory.setU64(value + at.VALUE_NONCE, state.nonce);
    memory.setU32(value + at.VALUE_CODE, this.codeOf(state.code));
    memory.setU32(value + at.VALUE_EPOCH, epoch);
    memory.setU32(value + at.VALUE_FLAGS, at.EXISTS | (slots.length > 0 ? at.HAS_STORAGE : 0));
    this.evm.call.markAccountChanged(cell);
    for (const [key, word] of slots) {
      const slot = this.slotOf(cell, key);
      memory.setWord(slot + at.SLOT_VALUE, word);
      memory.setU32(slot + at.SLOT_EPOCH, epoch);
      this.evm.call.markSlotChanged(slot);
    }
  }

  /** Makes an account not exist. */
  removeAccount(address: Uint8Array): void {
    const cell = this.cellOf(address);
    const value = cell + at.ACCOUNT_VALUE;
    const epoch = this.memory.u32(value + at.VALUE_EPOCH) + 1;
    this.memory.setBytes(value, new Uint8Array(64));
    this.memory.setU32(value + at.VALUE_EPOCH, epoch);
    this.evm.call.markAccountChanged(cell);
  }

  /** Every block begins with this; the logs of the block before are gone. */
  beginBlock(context: BlockContext): void {
    const { memory } = this;
    const block = this.evm.call.blockContext() >>> 0;
    memory.setU32(block + at.BLOCK_FORK, forkNumber(context.fork));
    memory.setU32(block + at.BLOCK_MAX_BLOBS, context.maxBlobs);
    memory.setBytes(block + at.BLOCK_RECIPIENT, context.feeRecipient);
    memory.setWord(block + at.BLOCK_RECIPIENT_WORD, numberOf(context.feeRecipient));
    memory.setWord(block + at.BLOCK_NUMBER, context.number);
    memory.setWord(block + at.BLOCK_TIMESTAMP, context.timestamp);
    memory.setWord(block + at.BLOCK_GAS_LIMIT, context.gasLimit);
    memory.setWord(block + at.BLOCK_BASE_FEE, context.baseFee);
    memory.setWord(block + at.BLOCK_RANDOM, context.random);
    memory.setWord(block + at.BLOCK_BLOB_FEE, context.blobFee);
    memory.setWord(block + at.BLOCK_CHAIN_ID, context.chainId);
    for (let back = 1n; back <= 256n && back <= context.number; back++) {
      const number = context.number - back;
      const hash = context.hashes?.get(number) ?? 0n;
      memory.setWord(block + at.BLOCK_HASHES + 32 * Number(number & 255n), hash);
    }
    this.evm.call.beginBlock();
  }

  /**
   * Decodes transactions into records that lie one after the other; they hold until the next call. `senders`: the
   * address that signed each; without them `findSenders` is to follow. What bytes were refused says RESULT_REFUSED.
   */
  decode(transactions: readonly Uint8Array[], senders?: readonly Uint8Array[]): Decoded {
    const { memory, evm } = this;
    const total = transactions.reduce((sum, raw) => sum + raw.length, 0);
    const records = this.records.of(RECORD_BYTES * transactions.length);
    const results = this.results.of(at.RESULT_BYTES * transactions.length);
    let raw = this.raw.of(total);
    evm.call.resetDecoded();
    transactions.forEach((bytes, i) => {
      memory.setBytes(raw, bytes);
      const record = records + RECORD_BYTES * i;
      const refused = evm.call.decodeTransaction(raw, bytes.length, record);
      memory.setU32(results + at.RESULT_BYTES * i + at.RESULT_REFUSED, refused);
      if (senders !== undefined) memory.setBytes(record + RECORD_SENDER, senders[i]!);
      raw += bytes.length;
    });
    return { records, results };
  }

  /** Fills in senders and authorities; what nobody signed is refused. */
  findSenders({ records, results }: Decoded, count: number, senders: Senders): void {
    const { memory } = this;
    const refusal = (i: number) => results + at.RESULT_BYTES * i + at.RESULT_REFUSED;
    const decoded = Array.from({ length: count }, (_, i) => i).filter((i) => memory.u32(refusal(i)) === 0);
    const all = decoded.map((i) => records + RECORD_BYTES * i);
    senders.authorise(all);
    const unsigned = senders.check(all);
    for (const index of unsigned) memory.setU32(refusal(decoded[index]!), NO_SIGNER);
  }

  /** Runs decoded transactions one after the other; returns the gas they used. */
  run({ records, results }: Decoded, count: number): bigint {
    return this.evm.call.runSequential(records, count, results);
  }

  /** The root of the state as it is now: 32 bytes. The lists of changes are empty then. */
  stateRoot(): Uint8Array {
    this.evm.call.stateRoot(0, 1);
    return this.memory.bytes(this.evm.call.stateRootAt() >>> 0, 32);
  }

  result(results: number, index: number): TransactionResult {
    const { memory } = this;
    const result = results + at.RESULT_BYTES * index;
    return {
      refused: memory.u32(result + at.RESULT_REFUSED),
      succeeded: memory.u32(result + at.RESULT_STATUS) === 1,
      gasUsed: memory.u64(result + at.RESULT_GAS),
      logs: this.logsOf(memory.u32(result + at.RESULT_LOGS), memory.u32(result + at.RESULT_LOG_COUNT)),
      output: memory.bytes(
        memory.u32(result + at.RESULT_OUTPUT),
        memory.u32(result + at.RESULT_OUTPUT_LENGTH),
      ),
      contract: memory.bytes(result + at.RESULT_CONTRACT, 20),
    };
  }

  private logsOf(list: number, count: number): Log[] {
    const { memory } = this;
    return Array.from({ length: count }, (_, i) => {
      const log = memory.u32(list + 4 * i);
      const topics = Array.from({ length: memory.u32(log + at.LOG_TOPIC_COUNT) }, (_, topic) =>
        memory.bytes(log + at.LOG_TOPICS + 32 * topic, 32),
      );
      return {
        address: memory.bytes(log + at.LOG_ADDRESS, 20),
        topics,
        data: memory.bytes(memory.u32(log + at.LOG_DATA), memory.u32(log + at.LOG_DATA_LENGTH)),
      };
    });
  }

  /** Cells of the accounts that changed since the last root. */
  *changedAccounts(): Generator<number> {
    for (let cell = this.evm.call.changedAccounts() >>> 0; cell !== 0; ) {
      yield cell;
      cell = this.memory.u32(cell + at.ACCOUNT_CHANGED_NEXT);
    }
  }

  /** What stands in a cell, of its slots those that changed; null where the account does not exist. */
  changedAccount(cell: number): { address: Uint8Array; state: AccountState | null } {
    const { memory } = this;
    const value = cell + at.ACCOUNT_VALUE;
    const address = memory.bytes(cell + at.ACCOUNT_ADDRESS, 20);
    if ((memory.u32(value + at.VALUE_FLAGS) & at.EXISTS) === 0) return { address, state: null };
    const epoch = memory.u32(value + at.VALUE_EPOCH);
    const storage = new Map<bigint, bigint>();
    for (let slot = memory.u32(cell + at.ACCOUNT_CHANGED_SLOTS); slot !== 0; ) {
      const word = memory.word(slot + at.SLOT_VALUE);
      const live = memory.u32(slot + at.SLOT_EPOCH) === epoch && word !== 0n;
      if (live) storage.set(memory.word(slot + at.SLOT_KEY), word);
      slot = memory.u32(slot + at.SLOT_CHANGED_NEXT);
    }
    const code = memory.u32(value + at.VALUE_CODE);
    const state = {
      balance: memory.word(value + at.VALUE_BALANCE),
      nonce: memory.u64(value + at.VALUE_NONCE),
      code:
        code === 0
          ? new Uint8Array(0)
          : memory.bytes(code + at.CODE_BYTES, memory.u32(code + at.CODE_LENGTH)),
      storage,
    };
    return { address, state };
  }

  /** The cell of an account, 0 where nobody named it yet. */
  findAccount(address: Uint8Array): number {
    const room = this.scratch.of(32);
    this.memory.setBytes(room, address);
    return this.evm.call.findAccount(room) >>> 0;
  }

  /** A slot of an account's cell as the last sealed block left it. */
  sealedSlot(account: number, key: bigint): bigint {
    const { memory } = this;
    const room = this.scratch.of(32);
    memory.setWord(room, key);
    const cell = this.evm.call.findSlot(account, room) >>> 0;
    if (cell === 0) return 0n;
    const epoch = memory.u32(account + at.ACCOUNT_SEALED + at.VALUE_EPOCH);
    return memory.u32(cell + at.SLOT_SEALED_EPOCH) === epoch ? memory.word(cell + at.SLOT_SEALED) : 0n;
  }

  /** The cell of an account, made where there is none. */
  cellOf(address: Uint8Array): number {
    const room = this.scratch.of(32);
    this.memory.setBytes(room, address);
    return this.evm.call.accountAt(room) >>> 0;
  }

  /** The cell of a slot, made where there is none. */
  slotOf(account: number, key: bigint): number {
    const room = this.scratch.of(32);
    this.memory.setWord(room, key);
    return this.evm.call.slotAt(account, room) >>> 0;
  }

  /** Where a code stands, put there where it did not; 0 for no code. */
  codeOf(code: Uint8Array): number {
    if (code.length === 0) return 0;
    const room = this.scratch.of(32 + code.length);
    this.memory.setBytes(room + 32, code);
    return this.evm.call.codeOf(room + 32, code.length, room) >>> 0;
  }
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}
