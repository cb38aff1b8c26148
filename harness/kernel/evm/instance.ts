/** One thread's instance of the EVM on the memory that all threads of an engine share. */
import { readFileSync } from 'node:fs';
import { runInMemory } from './precompiles.ts';

/** What is used of WebAssembly's interface: its types come with the browser's, which are not loaded. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (code: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  };
};

/** It passes between threads by `workerData`. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  /** By pages of 64 KiB. */
  grow(pages: number): number;
}

/** Pointers and lengths are bytes; `harness/kernel/evm/assembly/index.ts` is the other side. */
export interface EvmExports {
  create(): void;
  attach(): void;
  take(bytes: number): number;
  takeShared(bytes: number): number;
  bytesTaken(): bigint;
  accountAt(address: number): number;
  slotAt(account: number, key: number): number;
  codeOf(bytes: number, length: number, hash: number): number;
  findAccount(address: number): number;
  findSlot(account: number, key: number): number;
  takeOwnBlock(): void;
  followBlock(): void;
  readSealed(): void;
  simulate(tx: number, result: number): number;
  noteLeastGas(records: number, reasons: number, count: number): void;
  packedLength(pairs: number, count: number): number;
  packReceipts(pairs: number, count: number, out: number, starts: number): void;
  sealBlock(thread: number, threads: number, pairs: number, count: number, room: number): void;
  sealRoom(count: number, threads: number): number;
  growAccounts(): void;
  growSlots(): void;
  keccak256(out: number, message: number, length: number): void;
  blockContext(): number;
  beginBlock(): void;
  execute(tx: number, result: number): number;
  commitSequential(): void;
  runSequential(records: number, count: number, results: number): bigint;
  /**
   * Every thread with the same arguments, but for the first. Bits of `mode`: 1 in parallel even where there is little to
   * do, 2 nothing is committed without validation.
   */
  runBlock(
    thread: number,
    threads: number,
    transactions: number,
    count: number,
    results: number,
    mode: number,
  ): void;
  countersOf(thread: number): number;
  /** Milliseconds that this instance's thread waited for others since the last call. */
  takeWaiting(): number;
  scheduleTotals(): number;
  taskOf(transaction: number): number;
  changedAccounts(): number;
  /** Accounts in the lower half, slots in the upper; so does `keepUndo`. */
  countChanges(): bigint;
  packChanges(accounts: number, slots: number): void;
  unpackAccounts(records: number, count: number): number;
  unpackSlots(records: number, count: number): void;
  keepUndo(snapshot: number, accounts: number, slots: number): bigint;
  applyUndo(accounts: number, accountCount: number, slots: number, slotCount: number): void;
  reviveStorage(): void;
  markAccountChanged(account: number): void;
  markSlotChanged(slot: number): void;
  stateRoot(thread: number, threads: number): void;
  stateRootAt(): number;
  proveAccount(cell: number, out: number): number;
  proveSlot(cell: number, out: number): number;
  trieSet(root: number, key: number, value: number, length: number): number;
  trieRemove(root: number, key: number): number;
  trieGet(root: number, key: number, out: number): number;
  trieHash(root: number, out: number): void;
  trieProve(root: number, key: number, out: number): number;
  freeTrie(root: number): void;
  listRoot(items: number, count: number, out: number): void;
  nameLeaves(items: number, count: number, leaves: number, from: number, to: number): void;
  rootOfLeaves(items: number, count: number, leaves: number, out: number): void;
  logsLength(logs: number, count: number): number;
  putLogs(out: number, logs: number, count: number): number;
  receiptLength(type: number, cumulativeGas: bigint, logs: number, count: number): number;
  putReceipt(
    out: number,
    type: number,
    status: number,
    cumulativeGas: bigint,
    logs: number,
    count: number,
    bloom: number,
  ): number;
  addBloom(bloom: number, other: number): void;
  decodeInto(arena: number): void;
  decodeTransaction(raw: number, length: number, record: number): number;
  decodeTransactions(spans: number, count: number, records: number, reasons: number): number;
  resetDecoded(): void;
  isPrecompile(id: number, fork: number): number;
  precompileAt(address: number, fork: number): number;
  precompileCost(id: number, fork: number, input: number, length: number): bigint;
  runPrecompile(id: number, fork: number, input: number, length: number, gas: bigint): number;
  /** Of the last call of `runPrecompile`: gas used, and its output, which the next call overwrites. */
  readonly precompileGas: { readonly value: bigint };
  readonly precompileOut: { readonly value: number };
  readonly precompileOutLength: { readonly value: number };
}

/** Pages of 64 KiB: at first, enough for threads to be attached, and 4 GiB; those not used are addresses only. */
const PAGE = 65536;
const INITIAL_PAGES = 2048;
const MAXIMUM_PAGES = 65536;
/** Pages that nobody has taken when a job begins. */
const HEADROOM_PAGES = 1024;

let compiled: object | undefined;

export class EvmInstance {
  readonly memory: SharedMemory;
  readonly call: EvmExports;
  private bytes: Uint8Array = new Uint8Array(0);

  /** With a memory it joins the threads that are on it; without one it is the first on a new one. */
  constructor(memory?: SharedMemory) {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./evm.wasm', import.meta.url)));
    this.memory =
      memory ?? new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
    const host = {
      now: () => performance.now(),
      // The module's pointers come as signed numbers.
      precompile: (id: number, input: number, length: number, out: number, room: number) =>
        runInMemory(this.view(), id, input >>> 0, length >>> 0, out >>> 0, room >>> 0),
    };
    const imports = { env: { memory: this.memory }, host };
    this.call = new WebAssembly.Instance(compiled, imports).exports as EvmExports;
    if (memory === undefined) this.call.create();
    this.call.attach();
  }

  /**
   * Between jobs, by one thread: grows the memory beforehand, so that a thread seldom does while others are at work. Where
   * V8 checks bounds itself, another thread may learn too late that there is more (seen once, as a trap).
   */
  makeHeadroom(): void {
    const pages = this.memory.buffer.byteLength / PAGE;
    const free = pages - Number(this.call.bytesTaken()) / PAGE;
    if (free < HEADROOM_PAGES) this.memory.grow(Math.min(HEADROOM_PAGES, MAXIMUM_PAGES - pages));
  }

  /** The memory as it is now: a longer one after any thread let it grow. */
  view(): Uint8Array {
    if (this.bytes.buffer !== this.memory.buffer) this.bytes = new Uint8Array(this.memory.buffer);
    return this.bytes;
  }
}
