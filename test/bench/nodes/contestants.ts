/** Nodes as processes of their own on loopback, as alike as their flags allow: block time, gas limit, a rich account. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findAnvil } from '../../../harness/targets/anvil/binary.ts';
import { freePorts, guard } from '../../../harness/targets/started/index.ts';
import { ANVIL_KEY } from '../../support/anvil.ts';
import { ask, installedGeth } from '../../support/geth.ts';
import { startBenchGeth } from './geth.ts';

export interface RunningNode {
  readonly url: string;
  readonly pid: number;
  /** Of an account with ether enough for everything. */
  readonly funderKey: string;
  stop(): Promise<void>;
}

export interface Contestant {
  readonly name: string;
  /** What its CPU time pays for, for people. */
  readonly inside: string;
  start(): Promise<RunningNode>;
}

export const BLOCK_S = 1;
export const GAS_LIMIT = 1_000_000_000;
const POOL = 200_000;
const START_MS = 60_000;
const MAIN = fileURLToPath(new URL('../../../dist/harness/cli/main.js', import.meta.url));

/** The built command line as a node; `node` are flags of Node.js, `more` of serve. */
export function startServe(
  more: readonly string[] = [],
  node: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningNode> {
  const names = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return launch('/usr/bin/env', ANVIL_KEY, (port) => [
    ...[...names, process.execPath, ...node, MAIN, 'serve', '--json', '--port', `${port}`],
    ...['--engine', 'parallel', '--threads', '2', '--block-time', `${BLOCK_S}s`],
    ...['--gas-limit', `${GAS_LIMIT}`, '--pool', `${POOL}`],
    ...['--accounts', '1', '--balance', '1000000000', ...more],
  ]);
}

export const lakhServe: Contestant = {
  name: 'lakh serve',
  inside: 'recovers signatures, executes on two threads, makes roots; the chain is in memory alone',
  start: () => startServe(),
};

export const anvil: Contestant = {
  name: 'anvil',
  inside: 'recovers signatures, executes on one thread, makes roots; the chain is in memory alone',
  start: () =>
    launch(findAnvil(process.env), ANVIL_KEY, (port) => [
      ...['--silent', '--port', `${port}`, '--block-time', `${BLOCK_S}`, '--gas-limit', `${GAS_LIMIT}`],
      ...['--base-fee', '1000000000', '--order', 'fifo', '--no-request-size-limit'],
      ...['--accounts', '1', '--balance', '1000000000'],
    ]),
};

const geth = (program: string): Contestant => ({
  name: 'geth --dev',
  inside:
    'recovers signatures, executes on one thread, makes roots; blocks and state go to its database on the disk',
  start: () => startBenchGeth(program, GAS_LIMIT, POOL),
});

/** anvil first: the others are held against it. Those that are not on this machine are left out, by name. */
export async function contestants(skipped: (name: string, why: string) => void): Promise<Contestant[]> {
  const program = await installedGeth();
  if (program === null) skipped('geth --dev', 'Go, which builds it, is not on this machine');
  return [anvil, lakhServe, ...(program === null ? [] : [geth(program)])];
}

async function launch(
  program: string,
  funderKey: string,
  args: (port: number) => readonly string[],
): Promise<RunningNode> {
  const [port] = (await freePorts(1)) as [number];
  const folder = await mkdtemp(join(tmpdir(), 'lakh-node-'));
  const process = await guard(program, args(port), folder);
  const url = `http://127.0.0.1:${port}`;
  let over: string | null = null;
  void process.ended.then((how) => {
    over = how;
  });
  const until = performance.now() + START_MS;
  while (!(await answers(url))) {
    if (over !== null || performance.now() > until) {
      await process.stop();
      throw new Error(`${program} did not start: ${over ?? 'no answer'}; ${process.said()}`);
    }
    await pause(50);
  }
  return { url, funderKey, pid: process.pid, stop: process.stop };
}

function answers(url: string): Promise<boolean> {
  return ask(url, 'eth_chainId').then(
    () => true,
    () => false,
  );
}
