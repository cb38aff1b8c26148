/** The terminal sink against a stream in memory. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../harness/conformance/live-samples.ts';
import { terminalSink } from '../../../harness/sinks/index.ts';
import { livePhase, progressLine, ratesLine } from '../../../harness/sinks/progress.ts';
import type { Sample } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

const ESCAPE = '\u001b';
const RED_BELL = `${ESCAPE}[31mno\u0007`;

function sampleAt(elapsedMs: number, more: Partial<Sample> = {}): Sample {
  return {
    ...sampleOf(makeRecord('valid')),
    phase: 'measure',
    elapsedMs,
    totalMs: 22_000,
    inFlight: 1012,
    sentTps: 999.6,
    goodputTps: 998.2,
    inclusionP50Ns: 508.4e6,
    inclusionP99Ns: 4.31e6,
    lastBlock: 1234,
    ...more,
  };
}

function memoryStream(highWaterMark = 1 << 20) {
  const held: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark,
    decodeStrings: false,
    write(chunk, _, done) {
      written.push(String(chunk));
      held.push(done);
    },
  });
  const written: string[] = [];
  return {
    stream,
    /** Lets the stream take what it was given. */
    drain() {
      for (let done = held.shift(); done; done = held.shift()) done();
    },
    text: () => written.join(''),
  };
}

describe('a line for a sample', () => {
  it('names phase and progress', () => {
    expect(livePhase(sampleAt(12_400))).toBe('measuring 12 s of 22 s');
    expect(livePhase(sampleAt(-900, { phase: 'setup' }))).toBe('setting up');
    expect(livePhase(sampleAt(24_000, { phase: 'drain' }))).toBe('draining');
  });

  it('draws a bar that fits, and none where there is no room', () => {
    expect(progressLine(sampleAt(11_000), 80)).toBe(
      `${'█'.repeat(15)}${'░'.repeat(15)}  measuring 11 s of 22 s`,
    );
    expect(progressLine(sampleAt(99_000), 80)).toContain('█'.repeat(30));
    expect(progressLine(sampleAt(-5_000), 80)).toContain('░'.repeat(30));
    expect(progressLine(sampleAt(11_000), 28)).toBe('measuring 11 s of 22 s');
  });

  it('gives the figures of the last second', () => {
    expect(ratesLine(sampleAt(0))).toBe(
      'sent 1,000/s  goodput 998/s  in flight 1,012  p50 508 ms  p99 4.3 ms  block 1,234',
    );
  });

  it('names what went wrong only when something did, and leaves out what is not known', () => {
    const { ledger } = makeRecord('rejections');
    const line = ratesLine(
      sampleAt(0, { ledger, inclusionP50Ns: null, inclusionP99Ns: null, lastBlock: null }),
    );
    expect(line).toBe(
      'sent 1,000/s  goodput 998/s  rejected 1,260  unanswered 40  reverted 36  expired 3  in flight 1,012',
    );
  });
});

describe('without a terminal', () => {
  it('writes a line at each phase and every five seconds, without escape sequences', async () => {
    const { stream, drain, text } = memoryStream();
    const sink = terminalSink({ stream, color: false, isTty: false, columns: 80 });
    sink.sample(sampleAt(-100, { phase: 'setup' }));
    for (let ms = 0; ms < 12_000; ms += 250) sink.sample(sampleAt(ms));
    sink.notice('the target is back');
    sink.sample(sampleAt(12_000, { phase: 'drain' }));
    await sink.close(makeRecord('valid'));
    drain();
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'setting up',
      'measuring 0 s of 22 s',
      'measuring 5 s of 22 s',
      'measuring 10 s of 22 s',
      'the target is back',
      'draining',
    ]);
    expect(text()).not.toContain(ESCAPE);
  });
});

describe('on a terminal', () => {
  it('draws over its lines, keeps notices above them, and leaves nothing behind', async () => {
    const { stream, drain, text } = memoryStream();
    const sink = terminalSink({ stream, color: false, isTty: true, columns: 80 });
    sink.sample(sampleAt(1000));
    sink.notice('the target does not answer');
    sink.sample(sampleAt(2000));
    await sink.close(makeRecord('valid'));
    drain();
    const screen = replay(text());
    expect(screen.filter((line) => line !== '')).toEqual(['the target does not answer']);
    expect(text()).toContain('measuring 2 s of 22 s');
  });

  it('uses no line that is wider than the terminal', () => {
    const { stream, drain, text } = memoryStream();
    const sink = terminalSink({ stream, color: false, isTty: true, columns: 40 });
    sink.sample(sampleAt(1000, { ledger: makeRecord('rejections').ledger }));
    drain();
    expect(Math.max(...replay(text()).map((line) => line.length))).toBeLessThan(40);
  });

  it('colours only when it may', () => {
    const colours = new RegExp(`${ESCAPE}\\[3\\dm`);
    for (const color of [true, false]) {
      const { stream, drain, text } = memoryStream();
      const sink = terminalSink({ stream, color, isTty: true, columns: 80 });
      sink.sample(sampleAt(1000));
      sink.notice('careful');
      drain();
      expect(colours.test(text())).toBe(color);
    }
  });
});

describe.each([true, false])('in any case (terminal: %s)', (isTty) => {
  it('shows the control characters of a message instead of obeying them', () => {
    const { stream, drain, text } = memoryStream();
    const sink = terminalSink({ stream, color: false, isTty, columns: 80 });
    sink.notice(`pool says: ${RED_BELL}\nand more`);
    drain();
    expect(text()).toContain('pool says: \ufffd[31mno\ufffd and more\n');
  });

  it('skips samples while the stream is full, and goes on when it has drained', async () => {
    const { stream, drain, text } = memoryStream(16);
    const sink = terminalSink({ stream, color: false, isTty, columns: 80 });
    sink.sample(sampleAt(0));
    expect(stream.writableNeedDrain).toBe(true);
    for (let ms = 5000; ms < 50_000; ms += 5000) sink.sample(sampleAt(ms));
    const drained = new Promise((resolve) => stream.once('drain', resolve));
    drain();
    await drained;
    sink.sample(sampleAt(60_000));
    drain();
    expect(text()).toContain('measuring 0 s');
    expect(text()).toContain('measuring 60 s');
    expect(text()).not.toContain('measuring 5 s');
  });

  it('draws nothing after it was closed; a notice is a line of its own', async () => {
    const { stream, drain, text } = memoryStream();
    const sink = terminalSink({ stream, color: false, isTty, columns: 80 });
    await sink.close();
    await sink.close();
    drain();
    const before = text();
    sink.sample(sampleAt(1000));
    sink.notice('late');
    drain();
    expect(text()).toBe(`${before}late\n`);
  });
});

/** What a terminal shows after these bytes: the few sequences that a live line needs. */
function replay(bytes: string): string[] {
  const screen = [''];
  let row = 0;
  let column = 0;
  const sequence = new RegExp(`${ESCAPE}\\[(\\??\\d*)([A-Za-z])|\\n|[^${ESCAPE}\\n]+`, 'g');
  for (const [part, parameter, command] of bytes.matchAll(sequence)) {
    const times = Number(parameter || 1);
    if (part === '\n') {
      row++;
      column = 0;
      screen[row] ??= '';
    } else if (command === undefined) {
      const line = screen[row]!.padEnd(column);
      screen[row] = line.slice(0, column) + part + line.slice(column + part.length);
      column += part.length;
    } else if (command === 'A') row = Math.max(0, row - times);
    else if (command === 'B') row = Math.min(screen.length - 1, row + times);
    else if (command === 'G') column = times - 1;
    else if (command === 'K') screen[row] = parameter === '2' ? '' : screen[row]!.slice(0, column);
    else if (!'mhl'.includes(command)) throw new Error(`the replay does not know ${command}`);
  }
  return screen;
}
