/** Tokens and swaps by edr and by our own engine: the same receipts, gas and roots, block by block. */
import { describe, expect, it } from 'vitest';
import type { Engine, PooledTransaction, SealedBlock } from '../../../../harness/spec/engine.ts';
import { HAVE_EDR } from '../../../support/engines.ts';
import { type Scene, swapScene, transferScene } from '../../../support/evm-scenes.ts';
import { decodeAll, ETHER, makeBlock, makeEngine } from '../ethereumjs/fixtures.ts';

const SCENES = { 'ERC-20 transfers': transferScene(60, 6), 'Uniswap V2 swaps': swapScene(60, 6) };

describe.runIf(HAVE_EDR)('edr and our own engine', () => {
  it.each(Object.entries(SCENES))('make the same of %s', async (_, scene) => {
    const options = { blockGasLimit: 10 ** 9, allocations: fundedIn(scene) };
    const engines = [await makeEngine(options, 'edr'), await makeEngine(options, 'sequential')];
    const blocks = [...scene.setup.map((one) => [one]), scene.load.slice(0, 40), scene.load.slice(40)];
    for (const block of blocks) {
      const raws = block.map(({ raw }) => raw);
      const [theirs, ours] = await Promise.all(engines.map((engine) => madeBy(engine, raws)));
      expect(theirs).toEqual(ours);
      expect(theirs!.receipts.every(({ succeeded }) => succeeded)).toBe(true);
    }
    await Promise.all(engines.map((engine) => engine.close()));
  });
});

function fundedIn(scene: Scene) {
  return scene.funded.map((address) => ({
    address: address.toLowerCase() as `0x${string}`,
    balanceWei: 1_000n * ETHER,
  }));
}

async function madeBy(engine: Engine, raws: readonly Uint8Array[]) {
  const decoded: PooledTransaction[] = await decodeAll(engine, raws);
  return comparable(await makeBlock(engine, decoded));
}

/** All that does not follow from the hash of a block, which is edr's own. */
function comparable({ stateRoot, gasUsed, columns, receipts, rest }: SealedBlock) {
  const { transactionsRoot, receiptsRoot, logsBloom } = rest;
  return { stateRoot, gasUsed, columns, receipts: [...receipts], transactionsRoot, receiptsRoot, logsBloom };
}
