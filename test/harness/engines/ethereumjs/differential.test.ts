/** Blocks of this engine against the same blocks built by EthereumJS alone, on its own tries and cryptography. */
import { type Block, createBlock } from '@ethereumjs/block';
import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createTxFromRLP } from '@ethereumjs/tx';
import { createAccount, createAddressFromString } from '@ethereumjs/util';
import { buildBlock, createVM, type VM } from '@ethereumjs/vm';
import { getCreateAddress, type TransactionRequest } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HARDFORK } from '../../../../harness/engines/ethereumjs/rules.ts';
import type { EngineOptions, HeaderRest } from '../../../../harness/spec/engine.ts';
import { toHex } from '../../../../harness/std/hex.ts';
import { ENGINES_HERE } from '../../../support/engines.ts';
import {
  addressOf,
  CONTRACTS,
  decodeAll,
  deploying,
  engineOptions,
  FEE_RECIPIENT,
  makeBlock,
  makeEngine,
  signed,
  word,
} from './fixtures.ts';

/** EthereumJS as it comes, block after block. */
class Stock {
  private readonly vm: VM;
  private parent: Block;

  constructor(vm: VM, genesis: Block) {
    this.vm = vm;
    this.parent = genesis;
  }

  static async start(options: EngineOptions): Promise<Stock> {
    const common = createCustomCommon({ chainId: options.chainId }, Mainnet, { hardfork: HARDFORK });
    const stateManager = new MerkleStateManager({ common });
    await stateManager.checkpoint();
    for (const { address, balanceWei } of options.allocations) {
      await stateManager.putAccount(createAddressFromString(address), createAccount({ balance: balanceWei }));
    }
    await stateManager.commit();
    const header = {
      stateRoot: await stateManager.getStateRoot(),
      coinbase: FEE_RECIPIENT,
      gasLimit: options.blockGasLimit,
      baseFeePerGas: options.baseFeeWei,
    };
    return new Stock(await createVM({ common, stateManager }), createBlock({ header }, { common }));
  }

  get stateRoot(): Uint8Array {
    return this.parent.header.stateRoot;
  }

  async block(raws: readonly Uint8Array[], timestamp: number): Promise<Block> {
    const vm = this.vm;
    const parentBlock = this.parent;
    const { coinbase, baseFeePerGas } = parentBlock.header;
    const builder = await buildBlock(vm, {
      parentBlock,
      headerData: { timestamp, coinbase, baseFeePerGas: baseFeePerGas!, mixHash: parentBlock.hash() },
      blockOpts: { putBlockIntoBlockchain: false },
    });
    for (const raw of raws) await builder.addTransaction(createTxFromRLP(raw, { common: vm.common }));
    this.parent = (await builder.build()).block;
    return this.parent;
  }
}

function contentOf({ header }: Block): Partial<HeaderRest> {
  return {
    transactionsRoot: toHex(header.transactionsTrie),
    receiptsRoot: toHex(header.receiptTrie),
    logsBloom: toHex(header.logsBloom),
  };
}

const contracts = [CONTRACTS.store, CONTRACTS.caller, CONTRACTS.phoenix];
const [store, caller, phoenix] = contracts.map((_, nonce) => getCreateAddress({ from: addressOf(0), nonce }));
const slot = fc.integer({ min: 0, max: 3 });
const value = fc.constantFrom(0, 1, 2 ** 40);

const action: fc.Arbitrary<TransactionRequest> = fc.oneof(
  fc.record({
    to: fc.nat(5).map((n) => `0x${word(0xabc0 + n).slice(24)}`),
    value: fc.constantFrom(0n, 1n, 9n),
  }),
  fc.tuple(slot, value).map(([s, v]) => ({ to: store!, data: `0x${word(s)}${word(v)}` })),
  fc.constant({ to: store! }),
  fc.tuple(slot, value, fc.nat(1)).map(([s, v, fail]) => ({
    to: caller!,
    data: `0x${word(store!)}${word(s)}${word(v)}${word(fail)}`,
  })),
  fc.nat(2).map((wei) => ({ to: phoenix!, value: BigInt(wei) })),
);
const step = fc.record({ from: fc.nat(3), type: fc.constantFrom(0, 1, 2), action });

describe.each(ENGINES_HERE)('blocks of the engine %s', (name) => {
  it('are as EthereumJS alone would build them: state, receipts, logs and gas', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 3 }), async (blocks) => {
        const [ours, stock] = await Promise.all([makeEngine({}, name), Stock.start(engineOptions())]);
        expect(ours.head.stateRoot).toBe(toHex(stock.stateRoot));
        const nonces = [0, 0, 0, 0];
        const sign = ({ from, type, action }: { from: number; type: number; action: TransactionRequest }) =>
          signed(from, nonces[from]!++, { gasLimit: 300_000, type, ...action });
        const deployments = contracts.map((code) => ({
          from: 0,
          type: 2,
          action: { to: null, data: deploying(code) },
        }));
        for (const [index, steps] of [deployments, ...blocks].entries()) {
          const raws = await Promise.all(steps.map(sign));
          const sealed = await makeBlock(ours, await decodeAll(ours, raws), 1_000 + index);
          const reference = await stock.block(raws, 1_000 + index);
          expect(sealed.stateRoot).toBe(toHex(reference.header.stateRoot));
          expect(sealed.rest).toMatchObject(contentOf(reference));
          expect(sealed.gasUsed).toBe(Number(reference.header.gasUsed));
          // edr makes up a parent beacon block root for each block: its hashes are its own.
          if (name !== 'edr') expect(sealed.hash).toBe(toHex(reference.hash()));
          if (index === 0) expect([...sealed.receipts].every(({ succeeded }) => succeeded)).toBe(true);
        }
        await ours.close();
      }),
      // Threads take a second to start from source.
      { numRuns: name === 'ethereumjs' ? 40 : 8 },
    );
  }, 120_000);

  it('are the same for a second engine fed the same transactions', async () => {
    const [first, second] = await Promise.all([makeEngine({}, name), makeEngine({}, name)]);
    const raws = await Promise.all([signed(0, 0, { value: 1n }), signed(1, 0, { value: 2n }), signed(0, 1)]);
    const [a, b] = await Promise.all(
      [first, second].map(async (engine) => makeBlock(engine, await decodeAll(engine, raws))),
    );
    expect({ ...a, work: null, receipts: [...a!.receipts] }).toEqual({
      ...b,
      work: null,
      receipts: [...b!.receipts],
    });
    await Promise.all([first.close(), second.close()]);
  });
});
