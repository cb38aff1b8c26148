/**
 * `lakh serve`, anvil and geth side by side: driven by the same plan of `lakh run`, by autocannon with transactions that
 * were signed before, and by spamoor where LAKH_SPAMOOR names it. `npm run bench -- nodes --full`.
 *
 * Nodes take turns in every round, each started afresh; figures are medians of the rounds. What is included is counted in
 * the node's own blocks, its CPU time is read from /proc: neither is the client's word.
 */
import { setTimeout as pause } from 'node:timers/promises';
import Table from 'cli-table3';
import { median } from 'simple-statistics';
import { byAutocannon, byLakh, type Driven, presigned, type WorkloadName } from './clients.ts';
import { BLOCK_S, type Contestant, contestants, GAS_LIMIT, type RunningNode } from './contestants.ts';
import { bySpamoor } from './spamoor.ts';
import { Watch } from './watch.ts';

export interface NodesSize {
  readonly rounds: number;
  readonly workloads: readonly WorkloadName[];
  /** Of `lakh run`: blocks of more than some thousands would cost anvil the square of their receipts. */
  readonly rate: number;
  readonly seconds: number;
  /** Transactions that autocannon sends in all, by how many are in a body. */
  readonly bodies: readonly (readonly [batch: number, transactions: number])[];
}

/** What one client did to one node in one round. */
export interface Drive {
  readonly node: string;
  readonly client: string;
  /** Transactions a second that the client was told are accepted. */
  readonly acceptedTps: number | null;
  readonly accepted: number | null;
  readonly refused: number;
  /** Transactions in the node's blocks. */
  readonly included: number;
  readonly includedTps: number;
  /** CPU time of the node, microseconds an included transaction. */
  readonly cpuMicros: number;
  readonly rssMaxBytes: number;
}

const SMALL: NodesSize = {
  ...{ rounds: 1, workloads: ['transfers'], rate: 200, seconds: 1 },
  bodies: [[100, 1_000]],
};
const FULL: NodesSize = {
  ...{ rounds: 3, workloads: ['transfers', 'erc20'], rate: 1_000, seconds: 5 },
  bodies: [
    [1, 1_500],
    [100, 6_000],
  ],
};
const CONNECTIONS = 10;
const PATIENCE_MS = 60_000;
const SEEDS = { plan: 1, signed: 2 };

/** `spamoor`: its program, or `null` where it is not to be asked. */
export async function benchNodes(
  size: NodesSize,
  nodes: readonly Contestant[],
  spamoor: string | null,
  onRound: (round: number, drives: readonly Drive[]) => void = () => {},
): Promise<Drive[]> {
  const drives: Drive[] = [];
  for (let round = 0; round < size.rounds; round++) {
    for (const contestant of nodes) {
      process.stderr.write(`nodes: round ${round + 1} of ${size.rounds}, ${contestant.name}\n`);
      const node = await contestant.start();
      try {
        for (const workload of size.workloads) {
          for (const drive of await drivesOf(node, workload, size, spamoor)) {
            drives.push({ node: contestant.name, ...drive });
          }
        }
      } finally {
        await node.stop();
      }
    }
    onRound(round + 1, drives);
  }
  return drives;
}

async function drivesOf(
  node: RunningNode,
  workload: WorkloadName,
  size: NodesSize,
  spamoor: string | null,
): Promise<Omit<Drive, 'node'>[]> {
  const { rate, seconds, bodies } = size;
  const drives = [
    await measured(node, `lakh run, ${workload}, ${rate}/s`, () =>
      byLakh(node, { workload, load: { rate }, seconds }, SEEDS.plan),
    ),
  ];
  const total = bodies.reduce((sum, [, transactions]) => sum + transactions, 0);
  const signed = await presigned(node, workload, total, SEEDS.signed);
  let from = 0;
  for (const [batch, transactions] of bodies) {
    const some = signed.slice(from, from + transactions);
    from += transactions;
    drives.push(
      await measured(node, `autocannon, ${workload}, ${batch} a body`, () =>
        byAutocannon(node, some, batch, CONNECTIONS),
      ),
    );
  }
  // The heavier of the two is enough: it takes longest to begin.
  if (spamoor !== null && workload === size.workloads.at(-1)) {
    drives.push(
      await measured(node, `spamoor, ${workload}, ${rate}/s`, () =>
        bySpamoor(spamoor, node, workload, rate * seconds, rate),
      ),
    );
  }
  return drives;
}

async function measured(
  node: RunningNode,
  client: string,
  drive: () => Promise<Driven>,
): Promise<Omit<Drive, 'node'>> {
  const watch = new Watch(node);
  // A look from before the load is what it is held against.
  await pause(200);
  const { startedAt, accepted, seconds, refused } = await drive();
  await watch.rest(PATIENCE_MS);
  await watch.stop();
  const counted = await watch.count(startedAt);
  return {
    client,
    accepted,
    refused,
    acceptedTps: accepted === null ? null : accepted / seconds,
    included: counted.included,
    includedTps: counted.included / counted.seconds,
    cpuMicros: counted.cpuMicros / counted.included,
    rssMaxBytes: counted.rssMaxBytes,
  };
}

/** A round takes minutes: what there is, is shown after each. */
export async function printNodes(full: boolean): Promise<void> {
  const size = full ? FULL : SMALL;
  const nodes = await contestants((name, why) => console.log(`nodes: ${name} is left out: ${why}`));
  const spamoor = process.env.LAKH_SPAMOOR ?? null;
  if (spamoor === null) console.log('nodes: spamoor is left out: LAKH_SPAMOOR names no program');
  console.log(`nodes: blocks of ${BLOCK_S} s and ${GAS_LIMIT / 1e6} Mgas; in brackets: against anvil's`);
  for (const { name, inside } of nodes) console.log(`  ${name.padEnd(10)} ${inside}`);
  await benchNodes(size, nodes, spamoor, (rounds, drives) => {
    console.log(`medians of ${rounds} of ${size.rounds} rounds`);
    console.log(tableOf(drives));
  });
}

function tableOf(drives: readonly Drive[]): string {
  const table = new Table({
    head: ['client', 'node', 'accepted/s', 'included/s', 'CPU us each', 'RSS MiB', 'refused'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const client of new Set(drives.map((drive) => drive.client))) {
    const of = (node: string) => drives.filter((drive) => drive.client === client && drive.node === node);
    const first = of('anvil');
    for (const node of new Set(drives.map((drive) => drive.node))) {
      const mine = of(node);
      const figure = (pick: (drive: Drive) => number | null, shown = true) => {
        const values = mine.map(pick).filter((value) => value !== null);
        if (values.length === 0) return '-';
        const value = median(values);
        const ratio = value / median(first.map(pick).filter((each) => each !== null));
        return `${value.toFixed(0)}${shown ? ` (${ratio.toFixed(2)})` : ''}`;
      };
      table.push([
        client,
        node,
        figure(({ acceptedTps }) => acceptedTps),
        figure(({ includedTps }) => includedTps),
        figure(({ cpuMicros }) => cpuMicros),
        figure(({ rssMaxBytes }) => rssMaxBytes / 2 ** 20, false),
        figure(({ refused }) => refused, false),
      ]);
    }
  }
  return table.toString();
}
