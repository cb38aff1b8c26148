/** What a conformance kit is made of: named checks, and the few words that they are written in. */
import { inspect } from 'node:util';
import { isLakhError, messageOf } from '../std/index.ts';

/** One thing that a plugin must do. `run` rejects with an `Error` that says what it did instead. */
export interface ConformanceCheck {
  readonly name: string;
  run(): Promise<void>;
}

export interface FailedCheck {
  readonly name: string;
  readonly message: string;
}

/**
 * Runs the checks one after the other, without any test runner; what failed comes back, in the same order.
 *
 * @example
 * const failed = await failedChecks(workloadChecks(myWorkload));
 * for (const { name, message } of failed) process.stderr.write(`${name}: ${message}\n`);
 */
export async function failedChecks(checks: readonly ConformanceCheck[]): Promise<FailedCheck[]> {
  const failed: FailedCheck[] = [];
  for (const { name, run } of checks) {
    await run().catch((error: unknown) => failed.push({ name, message: messageOf(error) }));
  }
  return failed;
}

/** A check whose body may be synchronous. */
export function check(name: string, body: () => void | Promise<void>): ConformanceCheck {
  return { name, run: async () => body() };
}

/** The check fails with `message` unless `condition` holds. */
export function must(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Any value on one line, for messages. */
export function shown(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 100 });
}

/** Waits for `promise`, but not for ever. */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not come within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The check fails unless `promise` rejects, and with a `LakhError`. */
export async function mustReject(what: string, promise: Promise<unknown>): Promise<void> {
  const thrown = await promise.then(
    (value) => {
      throw new Error(`${what} must be refused, but was answered with ${shown(value)}`);
    },
    (error: unknown) => error,
  );
  must(
    isLakhError(thrown),
    `${what} must be refused with a LakhError, but was with ${shown(messageOf(thrown))}`,
  );
}

/** Computes at the first call, and gives the same ever after. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
