/** What edr does in its own way: refusals out of the middle of a batch, reasons of reverts, what it leaves over. */
import { getCreateAddress } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../harness/spec/engine.ts';
import { HAVE_EDR } from '../../../support/engines.ts';
import {
  addressOf,
  CHAIN_ID,
  CONTRACTS,
  decodeAll,
  deploying,
  ETHER,
  engineOptions,
  GWEI,
  makeBlock,
  makeEngine,
  signed,
  WALLETS,
} from '../ethereumjs/fixtures.ts';

describe.runIf(HAVE_EDR)('a block by edr', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await makeEngine({}, 'edr');
  });
  const pooled = async (...args: Parameters<typeof signed>) =>
    (await decodeAll(engine, [await signed(...args)]))[0]!;

  it('takes what stands before and after one that edr refuses, in order, and not what follows it', async () => {
    // Longer than EIP-3860 allows, which edr looks at and nobody before it.
    const tooLong = { to: null, data: `0x${'00'.repeat(49_153)}`, gasLimit: 3_000_000 };
    const wave = [
      await pooled(1, 0),
      await pooled(2, 0, tooLong),
      await pooled(2, 1),
      await pooled(3, 0),
      await pooled(3, 1, tooLong),
      await pooled(1, 1),
    ];
    const builder = await engine.begin(1);
    const refusals = await builder.add(wave);
    expect(refusals).toEqual([
      null,
      expect.stringMatching(/init ?code/i),
      expect.stringMatching(/nonce too high: next nonce 0/),
      null,
      expect.stringMatching(/init ?code/i),
      null,
    ]);
    expect(builder.gasLeft).toBe(30_000_000 - 3 * 21_000);
    const { receipts, raws } = await builder.seal();
    expect([...receipts].map(({ hash }) => hash)).toEqual(
      [wave[0], wave[3], wave[5]].map((one) => one!.hash),
    );
    expect(raws.at(1)).toEqual(engine.raw(wave[3]!));
    expect((await makeBlock(engine, [])).receipts).toHaveLength(0);
  });

  it('refuses what the sender cannot pay after those before it', async () => {
    const most = ETHER - 21_000n * 3n * GWEI;
    const wave = [await pooled(1, 0, { value: most }), await pooled(1, 1, { value: most })];
    const builder = await engine.begin(1);
    expect(await builder.add(wave)).toEqual([null, expect.stringMatching(/insufficient funds/)]);
    expect((await builder.seal()).receipts).toHaveLength(1);
  });

  it('makes a block of a part where a sender loses its ether to one before it, and goes on', async () => {
    // Sends what it has to whoever calls it.
    const giver = { address: `0x${'d0'.repeat(20)}`, balanceWei: 0n, code: '0x5f5f5f5f47335af100' } as const;
    engine = await makeEngine({ allocations: [...engineOptions().allocations, giver] }, 'edr');
    const { address, chainId, nonce } = { address: giver.address, chainId: CHAIN_ID, nonce: 0 };
    const authorizationList = [await WALLETS[1]!.authorize({ address, chainId, nonce })];
    await makeBlock(engine, [await pooled(2, 0, { type: 4, authorizationList, gasLimit: 100_000 })]);
    expect(await engine.state.nonce(addressOf(1))).toBe(1);
    const robbing = await pooled(3, 0, { to: addressOf(1), gasLimit: 100_000 });
    const robbed = await pooled(1, 1, { value: 1n });
    const builder = await engine.begin(1);
    expect(await builder.add([robbing, robbed])).toEqual([null, null]);
    const block = await builder.seal();
    expect([...block.receipts].map(({ hash }) => hash)).toEqual([robbing.hash]);
    expect(block.raws).toHaveLength(1);
    expect(await engine.state.balance(addressOf(1))).toBe(0n);
    expect(await (await engine.begin(1)).add([robbed])).toEqual([expect.stringMatching(/funds/)]);
  });

  it('finds out what a transaction returned when it is asked', async () => {
    const [reverter, halter] = [0, 1].map((nonce) => getCreateAddress({ from: addressOf(1), nonce }));
    const block = await makeBlock(engine, [
      // Reverts with its call data; runs into an invalid opcode.
      await pooled(1, 0, { to: null, data: deploying('365f5f37365ffd'), gasLimit: 100_000 }),
      await pooled(1, 1, { to: null, data: deploying('fe'), gasLimit: 100_000 }),
      await pooled(2, 0, { to: reverter!, data: '0x12345678', gasLimit: 50_000 }),
      await pooled(2, 1, { to: reverter!, gasLimit: 50_000 }),
      await pooled(2, 2, { to: halter!, gasLimit: 50_000 }),
    ]);
    const receipts = [...block.receipts];
    expect(receipts.map(({ succeeded }) => succeeded)).toEqual([true, true, false, false, false]);
    expect(receipts.map(({ returned }) => returned)).toEqual([null, null, undefined, undefined, undefined]);
    const returned = await Promise.all(receipts.slice(2).map(({ hash }) => engine.returned!(hash)));
    expect(returned).toEqual(['0x12345678', '0x', null]);
  });

  it('keeps the base fee where it was, however full blocks are', async () => {
    const burn = { to: null, data: '0xfe', gasLimit: 16_000_000 };
    await makeBlock(engine, []);
    const full = await makeBlock(engine, [
      await pooled(1, 0, burn),
      await pooled(2, 0, { ...burn, gasLimit: 14_000_000 }),
    ]);
    expect(full.gasUsed).toBe(30_000_000);
    expect((await makeBlock(engine, [])).baseFeeWei).toBe(GWEI);
  });

  it('has the genesis that the other engines have, with code and storage', async () => {
    const contract = {
      address: `0x${'c0'.repeat(20)}`,
      balanceWei: 5n,
      nonce: 1,
      code: `0x${CONTRACTS.store}`,
      storage: { [`0x${'0'.repeat(63)}3`]: `0x${'0'.repeat(62)}99` },
    } as const;
    const twice = { address: addressOf(1), balanceWei: 7n };
    const allocations = [contract, twice, { ...twice, balanceWei: 8n }];
    const [ours, reference] = [await makeEngine({ allocations }, 'edr'), await makeEngine({ allocations })];
    expect(ours.head.stateRoot).toBe(reference.head.stateRoot);
    expect(await ours.state.balance(twice.address)).toBe(15n);
    expect(BigInt(await ours.state.storage(contract.address, '0x3'))).toBe(0x99n);
  });
});
