/**
 * The same signed blocks on every engine, one after the other in each round, so that what else the machine does falls on
 * all of them: ERC-20 transfers that share nothing, and swaps on one Uniswap V2 pool, where each waits for the one before.
 * All must use the same gas; those whose chains have the same rules to the last wei end in the same state.
 *
 * `npm run bench -- engines --full`; small without `--full`.
 */
import { findAnvil } from '../../harness/targets/anvil/binary.ts';
import { HAVE_EDR } from '../support/engines.ts';
import { type Scene, swapScene, transferScene } from '../support/evm-scenes.ts';
import {
  anvilContestant,
  type Contestant,
  edrContestant,
  engineContestant,
  type Made,
} from './contestants.ts';

export interface EnginesSize {
  /** Of a block. */
  readonly transactions: number;
  readonly rounds: number;
  /** Rounds before those that count: V8 compiles, caches fill. */
  readonly warmUp: number;
}

export interface EnginesRow {
  readonly name: string;
  readonly clock: string;
  readonly execution: string;
  /** Medians of the rounds that count. */
  readonly tps: number;
  readonly executionMgas: number;
  /** Medians of how many times as fast as EthereumJS in the same round. */
  readonly times: number;
  readonly executionTimes: number;
}

export interface EnginesField {
  readonly work: string;
  /** Of all rounds. */
  readonly gas: number;
  readonly stateRoot: string;
  readonly rows: readonly EnginesRow[];
}

const REFERENCE = 'ethereumjs';

export async function benchEngines(size: EnginesSize): Promise<EnginesField[]> {
  const { transactions, rounds, warmUp } = size;
  const count = transactions * (rounds + warmUp);
  return [
    await compare(
      'ERC-20 transfers, no two of a block on one account',
      transferScene(count, transactions, true),
      size,
    ),
    await compare('Uniswap V2 swaps, all on one pool', swapScene(count), size),
  ];
}

async function contestants(funded: readonly string[]): Promise<Contestant[]> {
  return [
    await engineContestant('sequential', 1, funded),
    await engineContestant('parallel', 2, funded),
    await engineContestant(REFERENCE, 1, funded),
    ...(HAVE_EDR ? [await edrContestant(funded)] : []),
    ...(haveAnvil() ? [await anvilContestant(funded)] : []),
  ];
}

function haveAnvil(): boolean {
  try {
    return findAnvil(process.env) !== '';
  } catch {
    process.stderr.write('skipped: anvil, as it is not installed\n');
    return false;
  }
}

async function compare(work: string, scene: Scene, size: EnginesSize): Promise<EnginesField> {
  const all = await contestants(scene.funded);
  try {
    const made = await play(all, scene, size);
    const gas = sameOf(made.map((blocks) => blocks.reduce((sum, block) => sum + block.gas, 0)));
    const roots = all.map((one) => one.stateRoot()).filter((root) => root !== null);
    return { work, gas, stateRoot: sameOf(roots), rows: rowsOf(all, made, size) };
  } finally {
    await Promise.all(all.map((one) => one.close()));
  }
}

/** What each made, round by round. */
async function play(
  all: readonly Contestant[],
  { setup, load, funded }: Scene,
  { transactions, rounds, warmUp }: EnginesSize,
): Promise<Made[][]> {
  for (const one of setup) for (const contestant of all) await contestant.block([one], [0]);
  const made: Made[][] = all.map(() => []);
  for (let round = 0; round < warmUp + rounds; round++) {
    const from = round * transactions;
    const part = load.slice(from, from + transactions);
    const hints = part.map((_, index) => (from + index) % funded.length);
    for (const [index, contestant] of all.entries()) made[index]!.push(await contestant.block(part, hints));
  }
  return made;
}

function rowsOf(all: readonly Contestant[], made: readonly Made[][], { transactions, warmUp }: EnginesSize) {
  const reference = made[all.findIndex(({ name }) => name === REFERENCE)]!.slice(warmUp);
  return all.map(({ name, clock, execution }, index): EnginesRow => {
    const counted = made[index]!.slice(warmUp);
    const over = (value: (block: Made, theirs: Made) => number) =>
      median(counted.map((block, round) => value(block, reference[round]!)));
    return {
      name,
      clock,
      execution,
      tps: over(({ tookMs }) => (1000 * transactions) / tookMs),
      executionMgas: over(({ gas, executionMs }) => gas / executionMs / 1000),
      times: over((block, theirs) => theirs.tookMs / block.tookMs),
      executionTimes: over((block, theirs) => theirs.executionMs / block.executionMs),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function sameOf<T>(values: readonly T[]): T {
  const [first] = values;
  if (values.some((value) => value !== first)) throw new Error(`not the same work: ${values.join(', ')}`);
  return first!;
}

export async function printEngines(full: boolean): Promise<void> {
  const size = full
    ? { transactions: 500, rounds: 9, warmUp: 4 }
    : { transactions: 40, rounds: 3, warmUp: 1 };
  const fields = await benchEngines(size);
  for (const { work, gas, stateRoot, rows } of fields) {
    console.log(
      `${work}: ${size.transactions} a block, medians of ${size.rounds} rounds after ${size.warmUp}`,
    );
    console.log(
      `  ${''.padEnd(20)}${'all inside'.padStart(14)}${'times'.padStart(8)}${'execution'.padStart(16)}${'times'.padStart(8)}`,
    );
    for (const { name, tps, times, executionMgas, executionTimes } of rows) {
      const whole = `${Math.round(tps).toLocaleString('en')} TPS`.padStart(14);
      const part = `${executionMgas.toFixed(1)} Mgas/s`.padStart(16);
      console.log(
        `  ${name.padEnd(20)}${whole}${times.toFixed(1).padStart(8)}${part}${executionTimes.toFixed(1).padStart(8)}`,
      );
    }
    console.log(
      `  the same gas by all, ${gas.toLocaleString('en')}; state root ${stateRoot}, anvil's is its own`,
    );
  }
  console.log(
    'Inside the clocks, from signed bytes to a block with its receipts; "times" is against ethereumjs:',
  );
  for (const { name, clock, execution } of fields[0]!.rows) {
    console.log(`  ${name.padEnd(20)}all: ${clock}`);
    console.log(`  ${''.padEnd(20)}execution: ${execution}`);
  }
}
