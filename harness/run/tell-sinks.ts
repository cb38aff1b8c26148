/** Tells every sink; one that fails loses what it was told, never the run. */
import type { Sink } from '../spec/index.ts';
import { messageOf } from '../std/errors.ts';

export interface Audience {
  readonly sinks: readonly Sink[];
  log(message: string): void;
}

export function tellSinks({ sinks, log }: Audience, tell: (sink: Sink) => void): void {
  for (const sink of sinks) {
    try {
      tell(sink);
    } catch (error) {
      log(`the sink ${sink.name} failed: ${messageOf(error)}`);
    }
  }
}
