/**
 * A program that cannot outlive us. `sh` starts it and holds the reading end of a channel whose writing end only this
 * process has: however this process ends, SIGKILL included, the channel ends with it, and `sh` kills the program.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Guarded {
  /** Of the program itself, not of its guardian. */
  readonly pid: number;
  /** How it ended, for people; settles once. */
  readonly ended: Promise<string>;
  /** What it said last on its outputs. */
  said(): string;
  /** SIGTERM, and SIGKILL when that was not enough. May be called twice. */
  stop(): Promise<void>;
}

/**
 * `read` is a builtin: waiting for the end of the channel takes no process beside the shell's own. The guardian goes
 * with the program, and passes on its exit status. "$1" is a folder to remove in the end, should we not get to it.
 */
const SCRIPT = `
folder=$1; shift
"$@" >&2 3<&- & program=$!
( read -r _ <&3; kill -KILL "$program" ) >/dev/null 2>&1 & watch=$!
echo "$program"
exec 3<&- 2>/dev/null
wait "$program"; status=$?
kill -KILL "$watch"
rm -rf "$folder"
exit "$status"
`;

const STOP_PATIENCE_MS = 2000;
const KEPT_CHARACTERS = 2000;

/** Starts `program`; rejects when even the shell does not start. `folder` is removed when the program has ended. */
export async function guard(program: string, args: readonly string[], folder: string): Promise<Guarded> {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C is for us, and we still need the program to see the run through.
    detached: true,
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  const ended = new Promise<string>((settle) => {
    child.on('close', (code, signal) => settle(ending(code, signal)));
  });
  const pid = await firstLine(child);
  release(child);
  return { pid, ended, said: () => said.trim(), stop: () => stop(child, pid, ended) };
}

function firstLine(child: ChildProcess): Promise<number> {
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', () => fail(new Error('the shell that was to start it ended')));
    child.stdout!.once('data', (text: Buffer) => settle(Number(text.toString())));
  });
}

/** Whoever forgets to stop it is not kept alive by it. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as (Readable & { unref?(): void }) | null)?.unref?.();
}

async function stop(child: ChildProcess, pid: number, ended: Promise<string>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.ref();
    signal(pid, 'SIGTERM');
    const timer = setTimeout(() => signal(pid, 'SIGKILL'), STOP_PATIENCE_MS);
    void ended.then(() => clearTimeout(timer));
  }
  await ended;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, which is what was wanted.
  }
}

/** A shell reports a signal as 128 and its number. */
function ending(code: number | null, name: NodeJS.Signals | null): string {
  if (name !== null) return `its guardian was ended by ${name}`;
  if (code !== null && code > 128) return `exit status ${code} (signal ${code - 128})`;
  return `exit status ${code}`;
}
