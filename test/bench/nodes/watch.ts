/** Looks at a node from outside while somebody drives it: its head by JSON-RPC, its CPU time and memory in /proc. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { processCpuMicros } from '../../../harness/std/cpu.ts';
import { quantity } from '../../../harness/std/hex.ts';
import { ask } from '../../support/geth.ts';
import { descendantsOf } from '../../support/process-tree.ts';
import type { RunningNode } from './contestants.ts';

export interface Look {
  /** Wall clock, milliseconds. */
  readonly at: number;
  readonly head: number;
  /** User and system time so far, of the process and those below it. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

export interface Counted {
  /** Transactions in the node's blocks. */
  readonly included: number;
  /** From the start to the moment when the last of them was seen in a block. */
  readonly seconds: number;
  /** From the start until the node was at rest again. */
  readonly cpuMicros: number;
  readonly rssMaxBytes: number;
}

const LOOK_EVERY_MS = 100;
/** So many blocks without transactions mean that nothing waits any more. */
const EMPTY_BLOCKS = 2;

export class Watch {
  readonly looks: Look[] = [];
  private readonly node: Pick<RunningNode, 'url' | 'pid'>;
  private readonly everyMs: number;
  private readonly onLook: (look: Look) => void;
  private stopped = false;
  private failure: unknown = null;
  private readonly looking: Promise<void>;

  constructor(
    node: Pick<RunningNode, 'url' | 'pid'>,
    everyMs = LOOK_EVERY_MS,
    onLook: (look: Look) => void = () => {},
  ) {
    this.node = node;
    this.everyMs = everyMs;
    this.onLook = onLook;
    this.looking = this.keepLooking().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** The last look before `at`. */
  before(at: number): Look {
    return this.looks.findLast((look) => look.at <= at) ?? this.looks[0]!;
  }

  /** Waits until the node's blocks are empty, or for `patienceMs`. */
  async rest(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    const from = await headOf(this.node.url);
    for (let number = from, empty = 0; empty < EMPTY_BLOCKS && Date.now() < until; ) {
      if (number > (await headOf(this.node.url))) await pause(LOOK_EVERY_MS);
      else empty = (await transactionsIn(this.node.url, number++)) === 0 ? empty + 1 : 0;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.looking;
    if (this.failure !== null) throw this.failure;
  }

  /** What stands in blocks made after `startedAt`. To be called after `rest` and `stop`. */
  async count(startedAt: number): Promise<Counted> {
    const start = this.before(startedAt);
    const end = this.looks.at(-1)!;
    let [included, last] = [0, start.head];
    for (let number = start.head + 1; number <= end.head; number++) {
      const transactions = await transactionsIn(this.node.url, number);
      included += transactions;
      if (transactions > 0) last = number;
    }
    const seen = this.looks.find(({ head }) => head >= last)!;
    const during = this.looks.filter(({ at }) => at >= start.at);
    return {
      included,
      seconds: Math.max(0, seen.at - startedAt) / 1000,
      cpuMicros: end.cpuMicros - start.cpuMicros,
      rssMaxBytes: Math.max(...during.map(({ rssBytes }) => rssBytes)),
    };
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopped) {
      const head = await headOf(this.node.url);
      const cpuMicros = await cpuOf(this.node.pid);
      const look = { at: Date.now(), head, cpuMicros, rssBytes: rssOf(this.node.pid) };
      this.looks.push(look);
      this.onLook(look);
      await pause(this.everyMs);
    }
  }
}

async function headOf(url: string): Promise<number> {
  return Number(await ask(url, 'eth_blockNumber'));
}

async function transactionsIn(url: string, number: number): Promise<number> {
  const block = (await ask(url, 'eth_getBlockByNumber', quantity(number), false)) as {
    transactions: string[];
  } | null;
  if (block === null) throw new Error(`${url} has no block ${number}`);
  return block.transactions.length;
}

async function cpuOf(root: number): Promise<number> {
  const pids = [root, ...descendantsOf(root).map(({ pid }) => pid)];
  const micros = await Promise.all(pids.map(processCpuMicros));
  return micros.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** Of the process itself: none of these nodes has others. */
function rssOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} tells nothing of its memory`);
  return 1024 * Number(kib);
}
