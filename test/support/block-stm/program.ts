/**
 * Transactions of the twin: short programs over few locations whose reads and writes depend on what they read. The
 * same interpreter runs them against any source of values, so that sequential and interleaved runs share every rule.
 */
import type { KeyedRandom } from '../../../harness/std/random.ts';
import type { Steps } from './atomic.ts';
import type { Value } from './versions.ts';

export type Step =
  | { readonly do: 'read'; readonly at: number }
  | { readonly do: 'write'; readonly at: number; readonly salt: number }
  /** A plain transfer: a delta where there is no code, otherwise read and written. */
  | { readonly do: 'credit'; readonly at: number; readonly amount: number }
  | { readonly do: 'deploy'; readonly at: number; readonly code: number }
  /** Skips so many steps where what was read so far is odd. */
  | { readonly do: 'skipIfOdd'; readonly count: number };

export type Program = readonly Step[];

/** What a program left: what it saw, as one number, and what it wrote. */
export interface Outcome {
  readonly seen: number;
  readonly values: ReadonlyMap<number, Value>;
  readonly deltas: ReadonlyMap<number, number>;
}

/** Gives a value, or undefined: the execution has to be abandoned. */
export type Source = (location: number, weak: boolean) => Steps<Value | undefined>;

const mix = (a: number, b: number) => (Math.imul(a ^ b, 0x9e3779b1) >>> 7) % 100_003;

export function* runProgram(program: Program, source: Source): Steps<Outcome | undefined> {
  const values = new Map<number, Value>();
  const deltas = new Map<number, number>();
  const strong = function* (at: number): Steps<Value | undefined> {
    const own = values.get(at);
    if (own !== undefined) return own;
    const read = yield* source(at, false);
    if (read === undefined) return undefined;
    const delta = deltas.get(at);
    if (delta === undefined) return read;
    const value = { balance: read.balance + delta, code: read.code };
    deltas.delete(at);
    values.set(at, value);
    return value;
  };
  let seen = 1;
  for (let at = 0; at < program.length; at++) {
    const step = program[at]!;
    if (step.do === 'skipIfOdd') {
      if (seen % 2 === 1) at += step.count;
      continue;
    }
    if (step.do === 'credit' && !values.has(step.at)) {
      const weak = yield* source(step.at, true);
      if (weak === undefined) return undefined;
      seen = mix(seen, weak.code);
      if (weak.code === 0) {
        deltas.set(step.at, (deltas.get(step.at) ?? 0) + step.amount);
        continue;
      }
    }
    const value = yield* strong(step.at);
    if (value === undefined) return undefined;
    seen = mix(seen, value.balance * 8 + value.code);
    if (step.do === 'write') values.set(step.at, { balance: mix(seen, step.salt), code: value.code });
    else if (step.do === 'credit') {
      values.set(step.at, { balance: value.balance + step.amount, code: value.code });
    } else if (step.do === 'deploy') values.set(step.at, { balance: value.balance, code: step.code });
  }
  return { seen, values, deltas };
}

/** One after the other: what every interleaving has to come to. */
export function runInOrder(programs: readonly Program[], genesis: readonly Value[]) {
  const state = [...genesis];
  const seen: number[] = [];
  for (const program of programs) {
    // biome-ignore lint/correctness/useYield: the state is nobody else's
    const source = function* (at: number): Steps<Value> {
      return state[at]!;
    };
    const run = runProgram(program, source);
    let result = run.next();
    while (!result.done) result = run.next();
    const { values, deltas, seen: saw } = result.value!;
    for (const [at, value] of values) state[at] = value;
    for (const [at, delta] of deltas) {
      state[at] = { balance: state[at]!.balance + delta, code: state[at]!.code };
    }
    seen.push(saw);
  }
  return { state, seen };
}

/** A block of up to `most` programs over `locations`; some blocks are hot, some hardly touch each other. */
export function randomPrograms(random: KeyedRandom, most: number, locations: number): Program[] {
  const count = 2 + random.below(most - 1);
  const kinds = random.below(4);
  return Array.from({ length: count }, (_, tx) => {
    if (kinds === 2) return creditOrDeploy(random, tx, locations);
    const steps = 1 + random.below(4);
    return Array.from({ length: steps }, () => randomStep(random, kinds, locations));
  });
}

/**
 * What the first transactions write decides whether the next one credits or deploys; that the last ones' weak reads pass
 * over the former, and must not over the latter.
 */
function creditOrDeploy(random: KeyedRandom, tx: number, locations: number): Program {
  const cause = locations > 1 ? 1 : 0;
  if (tx < 2 || random.below(8) === 0) return [{ do: 'write', at: cause, salt: random.below(1000) }];
  if (tx > 3) return [{ do: 'credit', at: 0, amount: 1 + random.below(9) }];
  return [
    { do: 'read', at: cause },
    { do: 'skipIfOdd', count: 1 },
    { do: 'deploy', at: 0, code: 1 },
    { do: 'credit', at: 0, amount: 1 },
  ];
}

function randomStep(random: KeyedRandom, kinds: number, locations: number): Step {
  const at = random.below(locations);
  const dice = random.below(10);
  if (kinds === 0) return { do: 'write', at: 0, salt: dice };
  if (kinds === 1 || dice < 3) return { do: dice % 2 ? 'read' : 'write', at, salt: dice } as Step;
  if (dice < 5) return { do: 'credit', at, amount: 1 + dice };
  if (dice === 5) return { do: 'deploy', at, code: random.below(2) };
  if (dice < 8) return { do: 'skipIfOdd', count: 1 + random.below(2) };
  return { do: 'write', at, salt: dice };
}
