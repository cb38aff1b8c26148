/** CPU time of another process. */
import { readFile } from 'node:fs/promises';

/** USER_HZ, which Linux fixes at 100 for what it shows in /proc. */
const MICROS_PER_TICK = 10_000;
const UTIME = 14;
const STIME = 15;

/** User and system time in microseconds from /proc/PID/stat (proc(5)); `null` elsewhere and when the process is gone. */
export async function processCpuMicros(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  try {
    return cpuMicrosOf(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** Fields count from 1; the second is the name in brackets, and may itself hold blanks and brackets. */
export function cpuMicrosOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME - 3]) + Number(fields[STIME - 3])) * MICROS_PER_TICK;
}
