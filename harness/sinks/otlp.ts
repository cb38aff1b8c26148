/** Pushes the run as it stands to an OpenTelemetry collector, every few seconds and once more at the end (OTLP/HTTP, JSON). */
import { randomUUID } from 'node:crypto';
import type { Sink } from '../spec/sink.ts';
import { messageOf } from '../std/errors.ts';
import { Metrics, type Subject } from './metrics.ts';
import { otlpRequest } from './otlp-json.ts';

export interface OtlpOptions {
  /** The endpoint, without or with the `/v1/metrics` that OTLP puts behind it. */
  readonly url: URL;
  readonly subject: Subject;
  /** Takes a line for people, once, when the endpoint does not take what it is sent. */
  complain(message: string): void;
}

const EVERY_MS = 5000;
/** The end of a run waits for two of these at the most. */
const TIMEOUT_MS = 2000;

export function otlpSink({ url, subject, complain }: OtlpOptions): Sink {
  const endpoint = metricsEndpoint(url);
  const metrics = new Metrics(subject);
  const instance = randomUUID();
  const startMs = Date.now();
  /** The first push comes with the first sample: better to know at once that nobody takes it. */
  let pushedMs = 0;
  let pushing: Promise<void> | null = null;
  let complained = false;
  let open = true;

  async function push(): Promise<void> {
    const body = JSON.stringify(
      otlpRequest(metrics.list(), subject, instance, { startMs, nowMs: Date.now() }),
    );
    const trouble = await post(endpoint, body);
    if (trouble === null || complained) return;
    complained = true;
    complain(
      `the OTLP endpoint ${endpoint.origin} ${trouble}; the run goes on, and tries again without a word`,
    );
  }

  return {
    name: 'otlp',
    sample(sample) {
      if (!open) return;
      metrics.take(sample);
      if (pushing !== null || Date.now() - pushedMs < EVERY_MS) return;
      pushedMs = Date.now();
      pushing = push().finally(() => {
        pushing = null;
      });
    },
    notice() {},
    async close() {
      if (!open) return;
      open = false;
      await pushing;
      await push();
    },
  };
}

function metricsEndpoint(url: URL): URL {
  const endpoint = new URL(url);
  if (!endpoint.pathname.endsWith('/v1/metrics')) {
    endpoint.pathname = `${endpoint.pathname.replace(/\/$/, '')}/v1/metrics`;
  }
  return endpoint;
}

/** What went wrong, as the end of a sentence; `null` when nothing did. */
async function post(endpoint: URL, body: string): Promise<string | null> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) return `answers with the HTTP status ${response.status}`;
    return refusedPoints(text) === 0 ? null : `took some, but not ${refusedPoints(text)} of the figures`;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return `does not answer (${(cause as NodeJS.ErrnoException).code || messageOf(cause)})`;
  }
}

/** A partial success names how many data points were not taken. */
function refusedPoints(answer: string): number {
  const found = /"rejectedDataPoints"\s*:\s*"?(\d+)/.exec(answer);
  return Number(found?.[1] ?? 0);
}
