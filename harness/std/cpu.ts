/** CPU time of another process, and of the thread that asks. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** USER_HZ, which Linux fixes at 100 for what it shows in /proc. */
const MICROS_PER_TICK = 10_000;
const UTIME = 14;
const STIME = 15;

/** User and system time in microseconds; `null` where the system does not tell and when the process is gone. */
export function processCpuMicros(pid: number): Promise<number | null> {
  return microsIn(`/proc/${pid}/stat`);
}

/** As `processCpuMicros`, of this thread alone. */
export async function threadCpuMicros(): Promise<number | null> {
  try {
    // Read here and now: another thread would serve a read in the background, and tell of itself.
    return process.platform === 'linux' ? cpuMicrosOf(readFileSync('/proc/thread-self/stat', 'utf8')) : null;
  } catch {
    return null;
  }
}

/** From a file as /proc/PID/stat (proc(5)). */
async function microsIn(path: string): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  try {
    return cpuMicrosOf(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Fields count from 1; the second is the name in brackets, and may itself hold blanks and brackets. */
export function cpuMicrosOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME - 3]) + Number(fields[STIME - 3])) * MICROS_PER_TICK;
}
