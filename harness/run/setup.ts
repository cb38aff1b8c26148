/** Transactions before the clock starts: sent, awaited, and an error that says which step failed and what it cost. */
import type { Chain, Intent } from '../spec/index.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { toHex } from '../std/hex.ts';
import { NonceLanes, type Signer } from '../wallet/index.ts';
import type { ChainReader } from './chain-reader.ts';
import { Inclusions } from './inclusions.ts';
import type { Bid } from './maker.ts';

export interface SetupCost {
  readonly transactions: number;
  readonly gasUsed: number;
}

export interface SetupParts {
  readonly chain: Chain;
  readonly reader: ChainReader;
  readonly bid: Bid;
  readonly signer: Signer;
  /** The addresses of the signer's keys, in their order. */
  readonly addresses: readonly `0x${string}`[];
  readonly signal: AbortSignal;
}

/** A transaction of the set-up that is included and failed: to do the same again would fail again. */
export class SetupReverted extends Error {
  override readonly name = 'SetupReverted';
}

/**
 * Sends the stages one after the other, each awaited whole.
 *
 * @param done how many of each sender's transactions stand on the chain from an earlier attempt: they are left out
 * @throws LakhError `setup-failed`, whose cause is a `SetupReverted` where the chain executed it and said no
 */
export async function sendStages(
  parts: SetupParts,
  stages: readonly (readonly Intent[])[],
  what: string,
  done: readonly number[] = [],
): Promise<SetupCost> {
  const { chain, reader, addresses, signal } = parts;
  const lanes = new NonceLanes(await reader.nonces(addresses));
  const left = withoutDone(stages, done);
  const inclusions = await Inclusions.of(chain, signal);
  try {
    for (const [stage, intents] of left.entries()) {
      await sendStage(parts, lanes, intents, inclusions).catch((cause: unknown) => {
        const total = left.reduce((sum, each) => sum + each.length, 0);
        const { transactions, gasUsed } = inclusions.cost;
        throw new LakhError(
          'setup-failed',
          `${what}, step ${stage + 1} of ${stages.length}: ${messageOf(cause)}`,
          {
            cause,
            hint: `Nothing of the load was sent; ${transactions} of ${total} ${what} transactions are included and cost ${gasUsed} gas`,
          },
        );
      });
    }
    return { ...inclusions.cost };
  } finally {
    inclusions.end();
  }
}

function withoutDone(stages: readonly (readonly Intent[])[], done: readonly number[]): Intent[][] {
  const left = [...done];
  return stages.map((intents) =>
    intents.filter(({ from }) => {
      if (!left[from]) return true;
      left[from]--;
      return false;
    }),
  );
}

/** In waves of a block each: some nodes lose what does not fit into the next block (anvil 1.7.1), all limit their pools. */
async function sendStage(
  parts: SetupParts,
  lanes: NonceLanes,
  intents: readonly Intent[],
  inclusions: Inclusions,
): Promise<void> {
  const { blockGasLimit } = parts.chain.info;
  for (const wave of wavesOf(intents, blockGasLimit || Number.POSITIVE_INFINITY)) {
    await sendWave(parts, lanes, wave, inclusions);
  }
}

/** The same intents in order, cut where the gas limits of a wave would pass `gas`. */
function wavesOf(intents: readonly Intent[], gas: number): Intent[][] {
  const waves: Intent[][] = [];
  let left = 0;
  for (const intent of intents) {
    if (intent.gasLimit > left || waves.length === 0) {
      waves.push([]);
      left = gas;
    }
    waves.at(-1)!.push(intent);
    left -= intent.gasLimit;
  }
  return waves;
}

async function sendWave(
  parts: SetupParts,
  lanes: NonceLanes,
  intents: readonly Intent[],
  inclusions: Inclusions,
): Promise<void> {
  const { chain, signer, bid } = parts;
  const { type, maxFeeWei, tipWei } = bid;
  const { chainId } = chain.info;
  const signed = signer.sign(
    intents.map((intent) => {
      return { type, chainId, maxFeeWei, tipWei, intent, nonce: lanes.take(intent.from) };
    }),
  );
  const awaited = signed.map(({ hash }) => inclusions.await(hash));
  await chain.requestAll(
    signed.map(({ raw }) => ({ method: 'eth_sendRawTransaction', params: [toHex(raw)] })),
  );
  const receipts = await Promise.all(awaited);
  const failed = receipts.findIndex(({ succeeded }) => !succeeded);
  if (failed < 0) return;
  throw new SetupReverted(
    `transaction ${failed + 1} of ${receipts.length} (${intents[failed]?.action}) reverted`,
  );
}
