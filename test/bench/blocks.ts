/**
 * From signed bytes to sealed blocks, all inside the clock: decoding, signatures, execution, roots. ERC-20 transfers, which
 * meet nowhere, and swaps on one hot pool, which are one chain. The engine on one thread and on two take each block in
 * turn; both must end in the same state, whose root is printed with the figures. Beside them two engines of one thread
 * take each block at once: they share nothing but the machine, so that what two threads bring there is all it has to give. Signatures are checked by the keys that
 * hints name, as after a sender's first transaction.
 *
 * `npm run bench -- blocks --full`; small without `--full`.
 */
import { ENGINES, type EngineName } from '../../harness/engines/index.ts';
import type { Engine, PooledTransaction } from '../../harness/spec/engine.ts';
import type { BlockWork } from '../../harness/spec/execution.ts';
import { STAGES, type Stage } from '../../harness/spec/index.ts';
import type { Address, Hex } from '../../harness/spec/intent.ts';
import { eachStage } from '../../harness/std/stages.ts';
import { CHAIN_ID, type Scene, type Sent, swapScene, transferScene } from '../support/evm-scenes.ts';

export interface BlocksRow {
  readonly engine: string;
  /** Of the median block. */
  readonly tps: number;
  /** Execution of a block from start to end, ms: of the median block and of the best. */
  readonly executionMs: { readonly median: number; readonly best: number };
  /** Work of all threads in the median block, microseconds a transaction. */
  readonly workUs: Readonly<Record<Stage, number>>;
  readonly aborts: number;
  /** Of each block. */
  readonly works: readonly BlockWork[];
  readonly stateRoot: Hex;
}

export interface BlocksSize {
  readonly blocks: number;
  readonly transactions: number;
  readonly senders: number;
}

interface Built {
  readonly tookMs: number;
  readonly work: BlockWork;
}

const SCENES = {
  transfers: ({ blocks, transactions, senders }: BlocksSize) => transferScene(blocks * transactions, senders),
  'one hot pool': ({ blocks, transactions }: BlocksSize) => swapScene(blocks * transactions),
};
export type SceneName = keyof typeof SCENES;
const ON = [
  ['sequential', 1],
  ['parallel', 2],
] as const;
const APART = [
  ['sequential', 1],
  ['sequential', 1],
] as const;

export interface Blocks {
  /** One for each engine. */
  readonly rows: readonly BlocksRow[];
  /** How many times as much as one engine of one thread two of them execute that run at once. */
  readonly machineGives: number;
}

export async function benchBlocks(name: SceneName, size: BlocksSize): Promise<Blocks> {
  const { blocks, transactions } = size;
  const scene = SCENES[name](size);
  const hints = hintsOf(scene.load);
  const engines = await Promise.all(
    [...ON, ...APART].map(([name, threads]) => engineFor(scene, name, threads)),
  );
  for (const engine of engines) for (const one of scene.setup) await build(engine, [one], [0]);
  const built = engines.map((): Built[] => []);
  const turns = [[0], [1], [2, 3]];
  for (let block = 0; block < blocks; block++) {
    const from = block * transactions;
    const part = scene.load.slice(from, from + transactions);
    // In turn, now this one first and now that: what else the machine does meets both.
    for (const turn of block % 2 === 0 ? turns : turns.toReversed()) {
      const at = (one: number) => build(engines[one]!, part, hints.slice(from, from + transactions));
      for (const [which, block] of (await Promise.all(turn.map(at))).entries())
        built[turn[which]!]!.push(block);
    }
  }
  const rows = ON.map(([engine, threads], at) => ({
    engine: `${engine}, ${threads} threads`,
    stateRoot: engines[at]!.head.stateRoot,
    ...summaryOf(built[at]!, transactions),
  }));
  for (const engine of engines) await engine.close();
  const [alone, , ...atOnce] = built.map((blocks) => medianOf(warm(blocks).map(executionMs))) as number[];
  return { rows, machineGives: atOnce.reduce((sum, ms) => sum + alone! / ms, 0) };
}

/** A number for each sender. */
function hintsOf(load: readonly Sent[]): number[] {
  const numbers = new Map<string, number>();
  return load.map(({ sender }) => {
    const key = sender.join();
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
}

function engineFor(scene: Scene, name: EngineName, threads: number): Promise<Engine> {
  return ENGINES[name]({
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
  for (const { succeeded } of receipts) if (!succeeded) throw new Error('a transaction failed');
  return { tookMs, work: work! };
}

const executionMs = ({ work }: Built) => work.wallMs.execution;
/** In the first half V8 still compiles. */
const warm = (built: readonly Built[]) => built.slice(built.length >> 1);
const medianOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function summaryOf(built: readonly Built[], transactions: number) {
  const counted = warm(built);
  const median = counted.toSorted((a, b) => a.tookMs - b.tookMs)[counted.length >> 1]!;
  const execution = counted.map(executionMs);
  const us = (stage: Stage) =>
    (1000 * median.work.busyMs[stage].reduce((sum, ms) => sum + ms, 0)) / transactions;
  return {
    tps: (1000 * transactions) / median.tookMs,
    executionMs: { median: medianOf(execution), best: Math.min(...execution) },
    workUs: eachStage(us),
    aborts: built.reduce((sum, { work }) => sum + work.aborts, 0),
    works: built.map(({ work }) => work),
  };
}

export async function printBlocks(full: boolean): Promise<void> {
  const small = { blocks: 2, transactions: 200, senders: 50 };
  await printScene('transfers', full ? { blocks: 16, transactions: 4_000, senders: 1_000 } : small);
  await printScene('one hot pool', full ? { blocks: 40, transactions: 1_000, senders: 0 } : small);
}

async function printScene(name: SceneName, size: BlocksSize): Promise<void> {
  const { blocks, transactions } = size;
  console.log(`${name}: ${transactions} a block; the last ${blocks - (blocks >> 1)} blocks of ${blocks}`);
  const { rows, machineGives } = await benchBlocks(name, size);
  for (const { engine, tps, workUs, aborts, stateRoot } of rows) {
    const stages = STAGES.map((stage) => `${stage} ${workUs[stage].toFixed(1)} us`).join(', ');
    console.log(`  ${engine.padEnd(22)}${Math.round(tps).toLocaleString('en').padStart(8)} TPS  ${stages}`);
    console.log(`  ${''.padEnd(22)}${aborts} executions thrown away, state root ${stateRoot}`);
  }
  const [one, two] = rows.map(({ executionMs }) => executionMs) as [
    BlocksRow['executionMs'],
    BlocksRow['executionMs'],
  ];
  console.log(
    `  execution on two threads ${(one.median / two.median).toFixed(2)} times as fast as on one ` +
      `(medians ${one.median.toFixed(1)} and ${two.median.toFixed(1)} ms a block; bests ` +
      `${one.best.toFixed(1)} and ${two.best.toFixed(1)}: ${(one.best / two.best).toFixed(2)})`,
  );
  console.log(
    `  two engines that share nothing execute ${machineGives.toFixed(2)} times as much as one here`,
  );
}
