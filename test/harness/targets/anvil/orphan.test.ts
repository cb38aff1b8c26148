import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('start-and-wait.ts', import.meta.url));

/** The process ids of anvil and its guardian, once the child has started them. */
async function started(child: ChildProcess): Promise<{ anvil: number; guardian: number }> {
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const anvil = Number(line.toString());
  const guardian = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${anvil}/status`, 'utf8'))?.[1]);
  return { anvil, guardian };
}

/** The process group: the third field after the name in /proc/PID/stat. */
function groupOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[2]!;
}

async function gone(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`)) await new Promise((again) => setImmediate(again));
}

it.skipIf(process.platform !== 'linux').each(['SIGKILL', 'SIGTERM'] as const)(
  'anvil does not outlive a parent that ends by %s, nor does the guardian outlive anvil',
  async (signal) => {
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { anvil, guardian } = await started(child);
    expect(existsSync(`/proc/${anvil}`)).toBe(true);
    expect(guardian).not.toBe(child.pid);
    // Ctrl-C goes to the foreground process group: anvil is not to be in ours.
    expect(groupOf(anvil)).not.toBe(groupOf(child.pid!));
    child.kill(signal);
    await once(child, 'exit');
    await Promise.all([gone(anvil), gone(guardian)]);
  },
);
