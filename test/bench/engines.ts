/**
 * The same signed blocks on every engine, one after the other in each round, so that what else the machine does falls on
 * all of them: ERC-20 transfers that share nothing, and swaps on one Uniswap V2 pool, where each waits for the one before.
 * All must use the same gas; those whose chains have the same rules to the last wei end in the same state.
 *
 * `npm run bench -- engines --full`; small without `--full`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
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
  readonly transfers: number;
  readonly swaps: number;
  readonly rounds: number;
  /** Rounds before those that count: caches fill. */
  readonly warmUp: number;
  /** For how long each makes the same blocks on another chain before, at the most: V8 compiles what is called often. */
  readonly warmUpMs: number;
}

/** Of one load. */
type Size = Omit<EnginesSize, 'transfers' | 'swaps'> & { readonly transactions: number };

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
  /** Of a block. */
  readonly transactions: number;
  /** Of all rounds. */
  readonly gas: number;
  readonly stateRoot: string;
  readonly rows: readonly EnginesRow[];
}

const REFERENCE = 'ethereumjs';
const REST_MS = 50;

export async function benchEngines({ transfers, swaps, ...rest }: EnginesSize): Promise<EnginesField[]> {
  const blocks = rest.rounds + rest.warmUp;
  return [
    await compare(
      'ERC-20 transfers, no two of a block on one account',
      transferScene(transfers * blocks, transfers, true),
      { ...rest, transactions: transfers },
    ),
    await compare('Uniswap V2 swaps, all on one pool', swapScene(swaps * blocks), {
      ...rest,
      transactions: swaps,
    }),
  ];
}

type Enter = (funded: readonly string[]) => Promise<Contestant>;

function entries(): Enter[] {
  return [
    (funded) => engineContestant('sequential', 1, funded),
    (funded) => engineContestant('parallel', 2, funded),
    (funded) => engineContestant(REFERENCE, 1, funded),
    ...(HAVE_EDR ? [edrContestant] : []),
    ...(haveAnvil() ? [anvilContestant] : []),
  ];
}

async function warm(enter: Enter, { funded, setup, load }: Scene, size: Size): Promise<void> {
  const contestant = await enter(funded);
  for (const one of setup) await contestant.block([one], [0]);
  const until = performance.now() + size.warmUpMs;
  for (let from = 0; from < load.length && performance.now() < until; from += size.transactions) {
    const part = load.slice(from, from + size.transactions);
    await contestant.block(part, hintsOf(part, from, funded.length));
  }
  await contestant.close();
}

/** Scenes let senders take turns. */
function hintsOf(part: readonly unknown[], from: number, senders: number): number[] {
  return part.map((_, index) => (from + index) % senders);
}

function haveAnvil(): boolean {
  try {
    return findAnvil(process.env) !== '';
  } catch {
    process.stderr.write('skipped: anvil, as it is not installed\n');
    return false;
  }
}

async function compare(work: string, scene: Scene, size: Size): Promise<EnginesField> {
  const all: Contestant[] = [];
  try {
    for (const enter of entries()) {
      await warm(enter, scene, size);
      all.push(await enter(scene.funded));
    }
    const made = await play(all, scene, size);
    const gas = sameOf(made.map((blocks) => blocks.reduce((sum, block) => sum + block.gas, 0)));
    const roots = all.map((one) => one.stateRoot()).filter((root) => root !== null);
    return {
      work,
      transactions: size.transactions,
      gas,
      stateRoot: sameOf(roots),
      rows: rowsOf(all, made, size),
    };
  } finally {
    await Promise.all(all.map((one) => one.close()));
  }
}

/** Lets what the block before has left behind, in this process and in others, come to an end. */
async function rest(): Promise<void> {
  globalThis.gc?.();
  await sleep(REST_MS);
}

/** What each made, round by round. */
async function play(
  all: readonly Contestant[],
  { setup, load, funded }: Scene,
  { transactions, rounds, warmUp }: Size,
): Promise<Made[][]> {
  for (const one of setup) for (const contestant of all) await contestant.block([one], [0]);
  const made: Made[][] = all.map(() => []);
  for (let round = 0; round < warmUp + rounds; round++) {
    const from = round * transactions;
    const part = load.slice(from, from + transactions);
    const hints = hintsOf(part, from, funded.length);
    for (const [index, contestant] of all.entries()) {
      await rest();
      made[index]!.push(await contestant.block(part, hints));
    }
  }
  return made;
}

function rowsOf(all: readonly Contestant[], made: readonly Made[][], { transactions, warmUp }: Size) {
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
    ? { transfers: 1_500, swaps: 300, rounds: 5, warmUp: 1, warmUpMs: 3_000 }
    : { transfers: 40, swaps: 40, rounds: 3, warmUp: 1, warmUpMs: 100 };
  const fields = await benchEngines(size);
  for (const { work, transactions, gas, stateRoot, rows } of fields) {
    console.log(`${work}: ${transactions} a block, medians of ${size.rounds} rounds, warmed up`);
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
