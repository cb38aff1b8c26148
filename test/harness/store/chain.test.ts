/** A chain in a folder: what was committed is there, all of it or nothing, and the chain goes on from it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { getCreateAddress } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '../../../harness/engines/index.ts';
import type { ChainStore } from '../../../harness/spec/chain-store.ts';
import type { Engine, EngineOptions, SealedBlock } from '../../../harness/spec/engine.ts';
import { LakhError } from '../../../harness/std/errors.ts';
import { fromHex } from '../../../harness/std/hex.ts';
import { keyedRandom } from '../../../harness/std/random.ts';
import { openChain } from '../../../harness/store/index.ts';
import {
  addressOf,
  CONTRACTS,
  decodeAll,
  deploying,
  engineOptions,
  makeBlock,
  signed,
  WALLETS,
  word,
} from '../engines/ethereumjs/fixtures.ts';

const STEPS = Number(process.env.LAKH_STORE_STEPS ?? 40);
/** All that a block tells but for the work that it was. */
const facts = ({ receipts, raws, columns, ...block }: SealedBlock) => ({
  header: [block.number, block.hash, block.parentHash, block.stateRoot, block.timestampS, block.rest],
  numbers: [block.gasUsed, block.gasLimit, block.baseFeeWei, block.conflicting],
  receipts: [...receipts],
  raws: Array.from({ length: raws.length }, (_, index) => Buffer.from(raws.at(index)!).toString('hex')),
  hashes: Buffer.from(columns.hashes).toString('hex'),
});

let folder: string;
let path: string;
const closing: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-store-'));
  path = join(folder, 'data');
});
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Kept {
  readonly engine: Engine;
  readonly store: ChainStore;
}

async function open(changes: Partial<EngineOptions> = {}): Promise<Kept> {
  const options = engineOptions(changes);
  const store = await openChain(path, options);
  closing.push(store);
  const engine = await ENGINES.sequential({ ...options, store });
  closing.push(engine);
  return { engine, store };
}

async function close({ engine, store }: Kept): Promise<void> {
  closing.length = 0;
  await engine.close();
  await store.close();
}

const contracts = [CONTRACTS.store, CONTRACTS.phoenix, CONTRACTS.blockHash];
const [store, phoenix] = contracts.map((_, nonce) => getCreateAddress({ from: addressOf(0), nonce }));

async function deploys(): Promise<Uint8Array[]> {
  const all = contracts.map((code, nonce) =>
    signed(0, nonce, { to: null, data: deploying(code), gasLimit: 300_000 }),
  );
  return Promise.all(all);
}

async function randomRaws(step: number, nonces: number[]): Promise<Uint8Array[]> {
  const random = keyedRandom(9, step);
  const raws: Uint8Array[] = [];
  for (let index = random.below(12); index > 0; index--) {
    const from = random.below(WALLETS.length);
    const targets = [
      { to: store!, data: `0x${word(random.below(5))}${word(random.below(3))}` },
      { to: phoenix!, value: 3n },
      { to: `0x${word(0xabc0 + random.below(9)).slice(24)}`, value: 1n },
    ];
    raws.push(await signed(from, nonces[from]!++, { gasLimit: 300_000, ...targets[random.below(3)] }));
  }
  return raws;
}

const play = async (engine: Engine, raws: readonly Uint8Array[]) =>
  makeBlock(engine, await decodeAll(engine, raws));

describe('a chain in a folder', () => {
  it('is what one in memory is, however often it is closed and goes back', { timeout: 120_000 }, async () => {
    let kept = await open();
    const twin = await ENGINES.ethereumjs(engineOptions());
    const path = [twin.head];
    const gone: SealedBlock[] = [];
    let nonces = WALLETS.map(() => 0);
    const both = async (raws: readonly Uint8Array[]) => {
      const block = await play(twin, raws);
      expect(facts(await play(kept.engine, raws))).toEqual(facts(block));
      path.push(block);
    };
    await both(await deploys());
    nonces[0] = contracts.length;
    let mark: { here: () => Promise<void>; there: () => Promise<void>; nonces: number[] } | null = null;
    for (let step = 0; step < STEPS; step++) {
      const dice = keyedRandom(8, step).below(10);
      if (dice < 6) await both(await randomRaws(step, nonces));
      else if (dice === 6) {
        const [here, there] = await Promise.all([kept.engine.snapshot!(), twin.snapshot!()]);
        mark = { here: () => here.restore(), there: () => there.restore(), nonces: [...nonces] };
      } else if (dice < 9 && mark !== null) {
        await Promise.all([mark.here(), mark.there()]);
        nonces = mark.nonces;
        gone.push(...path.splice(twin.head.number + 1));
        mark = null;
      } else if (dice === 9) {
        await close(kept);
        kept = await open();
        mark = null;
      }
      expect(kept.engine.head.hash, `step ${step}`).toBe(twin.head.hash);
    }
    expect(gone.length).toBeGreaterThan(0);
    await close(kept);
    kept = await open();
    for (const block of path) {
      expect(facts(kept.store.block(block.number)!)).toEqual(facts(block));
      expect(kept.store.numberOf(fromHex(block.hash))).toBe(block.number);
      for (const [index, { hash }] of [...block.receipts].entries())
        expect(kept.store.placeOf(fromHex(hash))).toEqual({ number: block.number, index });
    }
    expect(kept.store.block(path.length)).toBeUndefined();
    const standing = new Set(
      path.flatMap(({ hash, receipts }) => [hash, ...[...receipts].map((r) => r.hash)]),
    );
    for (const { hash, receipts } of gone) {
      if (!standing.has(hash)) expect(kept.store.numberOf(fromHex(hash))).toBeUndefined();
      for (const receipt of receipts)
        if (!standing.has(receipt.hash)) expect(kept.store.placeOf(fromHex(receipt.hash))).toBeUndefined();
    }
    await both(await randomRaws(STEPS, nonces));
  });

  it('knows the hashes of blocks from before it was closed', async () => {
    const kept = await open();
    await play(kept.engine, await deploys());
    const { hash } = kept.engine.head;
    await play(kept.engine, []);
    await close(kept);
    const { engine } = await open();
    const to = getCreateAddress({ from: addressOf(0), nonce: 2 }).toLowerCase() as `0x${string}`;
    const data = `0x${word(1)}` as const;
    expect((await engine.state.call({ to, data, valueWei: 0n, gasLimit: 100_000 })).data).toBe(hash);
  });

  it('that was damaged is refused: its root is another', async () => {
    const kept = await open();
    await play(kept.engine, await deploys());
    await close(kept);
    await change(async (table) => {
      const [[key, value]] = (await table.iterator({ gte: Uint8Array.of(0x73) }).nextv(1)) as [
        [Uint8Array, Uint8Array],
      ];
      const other = value.slice();
      other[0]!++;
      await table.put(key, other);
    });
    await expect(open()).rejects.toThrow(/the state has the root 0x.*, its last block says 0x/);
  });

  it('whose last block is missing is refused', async () => {
    await close(await open());
    await change((table) => table.del(Uint8Array.of(0x62, 0, 0, 0, 0, 0, 0, 0, 0)));
    await expect(open()).rejects.toThrow(/is damaged: its last block is missing/);
  });
});

async function change(by: (table: ClassicLevel<Uint8Array, Uint8Array>) => Promise<void>): Promise<void> {
  const table = new ClassicLevel<Uint8Array, Uint8Array>(join(path, 'chain'), {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await by(table);
  await table.close();
}

describe('a folder that will not do', () => {
  const refused = async (changes: Partial<EngineOptions> = {}) => {
    const error = await open(changes).then(
      () => null,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(LakhError);
    return error as LakhError;
  };

  it.each<[string, Partial<EngineOptions>, RegExp]>([
    ['of another chain', { chainId: 5 }, /holds another chain: the chain id is 1337, not 5$/],
    ['of another genesis', { allocations: [] }, /holds another chain: other accounts of the genesis$/],
    [
      'of other blocks',
      { blockGasLimit: 1e6, baseFeeWei: 7n },
      /gas limit of a block is 30000000, not 1000000; the base fee, in wei, is 1000000000, not 7$/,
    ],
  ])('%s is refused by name, and left as it is', async (_, changes, message) => {
    await close(await open());
    expect(await refused(changes)).toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(message),
    });
    expect((await open()).engine.head.number).toBe(0);
  });

  it('is in use', async () => {
    await open();
    expect((await refused()).message).toMatch(/data is in use by another process$/);
  });

  it.each<[string, () => void, RegExp]>([
    ['a file', () => writeFileSync(path, ''), /data is a file$/],
    [
      'a folder of other things',
      () => {
        mkdirSync(path);
        writeFileSync(join(path, 'thesis.tex'), '');
      },
      /is no data folder: it holds other files \(thesis\.tex\)$/,
    ],
    [
      'a folder of another format',
      () => {
        mkdirSync(path);
        writeFileSync(join(path, 'lakh-data.json'), '{"format":99}');
      },
      /has format 99, this lakh reads 1$/,
    ],
    [
      'a folder with a broken mark',
      () => {
        mkdirSync(path);
        writeFileSync(join(path, 'lakh-data.json'), '{');
      },
      /is no data folder: its lakh-data\.json cannot be read/,
    ],
    ['in none', () => rmSync(folder, { recursive: true }), /cannot be made: ENOENT/],
  ])('is %s', async (_, prepare, message) => {
    prepare();
    expect(await refused()).toMatchObject({ code: 'bad-data', message: expect.stringMatching(message) });
  });

  it.runIf(process.platform === 'linux')('cannot be written', async () => {
    // Where nobody may write, not even root.
    path = '/sys/kernel/lakh-data';
    expect((await refused()).message).toMatch(/cannot be written: E(PERM|ACCES|ROFS)/);
  });
});

describe('an engine whose store fails', () => {
  it('tells nobody of the block, and says from then on why', async () => {
    const lost = new LakhError('store-failed', 'the disk is full');
    let fails = false;
    const commit = async () => {
      if (fails) throw lost;
    };
    const engine = await ENGINES.sequential(
      engineOptions({ store: { head: null, async *state() {}, hashOf: () => undefined, commit } }),
    );
    closing.push(engine);
    await play(engine, []);
    const { head } = engine;
    fails = true;
    const raw = await signed(1, 0, { value: 1n });
    await expect(play(engine, [raw])).rejects.toBe(lost);
    expect(engine.head).toBe(head);
    await expect(engine.state.balance(addressOf(0))).rejects.toBe(lost);
    await expect(engine.decode([raw])).rejects.toBe(lost);
    await expect(engine.begin(0)).rejects.toBe(lost);
  });

  it('shows a block only when it is kept', async () => {
    let keep = () => {};
    const commit = async () => {
      if (engine !== undefined) await new Promise<void>((resolve) => (keep = resolve));
    };
    let engine: Engine | undefined;
    engine = await ENGINES.sequential(
      engineOptions({ store: { head: null, async *state() {}, hashOf: () => undefined, commit } }),
    );
    closing.push(engine);
    const made = play(engine, [await signed(1, 0, { value: 1n })]);
    let seen: bigint | null = null;
    // The crew seals, then all waits for the store.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const read = engine.state.balance(addressOf(0)).then((balance) => {
      seen = balance;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([engine.head.number, seen]).toEqual([0, null]);
    keep();
    await Promise.all([made, read]);
    expect([engine.head.number, seen]).toEqual([1, 10n ** 18n + 1n]);
  });
});
