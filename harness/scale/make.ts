/** A fresh engine makes the signed blocks, one after the other, and each is timed from signed bytes to its seal. */
import { ENGINES } from '../engines/index.ts';
import type { Engine, EngineOptions, Invalid, PooledTransaction, SealedBlock } from '../spec/engine.ts';
import type { BlockWork } from '../spec/execution.ts';
import { assert } from '../std/assert.ts';
import { LakhError } from '../std/errors.ts';
import { BLOCK_SECONDS } from './arrange.ts';
import { CHAIN_ID, type SignedBlock, type SignedBlocks } from './blocks.ts';

/** What makes the blocks. */
export interface Maker {
  readonly engine: 'sequential' | 'parallel';
  readonly threads: number;
}

export interface MadeBlock {
  /** Everything: decoding, signatures, execution, roots, and what lies between them. */
  readonly wholeMs: number;
  readonly work: BlockWork;
  readonly conflicting: number;
  readonly reverted: number;
  readonly gasUsedBy: Float64Array;
}

export interface Made {
  /** Of the load alone. */
  readonly blocks: readonly MadeBlock[];
  readonly stateRoot: string;
}

/** More than any block uses. */
const BLOCK_GAS = 2 ** 50;
const BASE_FEE_WEI = 10n ** 9n;
const FEE_RECIPIENT = '0xfee0000000000000000000000000000000000fee';
/** Block time is made up, so that every engine ends in the same state: the first second of 2026, and on from there. */
const GENESIS_S = 1_767_225_600;

/**
 * Set-up, then the load. Between blocks it looks whether it is still wanted.
 *
 * @returns `null` where it was stopped
 * @throws LakhError `setup-failed`, and `target-failed` where the engine does not take a transaction
 */
export async function makeBlocks(
  { engine: name, threads }: Maker,
  signed: SignedBlocks,
  stop: AbortSignal,
  more: Pick<EngineOptions, 'inAnyCase' | 'dependencies'> = {},
): Promise<Made | null> {
  const engine = await ENGINES[name]({
    chainId: CHAIN_ID,
    blockGasLimit: BLOCK_GAS,
    baseFeeWei: BASE_FEE_WEI,
    feeRecipient: FEE_RECIPIENT,
    allocations: signed.allocations,
    threads,
    ...more,
  });
  try {
    for (const block of signed.setup) {
      if (stop.aborted) return null;
      mustSucceed(block, (await makeBlock(engine, block)).sealed);
    }
    const blocks: MadeBlock[] = [];
    for (const block of signed.load) {
      if (stop.aborted) return null;
      const { sealed, wholeMs } = await makeBlock(engine, block);
      blocks.push(told(sealed, wholeMs));
    }
    return { blocks, stateRoot: engine.head.stateRoot };
  } finally {
    await engine.close();
  }
}

async function makeBlock(
  engine: Engine,
  { raws, hints, actions }: SignedBlock,
): Promise<{ sealed: SealedBlock; wholeMs: number }> {
  const number = engine.head.number + 1;
  const since = performance.now();
  const decoded = await engine.decode(raws, hints);
  const builder = await engine.begin(GENESIS_S + number * BLOCK_SECONDS);
  const refusals = await builder.add(allPooled(decoded, number));
  const refused = refusals.findIndex((reason) => reason !== null);
  if (refused >= 0) {
    throw new LakhError(
      'target-failed',
      `block ${number}, transaction ${refused + 1} (${actions[refused]}): ${refusals[refused]}`,
      { hint: 'where it is the size of the block, give a smaller --block-size' },
    );
  }
  const sealed = await builder.seal();
  return { sealed, wholeMs: performance.now() - since };
}

function allPooled(
  decoded: readonly (PooledTransaction | Invalid)[],
  number: number,
): readonly PooledTransaction[] {
  for (const [index, one] of decoded.entries()) {
    if ('invalid' in one) {
      throw new LakhError('target-failed', `block ${number}, transaction ${index + 1}: ${one.invalid}`);
    }
  }
  return decoded as readonly PooledTransaction[];
}

function mustSucceed({ actions }: SignedBlock, { columns }: SealedBlock): void {
  const failed = columns.succeeded.indexOf(0);
  if (failed < 0) return;
  throw new LakhError('setup-failed', `set-up transaction ${failed + 1} (${actions[failed]}) reverted`, {
    hint: "look at the workload's options: a run would fail alike",
  });
}

function told({ work, columns, conflicting }: SealedBlock, wholeMs: number): MadeBlock {
  assert(work !== null && conflicting !== null, 'our own engine tells what it did');
  return {
    wholeMs,
    work,
    conflicting,
    reverted: columns.succeeded.reduce((count, one) => count + (1 - one), 0),
    gasUsedBy: columns.gasUsedBy,
  };
}
