/** Where all threads of an engine wait for each other within a block: spinning, asleep only where it takes long. */
import { now } from './clock';
import { CONTROL_BARRIER, CONTROL_BARRIERS_PASSED } from './control';

/** Looks before a thread goes to sleep: some 20 us, longer than a thread with a core of its own lets others wait. */
const LOOKS: u32 = 20_000;
/** Nanoseconds of sleep after which it looks again. */
const SLEEP: i64 = 1_000_000;

/** Returns when `threads` threads have called it. What each wrote before is seen by all behind. */
export function waitForAll(threads: u32): void {
  if (threads == 1) return;
  const passed = atomic.load<u32>(CONTROL_BARRIERS_PASSED);
  if (atomic.add<u32>(CONTROL_BARRIER, 1) + 1 == threads) {
    atomic.store<u32>(CONTROL_BARRIER, 0);
    atomic.add<u32>(CONTROL_BARRIERS_PASSED, 1);
    atomic.notify(CONTROL_BARRIERS_PASSED);
    return;
  }
  const since = now();
  for (let looks: u32 = 0; atomic.load<u32>(CONTROL_BARRIERS_PASSED) == passed; looks++) {
    if (looks >= LOOKS) atomic.wait<i32>(CONTROL_BARRIERS_PASSED, passed, SLEEP);
  }
  addWaiting(since);
}

/** Milliseconds that this thread waited for others, since the last `takeWaiting`. */
let waiting: f64 = 0;

export function addWaiting(since: f64): void {
  waiting += now() - since;
}

export function takeWaiting(): f64 {
  const taken = waiting;
  waiting = 0;
  return taken;
}
