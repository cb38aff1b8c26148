import { getCreateAddress, Transaction } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../harness/spec/engine.ts';
import { LakhError } from '../../../../harness/std/errors.ts';
import { toHex } from '../../../../harness/std/hex.ts';
import { ENGINES_HERE } from '../../../support/engines.ts';
import {
  addressOf,
  CONTRACTS,
  decodeAll,
  deploying,
  ETHER,
  FEE_RECIPIENT,
  GWEI,
  makeBlock,
  makeEngine,
  signed,
  word,
} from './fixtures.ts';

describe.each(ENGINES_HERE)('the engine %s', (name) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await makeEngine({}, name);
  });
  afterEach(() => engine.close());
  const pooled = async (...args: Parameters<typeof signed>) =>
    (await decodeAll(engine, [await signed(...args)]))[0]!;

  it('moves value, takes the fee and tips the recipient', async () => {
    const raw = await signed(1, 0, { value: 7n });
    const block = await makeBlock(engine, await decodeAll(engine, [raw]));
    expect([...block.receipts]).toEqual([
      {
        hash: Transaction.from(toHex(raw)).hash,
        succeeded: true,
        gasUsed: 21_000,
        gasPriceWei: 2n * GWEI,
        from: addressOf(1),
        to: addressOf(0),
        contractAddress: null,
        returned: null,
        logs: [],
      },
    ]);
    expect(block).toMatchObject({ number: 1, gasUsed: 21_000, baseFeeWei: GWEI, timestampS: 1_000 });
    expect(await engine.state.balance(addressOf(0))).toBe(ETHER + 7n);
    expect(await engine.state.balance(addressOf(1))).toBe(ETHER - 7n - 21_000n * 2n * GWEI);
    expect(await engine.state.balance(FEE_RECIPIENT)).toBe(21_000n * GWEI);
    expect(await engine.state.nonce(addressOf(1))).toBe(1);
  });

  it('chains its blocks and lets several share a second', async () => {
    const first = await makeBlock(engine, [], 1_000);
    const second = await makeBlock(engine, [], 1_000);
    const late = await makeBlock(engine, [], 900);
    expect([first, second, late].map(({ timestampS }) => timestampS)).toEqual([1_000, 1_000, 1_000]);
    expect(second.parentHash).toBe(first.hash);
    expect(second.stateRoot).toBe(first.stateRoot);
    expect(engine.head).toBe(late);
  });

  it('creates contracts where ethers expects them, stores, logs and reverts', async () => {
    const store = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase() as `0x${string}`;
    const data = `0x${word(3)}${word(9)}`;
    const block = await makeBlock(engine, [
      await pooled(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 }),
      await pooled(2, 0, { to: store, data, gasLimit: 100_000 }),
      await pooled(3, 0, { to: store, gasLimit: 100_000 }),
    ]);
    expect([...block.receipts].map(({ succeeded }) => succeeded)).toEqual([true, true, false]);
    expect(block.receipts.at(0)!.contractAddress).toBe(store);
    expect(block.receipts.at(1)!.logs).toEqual([
      { address: store, topics: [`0x${word(3)}`], data: `0x${word(0)}` },
    ]);
    expect(block.gasUsed).toBe([...block.receipts].reduce((sum, { gasUsed }) => sum + gasUsed, 0));
    expect(await engine.state.code(store)).toBe(`0x${CONTRACTS.store}`);
    expect(await engine.state.storage(store, '0x3')).toBe(`0x${word(9)}`);
    expect(await engine.state.storage(store, '0x4')).toBe(`0x${word(0)}`);
  });

  it.each([
    ['a nonce too high', 1, {}, /nonce/],
    ['a nonce used before', -1, {}, /nonce/],
    ['more value than there is', 0, { value: ETHER }, /enough funds|insufficient funds/],
    ['a fee below the base fee', 0, { maxFeePerGas: GWEI - 1n, maxPriorityFeePerGas: 0n }, /base ?fee/i],
    ['more gas than is left', 0, { gasLimit: 15_000_000 }, /gas left/],
  ])('refuses %s and goes on', async (_, offset, changes, reason) => {
    const builder = await engine.begin(1);
    await builder.add([await pooled(1, 0, { to: null, data: '0xfe', gasLimit: 16_000_000 })]);
    expect(builder.gasLeft).toBe(14_000_000);
    const refused = await builder.add([await pooled(1, 1 + offset, changes)]);
    expect(refused).toEqual([expect.stringMatching(reason)]);
    expect(JSON.stringify(refused)).not.toMatch(/vm hf|tx type/);
    expect(await builder.add([await pooled(1, 1)])).toEqual([null]);
    expect((await builder.seal()).receipts).toHaveLength(2);
  });

  it('shows the last sealed block only, until the next is sealed', async () => {
    const builder = await engine.begin(1);
    await builder.add([await pooled(1, 0, { value: 7n })]);
    expect(await engine.state.nonce(addressOf(1))).toBe(0);
    expect(await engine.state.balance(addressOf(0))).toBe(ETHER);
    expect(engine.head.number).toBe(0);
    await builder.seal();
    expect(await engine.state.balance(addressOf(0))).toBe(ETHER + 7n);
  });

  it('answers calls without leaving a trace', async () => {
    const { stateRoot } = engine.head;
    const store = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase() as `0x${string}`;
    const blank = { to: store, valueWei: 0n, gasLimit: 1_000_000 } as const;
    const deployed = await makeBlock(engine, [
      await pooled(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 }),
    ]);
    expect(deployed.stateRoot).not.toBe(stateRoot);
    const wrote = await engine.state.call({ ...blank, data: `0x${word(1)}${word(2)}` });
    expect(wrote).toMatchObject({ succeeded: true, data: '0x' });
    expect(await engine.state.storage(store, '0x1')).toBe(`0x${word(0)}`);
    expect(await engine.state.call({ ...blank, data: '0x' })).toMatchObject({ succeeded: false });
    expect((await makeBlock(engine, [])).stateRoot).toBe(deployed.stateRoot);
    const real = await makeBlock(engine, [
      await pooled(2, 0, { to: store, data: `0x${word(1)}${word(2)}`, gasLimit: 100_000 }),
    ]);
    expect(real.receipts.at(0)!.gasUsed).toBe(wrote.gasUsed);
  });

  it('proves accounts and slots as EthereumJS does', async () => {
    const store = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase() as `0x${string}`;
    const reference = await makeEngine();
    const proofs = [];
    for (const one of [engine, reference]) {
      const raws = [
        await signed(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 }),
        await signed(2, 0, { to: store, data: `0x${word(3)}${word(9)}`, gasLimit: 100_000 }),
      ];
      await makeBlock(one, await decodeAll(one, raws));
      const slots = [`0x${word(3)}`, `0x${word(4)}`] as const;
      for (const address of [store, addressOf(2), `0x${'ab'.repeat(20)}` as const]) {
        proofs.push(await one.state.proof!(address, slots));
      }
    }
    expect(proofs.slice(0, 3)).toEqual(proofs.slice(3));
  });

  it('says why a call cannot be made', async () => {
    const call = engine.state.call({ to: addressOf(0), data: '0x', valueWei: 1n, gasLimit: 21_000 });
    await expect(call).rejects.toThrow(LakhError);
    await expect(call).rejects.toThrow(/enough funds|insufficient funds/);
  });

  it('knows the hashes of 256 blocks', async () => {
    const deploy = await pooled(1, 0, { to: null, data: deploying(CONTRACTS.blockHash), gasLimit: 200_000 });
    const hashes = [engine.head.hash, (await makeBlock(engine, [deploy])).hash];
    while (hashes.length < 259) hashes.push((await makeBlock(engine, [])).hash);
    const to = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase() as `0x${string}`;
    const ask = async (number: number) =>
      (await engine.state.call({ to, data: `0x${word(number)}`, valueWei: 0n, gasLimit: 100_000 })).data;
    expect(engine.head.number).toBe(258);
    expect(await ask(257)).toBe(hashes[257]);
    expect(await ask(2)).toBe(hashes[2]);
    expect(await ask(1)).toBe(`0x${word(0)}`);
    expect(await ask(258)).toBe(`0x${word(0)}`);
  });

  it('fills genesis with many accounts at the cost of hashing each node once', async () => {
    const allocations = Array.from({ length: 2_000 }, (_, index) => ({
      address: `0x${(index + 1).toString(16).padStart(40, '0')}` as const,
      balanceWei: BigInt(index),
    }));
    const big = await makeEngine({ allocations }, name);
    const again = await makeEngine({ allocations: allocations.toReversed() }, name);
    expect(again.head.hash).toBe(big.head.hash);
    expect(await big.state.balance(allocations[77]!.address)).toBe(77n);
  });
});
