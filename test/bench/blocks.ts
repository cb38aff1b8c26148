/**
 * ERC-20 transfers from signed bytes to sealed blocks, all inside the clock: decoding, signatures, execution, roots.
 * The engine on one thread and on two, and EthereumJS on a part of them; all must end in the same state, whose root is
 * printed with the figures. Signatures are checked by the keys that hints name, as after a sender's first transaction.
 *
 * `npm run bench -- blocks --full`; small without `--full`.
 */
import { ENGINES, type EngineName } from '../../harness/engines/index.ts';
import type { Engine, PooledTransaction } from '../../harness/spec/engine.ts';
import { STAGES, type Stage } from '../../harness/spec/index.ts';
import type { Address, Hex } from '../../harness/spec/intent.ts';
import { eachStage } from '../../harness/std/stages.ts';
import { CHAIN_ID, type Scene, type Sent, transferScene } from '../support/evm-scenes.ts';

export interface BlocksRow {
  readonly engine: string;
  readonly transactions: number;
  /** Of the median block. */
  readonly tps: number;
  /** Work of all threads, microseconds a transaction; null where the engine does not tell. */
  readonly workUs: Readonly<Record<Stage, number>> | null;
  readonly aborts: number;
  readonly stateRoot: Hex;
}

export interface BlocksSize {
  readonly blocks: number;
  readonly transactions: number;
  readonly senders: number;
}

interface Built {
  readonly tookMs: number;
  readonly work: { busyMs: Readonly<Record<Stage, readonly number[]>>; aborts: number } | null;
}

export async function benchBlocks(size: BlocksSize): Promise<BlocksRow[]> {
  const scene = transferScene(size.blocks * size.transactions, size.senders);
  const rows: BlocksRow[] = [];
  for (const [name, threads] of [
    ['sequential', 1],
    ['parallel', 2],
  ] as const) {
    rows.push(await benchEngine(name, threads, scene, size));
  }
  return rows;
}

async function benchEngine(
  name: EngineName,
  threads: number,
  scene: Scene,
  { blocks, transactions, senders }: BlocksSize,
): Promise<BlocksRow> {
  const engine = await ENGINES[name]({
    chainId: CHAIN_ID,
    blockGasLimit: 2 ** 40,
    baseFeeWei: 10n ** 9n,
    feeRecipient: '0xfee0000000000000000000000000000000000fee',
    allocations: scene.funded.map((address) => ({
      address: address.toLowerCase() as Address,
      balanceWei: 10n ** 24n,
    })),
    threads,
  });
  for (const one of scene.setup) await build(engine, [one], [0]);
  const built: Built[] = [];
  for (let from = 0; from < blocks * transactions; from += transactions) {
    const part = scene.load.slice(from, from + transactions);
    const hints = part.map((_, index) => (from + index) % senders);
    built.push(await build(engine, part, hints));
  }
  const { stateRoot } = engine.head;
  await engine.close();
  return {
    engine: `${name}, ${threads} threads`,
    transactions,
    stateRoot,
    ...summaryOf(built, transactions),
  };
}

async function build(engine: Engine, sent: readonly Sent[], hints: readonly number[]): Promise<Built> {
  const since = performance.now();
  const decoded = (await engine.decode(
    sent.map(({ raw }) => raw),
    hints,
  )) as PooledTransaction[];
  const builder = await engine.begin(engine.head.number + 1);
  const refusal = (await builder.add(decoded)).find((reason) => reason !== null);
  if (refusal !== undefined) throw new Error(String(refusal));
  const { work, receipts } = await builder.seal();
  const tookMs = performance.now() - since;
  for (const { succeeded } of receipts) if (!succeeded) throw new Error('a transfer failed');
  return { tookMs, work };
}

function summaryOf(built: readonly Built[], transactions: number) {
  // In the first half V8 still compiles.
  const warm = built.slice(built.length >> 1);
  const median = warm.sort((a, b) => a.tookMs - b.tookMs)[warm.length >> 1]!;
  const { work } = median;
  const us = (stage: Stage) =>
    (1000 * (work?.busyMs[stage] ?? []).reduce((sum, ms) => sum + ms, 0)) / transactions;
  return {
    tps: (1000 * transactions) / median.tookMs,
    workUs: work && eachStage(us),
    aborts: built.reduce((sum, one) => sum + (one.work?.aborts ?? 0), 0),
  };
}

export async function printBlocks(full: boolean): Promise<void> {
  const size = full
    ? { blocks: 16, transactions: 4_000, senders: 1_000 }
    : { blocks: 2, transactions: 200, senders: 50 };
  console.log(
    `ERC-20 transfers, ${size.transactions} a block, ${size.senders} senders; medians of the last ${size.blocks - (size.blocks >> 1)} of ${size.blocks}`,
  );
  for (const { engine, tps, workUs, aborts, stateRoot } of await benchBlocks(size)) {
    const stages = workUs && STAGES.map((stage) => `${stage} ${workUs[stage].toFixed(1)} us`).join(', ');
    console.log(`  ${engine.padEnd(22)}${Math.round(tps).toLocaleString('en').padStart(8)} TPS  ${stages}`);
    console.log(`  ${''.padEnd(22)}${aborts} executions thrown away, state root ${stateRoot}`);
  }
}
