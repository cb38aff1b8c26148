/** The root of the state from what changed, block by block, on one thread and on several, against @ethereumjs/mpt. */
import { MerklePatriciaTrie, verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { afterAll, describe, expect, it } from 'vitest';
import { Proofs } from '../../../../harness/kernel/evm/tries.ts';
import { type KeyedRandom, keyedRandom, toHex } from '../../../../harness/std/index.ts';
import { Cells } from '../../../support/evm-cells.ts';
import { bytes32, bytesFrom, piece } from '../../../support/kernel.ts';
import { RootThreads } from '../../../support/root-threads.ts';

interface Account {
  balance: bigint;
  nonce: bigint;
  readonly code: Uint8Array;
  epoch: number;
  exists: boolean;
  slots: Map<bigint, bigint>;
}

const ACCOUNTS = 120;
/** Some accounts have no storage, some a little, one so much that it is cut into parts. */
const SLOTS_OF = (account: number) => (account === 0 ? 2_000 : account < 20 ? 12 : 0);
const BLOCKS = 8;
const addresses = bytesFrom(77, ACCOUNTS, 20);

/** A state, and what changes in it: the changes follow from the seed, whatever makes the root. */
class Model {
  readonly accounts: Account[] = Array.from({ length: ACCOUNTS }, (_, i) => ({
    balance: 0n,
    nonce: 0n,
    code: SLOTS_OF(i) > 0 ? Uint8Array.of(0x60, i, 0x5b) : new Uint8Array(0),
    epoch: 0,
    exists: false,
    slots: new Map(),
  }));

  /** Changes the state by one block, in the cells too. */
  change(random: KeyedRandom, cells: Cells): void {
    for (const [i, account] of this.accounts.entries()) {
      if (i > 0 && random.below(3) > 0) continue;
      const cell = cells.account(piece(addresses, i, 20));
      const writes = SLOTS_OF(i) === 0 ? 0 : random.below(SLOTS_OF(i));
      account.exists = true;
      account.balance = BigInt(random.below(1_000_000_000)) ** BigInt(random.below(8));
      account.nonce += BigInt(random.below(300));
      this.write(account, cell, writes, SLOTS_OF(i), random, cells);
      const fate = random.below(i === 0 ? 4 : 12);
      // Wiped, with what this block wrote before; perhaps written again, perhaps gone.
      if (fate <= 1) {
        account.slots.clear();
        account.epoch++;
        account.exists = fate === 1 || random.below(2) === 0;
        if (fate === 1) this.write(account, cell, writes >> 1, SLOTS_OF(i), random, cells);
      }
      cells.setAccount(cell, account);
    }
  }

  private write(
    account: Account,
    cell: number,
    writes: number,
    slots: number,
    random: KeyedRandom,
    cells: Cells,
  ): void {
    for (let write = 0; write < writes; write++) {
      const key = BigInt(random.below(slots)) << BigInt(8 * random.below(2));
      const value =
        random.below(3) === 0 ? 0n : BigInt(1 + random.below(2 ** 31)) ** BigInt(1 + random.below(8));
      account.slots.set(key, value);
      cells.setSlot(cells.slot(cell, key), value, account.epoch);
    }
  }

  /** From scratch, by another library. */
  async root(): Promise<Uint8Array> {
    const trie = new MerklePatriciaTrie({ useKeyHashing: true });
    for (const [i, account] of this.accounts.entries()) {
      if (account.exists) await trie.put(piece(addresses, i, 20), await encoded(account));
    }
    return trie.root();
  }
}

async function encoded({ nonce, balance, code, slots }: Account): Promise<Uint8Array> {
  const storage = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [key, value] of slots) if (value > 0n) await storage.put(bytes32(key), RLP.encode(value));
  return RLP.encode([nonce, balance, storage.root(), keccak_256(code)]);
}

async function rootsOf(
  threads: number,
  seed: number,
): Promise<{ roots: string[]; model: Model; engine: RootThreads }> {
  const engine = await RootThreads.start(threads);
  engines.push(engine);
  const cells = new Cells(engine.evm);
  const model = new Model();
  const roots: string[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    model.change(keyedRandom(seed, 1, block), cells);
    roots.push(toHex(await engine.root()));
  }
  return { roots, model, engine };
}

const engines: RootThreads[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe('the root of the state', () => {
  it('is that of @ethereumjs/mpt after every block, and nothing changed leaves it as it was', async () => {
    const engine = await RootThreads.start(1);
    const cells = new Cells(engine.evm);
    const model = new Model();
    expect(toHex(await engine.root())).toBe(toHex(await model.root()));
    for (let block = 0; block < BLOCKS; block++) {
      model.change(keyedRandom(3, 1, block), cells);
      expect(toHex(await engine.root()), `block ${block}`).toBe(toHex(await model.root()));
    }
    expect(toHex(await engine.root())).toBe(toHex(await model.root()));
  });

  it('is the same on one thread, two and four', async () => {
    for (const seed of [5, 6]) {
      const [one, two, four] = [await rootsOf(1, seed), await rootsOf(2, seed), await rootsOf(4, seed)];
      expect(new Set(one.roots).size).toBe(BLOCKS);
      expect(two.roots).toEqual(one.roots);
      expect(four.roots).toEqual(one.roots);
      expect(toHex(await four.model.root())).toBe(one.roots.at(-1));
    }
  });

  it('is that of nothing once every account is gone', async () => {
    const { model, engine } = await rootsOf(2, 8);
    const cells = new Cells(engine.evm);
    for (const [i, account] of model.accounts.entries()) {
      account.exists = false;
      account.epoch++;
      cells.setAccount(cells.account(piece(addresses, i, 20)), account);
    }
    expect(toHex(await engine.root())).toBe(
      '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
    );
  });

  it('has proofs of accounts and slots, there and not there', async () => {
    const { roots, model, engine } = await rootsOf(1, 9);
    const proofs = new Proofs(engine.evm);
    const cells = new Cells(engine.evm);
    const root = Buffer.from(roots.at(-1)!.slice(2), 'hex');
    for (const [i, account] of model.accounts.entries()) {
      const address = piece(addresses, i, 20);
      const cell = cells.account(address);
      const value = await verifyMerkleProof(address, proofs.account(cell), { root, useKeyHashing: true });
      expect(value && toHex(value)).toBe(account.exists ? toHex(await encoded(account)) : null);
      if (!account.exists) continue;
      const storageRoot = (RLP.decode(value!) as Uint8Array[])[2]!;
      for (const [key, expected] of [...account.slots].slice(0, 20)) {
        const nodes = proofs.slot(cells.slot(cell, key));
        const proven = await verifyMerkleProof(bytes32(key), nodes, {
          root: storageRoot,
          useKeyHashing: true,
        });
        expect(proven && toHex(proven)).toBe(expected > 0n ? toHex(RLP.encode(expected)) : null);
      }
    }
  });

  it('takes no more memory for a state that changes and does not grow', async () => {
    const engine = await RootThreads.start(2);
    engines.push(engine);
    const cells = new Cells(engine.evm);
    const cell = cells.account(piece(addresses, 1, 20));
    const account = { balance: 1n, nonce: 1n, code: new Uint8Array(0), epoch: 0, exists: true };
    async function block(number: number): Promise<void> {
      for (let key = 0; key < 3_000; key++) {
        cells.setSlot(cells.slot(cell, BigInt(key)), number % 2 === 0 ? BigInt(1 + number) : 0n, 0);
      }
      cells.setAccount(cell, account);
      await engine.root();
    }
    for (let number = 0; number < 6; number++) await block(number);
    const before = engine.evm.call.bytesTaken();
    for (let number = 6; number < 60; number++) await block(number);
    // Two threads may each take one chunk more for what the other has free.
    expect(engine.evm.call.bytesTaken() - before).toBeLessThanOrEqual(4n * 2n ** 18n);
  });
});
