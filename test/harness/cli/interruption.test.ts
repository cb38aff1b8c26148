import { expect, it } from 'vitest';
import { listenForInterruption } from '../../../harness/cli/interruption.ts';

it.each(['SIGINT', 'SIGTERM'] as const)('%s once stops, twice aborts, and then no more is said', (signal) => {
  const said: string[] = [];
  const before = process.listenerCount(signal);
  const { stop, abort, release } = listenForInterruption((message) => said.push(message));
  try {
    process.emit(signal);
    expect([stop.aborted, abort.aborted]).toEqual([true, false]);
    expect(said).toEqual([expect.stringContaining('once more to leave at once')]);
    process.emit(signal);
    expect([stop.aborted, abort.aborted]).toEqual([true, true]);
    process.emit(signal);
    expect(said).toHaveLength(2);
  } finally {
    release();
  }
  expect(process.listenerCount(signal)).toBe(before);
});
