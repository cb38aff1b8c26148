/** Traps for everything that a pure function must not reach for: clock, global random, network, timers. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

type Holder = object;
type Trap = readonly [holder: Holder, key: string, name: string];

const TRAPS: readonly Trap[] = [
  [Math, 'random', 'Math.random'],
  [Date, 'now', 'Date.now'],
  [performance, 'now', 'performance.now'],
  [process, 'hrtime', 'process.hrtime'],
  [process, 'uptime', 'process.uptime'],
  [globalThis, 'fetch', 'fetch'],
  [globalThis, 'setTimeout', 'setTimeout'],
  [globalThis, 'setInterval', 'setInterval'],
  [globalThis, 'setImmediate', 'setImmediate'],
  [Socket.prototype, 'connect', 'a connection'],
  [globalThis.crypto, 'getRandomValues', 'crypto.getRandomValues'],
  [globalThis.crypto, 'randomUUID', 'crypto.randomUUID'],
  [crypto, 'randomBytes', 'crypto.randomBytes'],
  [crypto, 'randomInt', 'crypto.randomInt'],
];

/**
 * Runs `make`, which must be synchronous, while the traps are set, and gives back what it made.
 * Throws when a trap was touched, even where `make` swallowed the error.
 *
 * @param what who is running, for the message: "the driver", "render"
 */
export function purely<Made>(what: string, make: () => Made): Made {
  const touched = new Set<string>();
  const disarm = arm((name) => {
    touched.add(name);
    return new Error(impurity(what, touched));
  });
  try {
    return make();
  } finally {
    disarm();
    // biome-ignore lint/correctness/noUnsafeFinally: a touched trap outweighs whatever else went wrong
    if (touched.size > 0) throw new Error(impurity(what, touched));
  }
}

function impurity(what: string, touched: ReadonlySet<string>): string {
  return `${what} must be pure, but uses ${[...touched].join(', ')}`;
}

/** Sets the traps; the returned function takes them away again. */
function arm(touch: (name: string) => Error): () => void {
  const undo = TRAPS.map(([holder, key, name]) => replace(holder, key, trapFunction(name, touch)));
  undo.push(replace(globalThis, 'Date', trappedDate(touch)));
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo.reverse()) restore();
    syncBuiltinESMExports();
  };
}

function trapFunction(name: string, touch: (name: string) => Error): () => never {
  const trap = (): never => {
    throw touch(name);
  };
  // `process.hrtime.bigint`
  return Object.assign(trap, { bigint: trap });
}

/** `new Date(value)` is arithmetic; `new Date()` and `Date()` read the clock. */
function trappedDate(touch: (name: string) => Error): DateConstructor {
  return new Proxy(Date, {
    construct(target, given, newTarget) {
      if (given.length === 0) throw touch('new Date()');
      return Reflect.construct(target, given, newTarget);
    },
    apply() {
      throw touch('Date()');
    },
  });
}

function replace(holder: Holder, key: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, key);
  Object.defineProperty(holder, key, { value, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(holder, key, own);
    else Reflect.deleteProperty(holder, key);
  };
}
