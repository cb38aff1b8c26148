import { createHash } from 'node:crypto';
import { verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createAccount, createAddressFromString } from '@ethereumjs/util';
import { getCreateAddress, keccak256 } from 'ethers';
import { afterEach, describe, expect, it } from 'vitest';
import { ENGINES, type EngineName } from '../../../../harness/engines/index.ts';
import type { Engine, SealedBlock, Snapshot } from '../../../../harness/spec/engine.ts';
import type { Address, Hex } from '../../../../harness/spec/intent.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import { type KeyedRandom, keyedRandom } from '../../../../harness/std/random.ts';
import {
  addressOf,
  CONTRACTS,
  decodeAll,
  deploying,
  engineOptions,
  makeBlock,
  makeEngine as makeUnclosed,
  signed,
  WALLETS,
  word,
} from './fixtures.ts';

const STEPS = Number(process.env.LAKH_UNDO_STEPS ?? 60);
const contracts = [CONTRACTS.store, CONTRACTS.phoenix, CONTRACTS.caller];
const [store, phoenix] = contracts.map(
  (_, nonce) => getCreateAddress({ from: addressOf(0), nonce }).toLowerCase() as Address,
);

const open: Engine[] = [];
afterEach(() => Promise.all(open.splice(0).map((engine) => engine.close())));

async function makeEngine(name: EngineName = 'ethereumjs'): Promise<Engine> {
  const engine = await makeUnclosed({}, name);
  open.push(engine);
  return engine;
}

/** Blocks that write, clear, create and destroy. */
class Load {
  nonces = WALLETS.map(() => 0);
  readonly engine: Engine;
  private readonly random: KeyedRandom;

  constructor(engine: Engine, seed = 1) {
    this.engine = engine;
    this.random = keyedRandom(5, seed);
  }

  async deploy(): Promise<SealedBlock> {
    const deploys = contracts.map((code, nonce) =>
      signed(0, nonce, { to: null, data: deploying(code), gasLimit: 300_000 }),
    );
    this.nonces[0] = contracts.length;
    return makeBlock(this.engine, await decodeAll(this.engine, await Promise.all(deploys)));
  }

  async block(): Promise<SealedBlock> {
    const raws: Uint8Array[] = [];
    for (let index = 0; index < 12; index++) {
      const from = this.random.below(WALLETS.length);
      const write = `0x${word(this.random.below(5))}${word(this.random.below(3))}`;
      const targets = [
        { to: store!, data: write },
        { to: phoenix!, value: 3n },
        { to: `0x${word(0xabc0 + this.random.below(9)).slice(24)}`, value: 1n },
      ];
      raws.push(
        await signed(from, this.nonces[from]!++, { gasLimit: 300_000, ...targets[this.random.below(3)] }),
      );
    }
    return makeBlock(this.engine, await decodeAll(this.engine, raws));
  }
}

/** Everything that can be seen of the state. */
async function seen({ state }: Engine): Promise<string> {
  const addresses = [...WALLETS.map((_, index) => addressOf(index)), store!, phoenix!];
  const facts: unknown[] = [];
  for (const address of [
    ...addresses,
    ...Array.from({ length: 9 }, (_, n) => `0x${word(0xabc0 + n).slice(24)}` as Hex),
  ]) {
    facts.push(String(await state.balance(address)), await state.nonce(address), await state.code(address));
  }
  for (let slot = 0; slot < 5; slot++) facts.push(await state.storage(store!, `0x${slot}`));
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** What two engines have to agree about. */
const facts = ({ work, receipts, raws, columns, ...block }: SealedBlock) => ({
  ...block,
  receipts: [...receipts],
});

/** edr has none. */
const WITH_SNAPSHOTS = ['parallel', 'sequential', 'ethereumjs'] as const satisfies readonly EngineName[];

describe.each(WITH_SNAPSHOTS)('snapshots of %s', (name) => {
  it('bring back the state, the head and what is built on it, one inside the other', async () => {
    const engine = await makeEngine(name);
    const load = new Load(engine);
    await load.deploy();
    await load.block();
    const outer = {
      snapshot: await engine.snapshot!(),
      seen: await seen(engine),
      nonces: [...load.nonces],
      head: engine.head,
    };
    const first = [await load.block(), await load.block()];
    const inner = { snapshot: await engine.snapshot!(), seen: await seen(engine), nonces: [...load.nonces] };
    for (let made = 0; made < 4; made++) await load.block();
    await inner.snapshot.restore();
    expect(engine.head).toBe(first[1]);
    expect(await seen(engine)).toBe(inner.seen);
    load.nonces = [...inner.nonces];
    await load.block();
    await outer.snapshot.restore();
    expect(engine.head).toBe(outer.head);
    expect(await seen(engine)).toBe(outer.seen);
    // The same blocks again have the same roots and hashes: nothing was left behind.
    load.nonces = [...outer.nonces];
    const twin = await makeEngine(name);
    const again = new Load(twin);
    await again.deploy();
    await again.block();
    expect(twin.head.hash).toBe(outer.head.hash);
    const raws = await Promise.all([
      signed(1, load.nonces[1]!, { to: phoenix!, value: 3n, gasLimit: 300_000 }),
    ]);
    const [here, there] = await Promise.all(
      [engine, twin].map(async (one) => makeBlock(one, await decodeAll(one, raws))),
    );
    expect(facts(here!)).toEqual(facts(there!));
  });

  it('know the hashes of blocks before them', async () => {
    const engine = await makeEngine(name);
    const raw = await signed(1, 0, { to: null, data: deploying(CONTRACTS.blockHash), gasLimit: 200_000 });
    const hashes = [engine.head.hash, (await makeBlock(engine, await decodeAll(engine, [raw]))).hash];
    const snapshot = await engine.snapshot!();
    for (let made = 0; made < 300; made++) await makeBlock(engine, []);
    await snapshot.restore();
    const to = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase() as Hex;
    const call = { to, data: `0x${word(0)}` as Hex, valueWei: 0n, gasLimit: 100_000 };
    expect((await engine.state.call(call)).data).toBe(hashes[0]);
    expect((await engine.state.call({ ...call, data: `0x${word(5)}` })).data).toBe(`0x${word(0)}`);
  });

  // EthereumJS's does not look: nobody does that.
  it.skipIf(name === 'ethereumjs')('are used once, and not after an earlier one was', async () => {
    const engine = await makeEngine(name);
    const [first, second] = [await engine.snapshot!(), await engine.snapshot!()];
    await makeBlock(engine, []);
    await first.restore();
    for (const used of [first, second]) await expect(used.restore()).rejects.toThrow(/is used once/);
    expect((await makeBlock(engine, [])).number).toBe(1);
  });
});

it('the engines agree, hash by hash, on a random way forth and back', { timeout: 120_000 }, async () => {
  const random = keyedRandom(5, 2);
  const loads = await Promise.all(
    WITH_SNAPSHOTS.map(async (engine) => new Load(await makeEngine(engine), 3)),
  );
  const together = async (made: (load: Load) => Promise<SealedBlock>, step: string) => {
    const [first, ...others] = await Promise.all(loads.map(made));
    for (const other of others) expect(facts(other), step).toEqual(facts(first!));
  };
  await together((load) => load.deploy(), 'deploy');
  const marks: { snapshots: Snapshot[]; nonces: number[] }[] = [];
  let restored = 0;
  for (let step = 0; step < STEPS; step++) {
    const dice = random.below(8);
    if (dice < 4) await together((load) => load.block(), `step ${step}`);
    else if (dice < 6) {
      const snapshots = await Promise.all(loads.map(({ engine }) => engine.snapshot!()));
      marks.push({ snapshots, nonces: [...loads[0]!.nonces] });
    } else if (marks.length > 0) {
      const [{ snapshots, nonces } = marks[0]!] = marks.splice(random.below(marks.length));
      await Promise.all(snapshots.map((snapshot) => snapshot.restore()));
      for (const load of loads) load.nonces = [...nonces];
      const states = await Promise.all(loads.map(({ engine }) => seen(engine)));
      expect(new Set(states).size, `step ${step}`).toBe(1);
      restored++;
    }
  }
  expect(restored).toBeGreaterThan(STEPS / 12);
});

const key32 = (slot: number): Hex => `0x${word(slot)}`;
const big = (bytes: Uint8Array) => BigInt(`0x0${toHex(bytes).slice(2)}`);

/** What stands under the hash of `key` in the trie of this root, by EthereumJS; `null` where nothing does. */
async function proven(key: Hex, nodes: readonly Hex[], root: Hex): Promise<unknown> {
  const options = { root: fromHex(root), useKeyHashing: true };
  const value = await verifyMerkleProof(fromHex(key), nodes.map(fromHex), options);
  return value === null ? null : RLP.decode(value);
}

describe('proofs', () => {
  it('verify against the root of the head, for what is there and for what is not', async () => {
    const engine = await makeEngine();
    const load = new Load(engine);
    await load.deploy();
    for (let made = 0; made < 4; made++) await load.block();
    const keys = Array.from({ length: 8 }, (_, slot) => `0x${word(slot)}` as Hex);
    const addresses = [
      ...WALLETS.map((_, index) => addressOf(index)),
      store!,
      phoenix!,
      `0x${'77'.repeat(20)}` as Address,
    ];
    let found = 0;
    let values = 0;
    for (const address of addresses) {
      const proof = await engine.state.proof!(address, keys);
      const account = await proven(address, proof.accountProof, engine.head.stateRoot);
      const fields = [proof.nonce, proof.balanceWei, proof.storageHash, proof.codeHash];
      if (account === null) expect(fields.slice(0, 2)).toEqual([0, 0n]);
      else {
        found++;
        const [nonce, balance, storageRoot, codeHash] = account as Uint8Array[];
        expect([Number(big(nonce!)), big(balance!), toHex(storageRoot!), toHex(codeHash!)]).toEqual(fields);
      }
      for (const [index, { value, proof: nodes }] of proof.storage.entries()) {
        const read = nodes.length === 0 ? null : await proven(keys[index]!, nodes, proof.storageHash);
        expect(read === null ? 0n : big(read as Uint8Array)).toBe(value);
        expect(value).toBe(BigInt(await engine.state.storage(address, keys[index]!)));
        if (value > 0n) values++;
      }
    }
    expect(found).toBe(addresses.length - 1);
    expect(values).toBeGreaterThan(1);
    const { accountProof } = await engine.state.proof!(store!, []);
    const wrong = [...accountProof.slice(0, -1), accountProof.at(-1)!.replace(/..$/, '00') as Hex];
    await expect(proven(store!, wrong, engine.head.stateRoot)).rejects.toThrow();
  });
});

describe('a genesis', () => {
  it('has contracts with code, storage and nonce, under the root of EthereumJS', async () => {
    const address: Address = `0x${'ab'.repeat(20)}`;
    const storage: Record<Hex, Hex> = {
      [key32(1)]: `0x${word(2)}`,
      [key32(3)]: `0x${word(0)}`,
      [key32(4)]: `0x${word(0x80)}`,
    };
    const contract = { address, balanceWei: 5n, nonce: 3, code: `0x${CONTRACTS.store}` as Hex, storage };
    const { allocations } = engineOptions();
    const engine = await ENGINES.ethereumjs(engineOptions({ allocations: [...allocations, contract] }));
    expect(await engine.state.balance(address)).toBe(5n);
    expect(await engine.state.nonce(address)).toBe(3);
    expect(await engine.state.code(address)).toBe(contract.code);
    expect(await engine.state.storage(address, '0x4')).toBe(`0x${word(0x80)}`);
    const call = { to: address, data: `0x${word(1)}${word(9)}` as Hex, valueWei: 0n, gasLimit: 100_000 };
    expect(await engine.state.call(call)).toMatchObject({ succeeded: true });
    const { codeHash, accountProof, storage: slots } = await engine.state.proof!(address, [`0x${word(1)}`]);
    expect(codeHash).toBe(keccak256(contract.code));
    expect(await proven(address, accountProof, engine.head.stateRoot)).not.toBeNull();
    expect(slots[0]!.value).toBe(2n);
    const state = new MerkleStateManager();
    for (const one of [...allocations, contract]) {
      const at = createAddressFromString(one.address);
      await state.putAccount(at, createAccount({ balance: one.balanceWei, nonce: 'nonce' in one ? 3n : 0n }));
    }
    const at = createAddressFromString(address);
    await state.putCode(at, fromHex(contract.code));
    await state.putStorage(at, fromHex(`0x${word(1)}`), Uint8Array.of(2));
    await state.putStorage(at, fromHex(`0x${word(4)}`), Uint8Array.of(0x80));
    expect(toHex(await state.getStateRoot())).toBe(engine.head.stateRoot);
  });
});
