/**
 * The root of the state, incrementally: 10,000 changed slots of a contract that has 100,000, and 10,000 changed accounts
 * of 100,000, on one thread and on two; @ethereumjs/mpt has the same change of a smaller trie. And what stands beside it
 * in a block: the root of 10,000 receipts. `npm run bench -- evm-tries --full`. Wall time; the median of the blocks.
 */
import { createHash } from 'node:crypto';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { Room } from '../../harness/kernel/evm/room.ts';
import { listRoot } from '../../harness/kernel/evm/tries.ts';
import { keyedRandom } from '../../harness/std/index.ts';
import { Cells } from '../support/evm-cells.ts';
import { bytes32, bytesFrom, piece } from '../support/kernel.ts';
import { RootThreads } from '../support/root-threads.ts';

export interface TriesBench {
  /** Microseconds a changed leaf. */
  readonly rows: readonly { readonly work: string; readonly who: string; readonly us: number }[];
  /** SHA-256 of all roots; the same on any number of threads, or it throws. */
  readonly hash: string;
}

interface Size {
  /** Leaves there are, and leaves a block changes. */
  readonly leaves: number;
  readonly changes: number;
  readonly blocks: number;
  /** Of the trie of the other library. */
  readonly theirs: number;
}

const NO_CODE = new Uint8Array(0);

class Bench {
  readonly engine: RootThreads;
  private readonly cells: Cells;
  private readonly contract: number;
  private readonly slots: number[];
  private readonly accounts: number[];

  constructor(engine: RootThreads, { leaves }: Size) {
    this.engine = engine;
    this.cells = new Cells(engine.evm);
    this.contract = this.cells.account(new Uint8Array(20).fill(0xcc));
    this.slots = Array.from({ length: leaves }, (_, i) => this.cells.slot(this.contract, BigInt(i)));
    const addresses = bytesFrom(1, leaves, 20);
    this.accounts = Array.from({ length: leaves }, (_, i) => this.cells.account(piece(addresses, i, 20)));
  }

  /** Changes `count` slots that follow from the block's number. */
  changeSlots(count: number, block: number): void {
    this.writeAccount(this.contract, 0, block);
    for (const at of some(this.slots.length, count, block)) {
      this.cells.setSlot(this.slots[at]!, BigInt(1 + at + block) ** 3n, 0);
    }
  }

  changeAccounts(count: number, block: number): void {
    for (const at of some(this.accounts.length, count, block))
      this.writeAccount(this.accounts[at]!, at, block);
  }

  private writeAccount(cell: number, at: number, block: number): void {
    const balance = 10n ** 20n + BigInt(at + block);
    this.cells.setAccount(cell, { balance, nonce: BigInt(block), code: NO_CODE, epoch: 0, exists: true });
  }
}

/** `count` different numbers below `of`, spread evenly, other ones for another block. */
function some(of: number, count: number, block: number): number[] {
  const first = keyedRandom(block).below(of);
  const step = Math.floor(of / count);
  return Array.from({ length: count }, (_, i) => (first + step * i) % of);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return 1000 * (performance.now() - before);
}

async function benchOurs(
  threads: number,
  size: Size,
): Promise<{ slots: number; accounts: number; roots: Uint8Array[] }> {
  const { leaves, changes, blocks } = size;
  const engine = await RootThreads.start(threads);
  const bench = new Bench(engine, size);
  bench.changeSlots(leaves, 0);
  bench.changeAccounts(leaves, 0);
  const roots = [await engine.root()];
  const slots: number[] = [];
  const accounts: number[] = [];
  for (let block = 1; block <= blocks; block++) {
    bench.changeSlots(changes, block);
    slots.push(await timed(async () => roots.push(await engine.root())));
    bench.changeAccounts(changes, block);
    accounts.push(await timed(async () => roots.push(await engine.root())));
  }
  await engine.stop();
  return { slots: median(slots) / changes, accounts: median(accounts) / changes, roots };
}

/** The same change of a trie of `theirs` leaves: a tenth of them set anew, by hashed key, then the root. */
async function benchTheirs({ theirs }: Size): Promise<number> {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  const put = (at: number, block: number) =>
    trie.put(bytes32(BigInt(at)), RLP.encode(BigInt(1 + at + block) ** 3n));
  for (let at = 0; at < theirs; at++) await put(at, 0);
  const count = Math.max(1, Math.floor(theirs / 10));
  const us = await timed(async () => {
    for (const at of some(theirs, count, 1)) await put(at, 1);
    trie.root();
  });
  return us / count;
}

async function benchList(size: Size): Promise<{ us: number; root: Uint8Array }> {
  const engine = await RootThreads.start(1);
  const all = bytesFrom(3, size.changes, 440);
  const items = Array.from({ length: size.changes }, (_, i) => piece(all, i, 440));
  const memory = new Room(engine.evm);
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push(await timed(async () => listRoot(memory, items)));
  return { us: median(times) / items.length, root: listRoot(memory, items) };
}

export async function benchTries(size: Size): Promise<TriesBench> {
  const [one, two] = [await benchOurs(1, size), await benchOurs(2, size)];
  const theirs = await benchTheirs(size);
  const list = await benchList(size);
  const hashOf = (roots: readonly Uint8Array[]) =>
    createHash('sha256').update(Buffer.concat(roots)).digest('hex');
  if (hashOf(one.roots) !== hashOf(two.roots)) throw new Error('two threads make other roots than one');
  const { leaves } = size;
  const slots = `a changed slot of ${leaves.toLocaleString('en')}`;
  const accounts = `a changed account of ${leaves.toLocaleString('en')}`;
  return {
    rows: [
      { work: slots, who: 'kernel, one thread', us: one.slots },
      { work: slots, who: 'kernel, two threads', us: two.slots },
      { work: slots, who: `@ethereumjs/mpt, of ${size.theirs.toLocaleString('en')}`, us: theirs },
      { work: accounts, who: 'kernel, one thread', us: one.accounts },
      { work: accounts, who: 'kernel, two threads', us: two.accounts },
      { work: 'a receipt of 440 bytes in the root of a list', who: 'kernel, one thread', us: list.us },
    ],
    hash: hashOf([...one.roots, list.root]),
  };
}

const SMALL = { leaves: 5_000, changes: 500, blocks: 3, theirs: 500 };
const FULL = { leaves: 100_000, changes: 10_000, blocks: 15, theirs: 5_000 };

export async function printTries(full: boolean): Promise<void> {
  const { rows, hash } = await benchTries(full ? FULL : SMALL);
  for (const work of new Set(rows.map((row) => row.work))) {
    console.log(`evm-tries: ${work}, wall time each`);
    const group = rows.filter((row) => row.work === work);
    for (const { who, us } of group) {
      const ratio = us / group[0]!.us;
      const words = ratio > 1.5 ? `  one thread of the kernel is ${ratio.toFixed(0)} times as fast` : '';
      console.log(`  ${who.padEnd(28)} ${us.toFixed(2).padStart(9)} us${words}`);
    }
  }
  console.log(`  result                       sha256 ${hash.slice(0, 16)}`);
}
