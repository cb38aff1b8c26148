/** A real anvil that a test starts itself, for what needs a chain by its URL. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findAnvil } from '../../harness/targets/anvil/binary.ts';

/** The first account of anvil's own mnemonic, which everybody knows. */
export const ANVIL_MNEMONIC = 'test test test test test test test test test test test junk';
export const ANVIL_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

export interface TestAnvil {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Listens on a port of its own choice, with the accounts of its well-known mnemonic. */
export async function startAnvil(args: readonly string[]): Promise<TestAnvil> {
  const anvil = spawn(findAnvil(process.env), ['--port', '0', ...args]);
  for await (const line of createInterface({ input: anvil.stdout! })) {
    const [, port] = /Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    anvil.stdout!.resume();
    return { url: `http://127.0.0.1:${port}`, process: anvil };
  }
  throw new Error('anvil ended before it listened');
}

export async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
