/** Ctrl-C and SIGTERM: the first time drain and write, the second time write and leave. */

export interface Interruption {
  /** Ends arrivals; what is under way is waited for. */
  readonly stop: AbortSignal;
  /** Ends everything; the record is still written. */
  readonly abort: AbortSignal;
  /** Gives the signals back to Node. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for signals; `tell` gets a line for people. */
export function listenForInterruption(tell: (message: string) => void): Interruption {
  const stop = new AbortController();
  const abort = new AbortController();

  function interrupt(): void {
    if (!stop.signal.aborted) {
      tell('stopping: no more arrivals, waiting for what is under way; once more to leave at once');
      stop.abort();
    } else if (!abort.signal.aborted) {
      tell('leaving at once; the record is being written');
      abort.abort();
    }
  }

  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    stop: stop.signal,
    abort: abort.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
