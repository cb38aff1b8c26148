import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { sinkChecks } from '../../harness/conformance/index.ts';
import { dashboardSink, otlpSink, prometheusSink, terminalSink } from '../../harness/sinks/index.ts';
import { startCollector } from '../support/otlp-collector.ts';

/** Takes what it is given, or for ever asks to be left alone. */
function stream(drains: boolean): Writable {
  return new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      if (drains) done();
    },
  });
}

describe.each([
  ['on a terminal', true, true],
  ['in a pipe', false, true],
  ['on a terminal that does not keep up', true, false],
  ['in a pipe that does not keep up', false, false],
] as const)('the terminal sink %s', (_, isTty, drains) => {
  const checks = sinkChecks(() => terminalSink({ stream: stream(drains), color: true, isTty, columns: 80 }));
  for (const { name, run } of checks) it(name, run);
});

const ANY_FREE = { host: '127.0.0.1', port: 0 };
const SUBJECT = { workload: 'transfers', target: 'engine', version: 'test' };

describe('the dashboard', () => {
  const ending = () => ({ figures: '', report: '', fileName: 'report.html' });
  for (const { name, run } of sinkChecks(() => dashboardSink({ address: ANY_FREE, page: '', ending }))) {
    it(name, run);
  }
});

describe('the endpoint for Prometheus', () => {
  for (const { name, run } of sinkChecks(() => prometheusSink({ address: ANY_FREE, subject: SUBJECT }))) {
    it(name, run);
  }
});

describe('the export by OTLP, to a collector', async () => {
  const collector = await startCollector();
  afterAll(async () => {
    await collector.close();
    expect(collector.troubles).toEqual([]);
  });
  for (const { name, run } of sinkChecks(() =>
    otlpSink({ url: collector.url, subject: SUBJECT, complain }),
  )) {
    it(name, run);
  }
  function complain(message: string): void {
    throw new Error(message);
  }
});

describe('the export by OTLP, to nobody', () => {
  const url = new URL('http://127.0.0.1:2');
  for (const { name, run } of sinkChecks(() => otlpSink({ url, subject: SUBJECT, complain: () => {} }))) {
    it(name, run);
  }
});
