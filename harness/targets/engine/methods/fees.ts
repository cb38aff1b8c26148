/** Owns the methods that advise what to pay for gas. */
import type { SealedBlock } from '../../../spec/engine.ts';
import { quantity } from '../../../std/hex.ts';
import { count, invalid } from '../params.ts';
import type { ChainParts, Methods, Params } from './method.ts';

/** Tip that `eth_maxPriorityFeePerGas` advises: what most clients fall back to. */
const ADVISED_TIP_WEI = 1_000_000_000n;
/** geth's limits. */
const MOST_BLOCKS = 1_024;
const MOST_PERCENTILES = 100;

export function feeMethods(parts: ChainParts): Methods {
  const { engine } = parts;
  return {
    eth_gasPrice: () => quantity(engine.nextBaseFeeWei + ADVISED_TIP_WEI),
    eth_maxPriorityFeePerGas: () => quantity(ADVISED_TIP_WEI),
    eth_blobBaseFee: () => '0x1',
    eth_feeHistory: (params) => feeHistory(parts, params),
  };
}

/** What blocks up to the newest asked for cost; blocks that are no longer kept are left out. */
function feeHistory({ history, tags, engine }: ChainParts, [blocks, newest, given]: Params): unknown {
  const percentiles = percentilesOf(given);
  const last = tags.find(newest);
  if (last === undefined) throw invalid('the newest block', newest, 'one that is kept');
  const wanted = Math.min(count(blocks, 'the number of blocks'), MOST_BLOCKS);
  const from = Math.max(history.from, last.number + 1 - wanted);
  const found = Array.from(
    { length: Math.max(0, last.number + 1 - from) },
    (_, at) => history.block(from + at)!,
  );
  const next = history.block(last.number + 1)?.baseFeeWei ?? engine.nextBaseFeeWei;
  return {
    oldestBlock: quantity(found[0]?.number ?? last.number),
    baseFeePerGas: [...found.map(({ baseFeeWei }) => quantity(baseFeeWei)), quantity(next)],
    gasUsedRatio: found.map(({ gasUsed, gasLimit }) => gasUsed / gasLimit),
    baseFeePerBlobGas: [...found, null].map(() => '0x1'),
    blobGasUsedRatio: found.map(() => 0),
    ...(percentiles !== null && { reward: found.map((block) => rewards(block, percentiles)) }),
  };
}

function percentilesOf(given: unknown): readonly number[] | null {
  if (given === undefined || given === null) return null;
  const good =
    Array.isArray(given) &&
    given.length <= MOST_PERCENTILES &&
    given.every((one, at) => typeof one === 'number' && one >= (at === 0 ? 0 : given[at - 1]) && one <= 100);
  if (good) return given as number[];
  throw invalid('the percentiles', given, `up to ${MOST_PERCENTILES} numbers from 0 to 100 that do not fall`);
}

/** Tips a unit of gas, at percentiles of the gas of the block, as geth has them (`eth/gasprice`). */
function rewards({ columns, gasUsed, baseFeeWei }: SealedBlock, percentiles: readonly number[]): string[] {
  const { gasUsedBy, gasPriceWei } = columns;
  const byPrice = Array.from(gasUsedBy.keys()).sort((a, b) =>
    gasPriceWei[a]! < gasPriceWei[b]! ? -1 : gasPriceWei[a]! > gasPriceWei[b]! ? 1 : 0,
  );
  let at = 0;
  let sum = gasUsedBy[byPrice[0] ?? 0] ?? 0;
  return percentiles.map((percentile) => {
    if (byPrice.length === 0) return '0x0';
    while (sum < (gasUsed * percentile) / 100 && at < byPrice.length - 1) sum += gasUsedBy[byPrice[++at]!]!;
    return quantity(gasPriceWei[byPrice[at]!]! - baseFeeWei);
  });
}
