/** The live output in the terminal: two lines that are drawn over and over, or a plain line now and then. */
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { Sample, Sink } from '../spec/index.ts';
import { livePhase, progressLine, ratesLine } from './progress.ts';

export interface TerminalSinkOptions {
  /** Where everything goes; the command line gives stderr. */
  readonly stream: NodeJS.WritableStream;
  /** Whether to use colour; the caller honours NO_COLOR. */
  readonly color: boolean;
  /** Whether `stream` is a terminal that can draw over its lines. */
  readonly isTty: boolean;
  /** The width of the terminal, in characters. */
  readonly columns: number;
}

/** On a terminal the lines are drawn at this distance, without one a line is written at that. */
const DRAW_EVERY_MS = 250;
const PLAIN_EVERY_MS = 5000;

/** Draws samples as they come. A stream that does not keep up misses samples; the loop never waits for it. */
export function terminalSink(options: TerminalSinkOptions): Sink {
  const colors = pc.createColors(options.color);
  const output = options.isTty ? live(options, colors) : plain(options);
  let open = true;
  return {
    name: 'terminal',
    sample(sample) {
      if (open && !isFull(options.stream)) output.sample(sample);
    },
    notice(message) {
      // What comes late, as from another sink that ends, is no less worth knowing.
      if (open) output.notice(printable(message));
      else options.stream.write(`${printable(message)}\n`);
    },
    async close() {
      if (!open) return;
      open = false;
      output.end();
    },
  };
}

interface Output {
  sample(sample: Sample): void;
  notice(line: string): void;
  end(): void;
}

function live({ stream, columns }: TerminalSinkOptions, colors: ReturnType<typeof pc.createColors>): Output {
  // The cursor stays: hiding it would install signal handlers beside those of the command line.
  const update = createLogUpdate(stream, { showCursor: true, defaultWidth: columns });
  let drawn = '';
  let phase: string | null = null;
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  const cut = (line: string) => line.slice(0, Math.max(1, columns - 1));
  return {
    sample(sample) {
      if (sample.phase === phase && sample.elapsedMs - drawnAtMs < DRAW_EVERY_MS) return;
      phase = sample.phase;
      drawnAtMs = sample.elapsedMs;
      drawn = `${colors.cyan(cut(progressLine(sample, columns)))}\n${cut(ratesLine(sample))}`;
      update(drawn);
    },
    notice(line) {
      update.clear();
      stream.write(`${colors.yellow(line)}\n`);
      if (drawn !== '') update(drawn);
    },
    end() {
      update.clear();
      update.done();
    },
  };
}

function plain({ stream }: TerminalSinkOptions): Output {
  let phase: string | null = null;
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  return {
    sample(sample) {
      if (sample.phase === phase && sample.elapsedMs - writtenAtMs < PLAIN_EVERY_MS) return;
      phase = sample.phase;
      writtenAtMs = sample.elapsedMs;
      stream.write(`${livePhase(sample)}  ${ratesLine(sample)}\n`);
    },
    notice(line) {
      stream.write(`${line}\n`);
    },
    end() {},
  };
}

/** Whether the stream asked to be left alone until it has drained. */
function isFull(stream: NodeJS.WritableStream): boolean {
  return (stream as { writableNeedDrain?: boolean }).writableNeedDrain === true;
}

/** On one line and without control characters: a message may quote a target. */
function printable(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
