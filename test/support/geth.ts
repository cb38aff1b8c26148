/** A real geth in developer mode: built once by scripts/install-geth.sh, started on loopback, gone with its test. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts, guard } from '../../harness/targets/started/index.ts';

const INSTALL = fileURLToPath(new URL('../../scripts/install-geth.sh', import.meta.url));
const NO_GO = 3;
const START_MS = 60_000;

/** The account that developer mode makes rich; its key is public (go-ethereum, cmd/utils/flags.go, DeveloperKey). */
export const DEVELOPER_KEY = '0xb71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291';

export interface Geth {
  readonly http: string;
  readonly ws: string;
  readonly ipc: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The path of the pinned geth, built first where it is not there yet; `null` where Go is missing. */
export function installedGeth(): Promise<string | null> {
  return new Promise((resolve, reject) => {
    execFile(INSTALL, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else if (error.code === NO_GO) resolve(null);
      else reject(new Error(`geth does not build: ${stderr.slice(-1000)}`));
    });
  });
}

/**
 * Starts a chain with a block every second and waits until it answers; `more` are further arguments for geth, and
 * `before` may lay something into its folder of data.
 */
export async function startGeth(
  program: string,
  more: readonly string[] = [],
  before: (folder: string) => Promise<void> = async () => {},
): Promise<Geth> {
  const folder = await mkdtemp(join(tmpdir(), 'lakh-geth-'));
  await before(folder);
  const [http, ws, auth] = await freePorts(3);
  const ipc = join(folder, 'geth.ipc');
  const loopback = ['--http.addr', '127.0.0.1', '--ws.addr', '127.0.0.1', '--authrpc.addr', '127.0.0.1'];
  const ports = ['--http.port', `${http}`, '--ws.port', `${ws}`, '--authrpc.port', `${auth}`];
  const process = await guard(
    program,
    [
      ...['--dev', '--dev.period', '1', '--datadir', folder, '--ipcpath', ipc, '--verbosity', '2'],
      ...[
        '--nodiscover',
        '--maxpeers',
        '0',
        '--nat',
        'none',
        '--http',
        '--ws',
        ...loopback,
        ...ports,
        ...more,
      ],
    ],
    folder,
  );
  const geth = { http: `http://127.0.0.1:${http}`, ws: `ws://127.0.0.1:${ws}`, ipc, ...process };
  const until = performance.now() + START_MS;
  while (!(await answers(geth.http))) {
    if (performance.now() < until) await pause(50);
    else {
      await geth.stop();
      throw new Error(`geth did not start: ${geth.said()}`);
    }
  }
  return geth;
}

/** One question over HTTP; rejects where the answer is an error. */
export async function ask(url: string, method: string, ...params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

async function answers(url: string): Promise<boolean> {
  try {
    await ask(url, 'eth_chainId');
    return true;
  } catch {
    return false;
  }
}
