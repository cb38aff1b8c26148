/** One sample in words. Pure. */
import type { Sample } from '../spec/index.ts';

const PHASES: Record<Sample['phase'], string> = {
  setup: 'setting up',
  warmup: 'warming up',
  measure: 'measuring',
  drain: 'draining',
  checking: 'checking',
};

/** The phase, and how far the load has come: `measuring 12 s of 22 s`. */
export function livePhase({ phase, elapsedMs, totalMs }: Sample): string {
  const loading = phase === 'warmup' || phase === 'measure';
  if (!loading) return PHASES[phase];
  const seconds = (ms: number) => Math.max(0, Math.floor(ms / 1000));
  return `${PHASES[phase]} ${seconds(elapsedMs)} s of ${seconds(totalMs)} s`;
}

const BAR = 30;

/** The phase with a bar, as wide as there is room for. */
export function progressLine(sample: Sample, columns: number): string {
  const words = livePhase(sample);
  const room = Math.min(BAR, columns - words.length - 3);
  if (room < 5 || sample.totalMs <= 0) return words;
  const done = Math.round(room * Math.min(1, Math.max(0, sample.elapsedMs / sample.totalMs)));
  return `${'█'.repeat(done)}${'░'.repeat(room - done)}  ${words}`;
}

/** The figures of the last second; what is wrong is named where it is not nothing. */
export function ratesLine(sample: Sample): string {
  const { ledger, inclusionP50Ns, inclusionP99Ns, lastBlock } = sample;
  const bad = (['dropped', 'rejected', 'unanswered', 'reverted', 'expired', 'reorged'] as const)
    .filter((stage) => ledger[stage] > 0)
    .map((stage) => `${stage} ${grouped(ledger[stage])}`);
  return [
    `sent ${grouped(sample.sentTps)}/s`,
    `goodput ${grouped(sample.goodputTps)}/s`,
    ...bad,
    `in flight ${grouped(sample.inFlight)}`,
    ...(inclusionP50Ns === null ? [] : [`p50 ${milliseconds(inclusionP50Ns)}`]),
    ...(inclusionP99Ns === null ? [] : [`p99 ${milliseconds(inclusionP99Ns)}`]),
    ...(lastBlock === null ? [] : [`block ${grouped(lastBlock)}`]),
  ].join('  ');
}

function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function milliseconds(ns: number): string {
  const ms = ns / 1e6;
  return `${ms < 10 ? ms.toFixed(1) : grouped(ms)} ms`;
}
