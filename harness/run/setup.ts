/** Transactions before the clock starts: sent, awaited, and an error that says which step failed. */
import type { Block, Chain, Intent } from '../spec/index.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { toHex } from '../std/hex.ts';
import { NonceLanes, type Signer } from '../wallet/index.ts';
import type { ChainReader } from './chain-reader.ts';
import type { Bid } from './generator.ts';

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

/** How long one stage may take until all of it is included. */
const STAGE_MS = 120_000;

/** Sends the stages one after the other, each awaited whole. Throws `setup-failed`. */
export async function sendStages(
  parts: SetupParts,
  stages: readonly (readonly Intent[])[],
  what: string,
): Promise<SetupCost> {
  const { chain, reader, addresses } = parts;
  const lanes = new NonceLanes(await reader.nonces(addresses));
  const inclusions = await watchInclusions(chain);
  let transactions = 0;
  let gasUsed = 0;
  try {
    for (const [stage, intents] of stages.entries()) {
      const step = `${what}, step ${stage + 1} of ${stages.length}`;
      const receipts = await sendStage(parts, lanes, intents, inclusions, step);
      transactions += receipts.length;
      for (const receipt of receipts) gasUsed += receipt.gasUsed;
    }
  } finally {
    inclusions.end();
  }
  return { transactions, gasUsed };
}

async function sendStage(
  parts: SetupParts,
  lanes: NonceLanes,
  intents: readonly Intent[],
  inclusions: Inclusions,
  step: string,
): Promise<Inclusion[]> {
  const { chain, signer, bid, signal } = parts;
  const { type, maxFeeWei, tipWei } = bid;
  const { chainId } = chain.info;
  const signed = intents.map((intent) =>
    signer.sign({ type, chainId, maxFeeWei, tipWei, intent, nonce: lanes.take(intent.from) }),
  );
  const awaited = signed.map(({ hash }) => inclusions.of(toHex(hash), signal));
  // Awaited only after sending: what fails meanwhile must not count as unhandled.
  for (const one of awaited) one.catch(() => {});
  try {
    await chain.requestAll(
      signed.map(({ raw }) => ({ method: 'eth_sendRawTransaction', params: [toHex(raw)] })),
    );
    const receipts = await Promise.all(awaited);
    const failed = receipts.findIndex((receipt) => !receipt.succeeded);
    if (failed >= 0)
      throw new Error(
        `transaction ${failed + 1} of ${receipts.length} (${intents[failed]?.action}) reverted`,
      );
    return receipts;
  } catch (error) {
    throw new LakhError('setup-failed', `${step}: ${messageOf(error)}`, {
      cause: error,
      hint: 'Nothing of the load was sent; set-up transactions that were included have cost their gas',
    });
  }
}

interface Inclusion {
  readonly succeeded: boolean;
  readonly gasUsed: number;
}

interface Inclusions {
  of(hash: string, signal: AbortSignal): Promise<Inclusion>;
  end(): void;
}

/** Sees inclusions by block, as the run itself does. */
async function watchInclusions(chain: Chain): Promise<Inclusions> {
  const waiting = new Map<string, (inclusion: Inclusion) => void>();
  const failing = new Set<(error: Error) => void>();
  const end = await chain.watch({
    head() {},
    finalised() {},
    block(block: Block) {
      for (let i = 0; i < block.succeeded.length; i++) {
        const hash = toHex(block.hashes.subarray(32 * i, 32 * i + 32));
        waiting.get(hash)?.({ succeeded: block.succeeded[i] === 1, gasUsed: block.gasUsedBy[i]! });
        waiting.delete(hash);
      }
    },
    fault({ lost, message }) {
      if (lost) for (const fail of failing) fail(new Error(message));
    },
  });
  return {
    end() {
      end();
      for (const fail of [...failing]) fail(new Error('no longer awaited'));
    },
    of(hash, signal) {
      return new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          failing.delete(fail);
          signal.removeEventListener('abort', abort);
        };
        const fail = (error: Error) => {
          settle();
          reject(error);
        };
        const abort = () => fail(new Error('interrupted'));
        const timer = setTimeout(
          () => fail(new Error(`not in a block after ${STAGE_MS / 1000} s`)),
          STAGE_MS,
        );
        failing.add(fail);
        signal.addEventListener('abort', abort);
        waiting.set(hash, (inclusion) => {
          settle();
          resolve(inclusion);
        });
      });
    },
  };
}
