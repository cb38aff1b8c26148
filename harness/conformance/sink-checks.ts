/** The conformance kit of sinks. */

import type { Sample, Sink } from '../spec/index.ts';
import { monotonicNs } from '../std/index.ts';
import { type ConformanceCheck, check, must, shown, within } from './check.ts';
import { frozenCopy } from './frozen.ts';
import { sampleOf } from './live-samples.ts';
import { HOSTILE, sampleRecords } from './sample-records.ts';

/** Makes a new sink; what it writes to may be shared. */
export type MakeSink = () => Sink | Promise<Sink>;

/**
 * What a sink must do, as named checks for any test runner.
 *
 * @example
 * for (const { name, run } of sinkChecks(() => mySink({ port: 0 }))) test(name, run);
 */
export function sinkChecks(makeSink: MakeSink): ConformanceCheck[] {
  async function withSink(use: (sink: Sink) => void | Promise<void>): Promise<void> {
    const sink = await makeSink();
    try {
      await use(sink);
    } finally {
      await closed(sink);
    }
  }
  return [
    check('has a name', () =>
      withSink(({ name }) => must(/^[a-z][a-z0-9-]*$/.test(name), `the name is ${shown(name)}`)),
    ),
    check('takes every sample and notice without a word', () => withSink(mustTake)),
    check('gives the loop its time back at once', () => withSink(mustReturnAtOnce)),
    check('leaves the sample alone', () => withSink((sink) => sink.sample(frozenCopy(samples()[0]!)))),
    check('closes with a record', () => withSink((sink) => closed(sink, sampleRecords().plain))),
    check('closes without a record, and before the first sample', () => withSink((sink) => closed(sink))),
    check('closes twice, and with a record after it closed without', () =>
      withSink(async (sink) => {
        await closed(sink);
        await closed(sink, sampleRecords().plain);
      }),
    ),
    check('survives what comes after its end', () =>
      withSink(async (sink) => {
        await closed(sink);
        mustTake(sink);
      }),
    ),
  ];
}

const CLOSE_MS = 5000;

async function closed(sink: Sink, record?: Parameters<Sink['close']>[0]): Promise<void> {
  await within(CLOSE_MS, 'the end of a sink', sink.close(record));
}

const NOTICES = ['', 'block 7 took 3.2 s', HOSTILE, 'long '.repeat(1000)];

function mustTake(sink: Sink): void {
  for (const sample of samples()) mustGiveNothing('sample', sink.sample(sample));
  for (const notice of NOTICES) mustGiveNothing('notice', sink.notice(notice));
}

/** A promise that nobody awaits takes the process down when it rejects. */
function mustGiveNothing(call: string, given: unknown): void {
  must(given === undefined, `${call}() must give back nothing, and no promise, but gives ${shown(given)}`);
}

const ROUNDS = 50;
const AT_ONCE_NS = 5e6;

/** The median, as this process may be put aside at any time: half of the calls must be quick. */
function mustReturnAtOnce(sink: Sink): void {
  const [sample] = samples();
  const calls: Record<string, (round: number) => void> = {
    sample: (round) => sink.sample({ ...sample!, elapsedMs: 250 * round }),
    notice: (round) => sink.notice(`notice ${round}`),
  };
  for (const [name, call] of Object.entries(calls)) {
    const tookNs = Array.from({ length: ROUNDS }, (_, round) => {
      const beganNs = monotonicNs();
      call(round);
      return monotonicNs() - beganNs;
    }).sort((a, b) => a - b);
    const medianNs = tookNs[ROUNDS / 2]!;
    must(medianNs < AT_ONCE_NS, `${name}() takes ${(medianNs / 1e6).toFixed(1)} ms, while arrivals wait`);
  }
}

const PHASES: readonly Sample['phase'][] = ['setup', 'warmup', 'measure', 'drain', 'checking'];

/** Every phase; before and after the load; with nothing known and with much, whatever a target says. */
function samples(): Sample[] {
  const { plain, hostile, 'nothing sent': empty } = sampleRecords();
  return PHASES.flatMap((phase, i) => [
    { ...sampleOf(plain!), phase, elapsedMs: i * 10_000 - 5000, inFlight: 61_000, sentTps: 123_456.7 },
    { ...sampleOf(hostile!), phase, elapsedMs: i * 10_000 - 4000 },
    { ...sampleOf(empty!), phase, elapsedMs: -1, totalMs: 0 },
  ]);
}
