/** What Prometheus scrapes and a collector receives of a real run: names and units by the conventions, values of the record. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { sampleOf } from '../../../harness/conformance/live-samples.ts';
import { makePlan } from '../../../harness/plan/index.ts';
import { run } from '../../../harness/run/index.ts';
import { otlpSink, prometheusSink } from '../../../harness/sinks/index.ts';
import { Metrics } from '../../../harness/sinks/metrics.ts';
import { prometheusName, prometheusText } from '../../../harness/sinks/prometheus-text.ts';
import type { LatencyName, RunRecord, Sample } from '../../../harness/spec/index.ts';
import { type Collector, startCollector } from '../../support/otlp-collector.ts';
import { planParts } from '../../support/plan-parts.ts';
import { type Family, readPrometheusText, seriesValue } from '../../support/prometheus.ts';
import { makeRecord } from '../../support/record.ts';

const SUBJECT = { workload: 'transfers', target: 'engine', version: '1.2.3' };

let folder: string;
let collector: Collector;
let record: RunRecord;
let scraped: Family[];
let samples: Sample[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-exports-'));
  collector = await startCollector();
  const prometheus = await prometheusSink({ address: { host: '127.0.0.1', port: 0 }, subject: SUBJECT });
  const otlp = otlpSink({
    url: collector.url,
    subject: SUBJECT,
    complain: (message) => expect(message).toBe(''),
  });
  samples = [];
  const last = {
    name: 'last',
    sample: (sample: Sample) => void samples.push(sample),
    notice() {},
    async close() {
      scraped ??= readPrometheusText(await (await fetch(prometheus.url)).text());
      await prometheus.close();
    },
  };
  const plan = makePlan(
    {
      target: { name: 'engine', blockTime: '100ms' },
      load: { rate: 200, warmup: '300ms', duration: '3s' },
      accounts: { count: 20 },
      workers: 2,
      out: join(folder, 'run'),
    },
    BUILT_IN,
  );
  const listener = { ...prometheus, close: async () => {} };
  ({ record } = await run(plan, planParts(plan, { sinks: [listener, last, otlp] })));
}, 30_000);
afterAll(async () => {
  await collector?.close();
  rmSync(folder, { recursive: true, force: true });
});

const EXPORTED = ['lag', 'submit', 'inclusion', 'inclusionFromSent'] as const;
const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

describe('samples of a run', () => {
  it('come ten times a second, and end with the figures of the record', () => {
    const loading = samples.filter(({ phase }) => phase === 'measure');
    expect(loading.length).toBeGreaterThan(5);
    const last = samples.at(-1)!;
    expect(last.phase).toBe('checking');
    expect(last.ledger).toEqual(record.ledger);
    expect(last.sent).toBe(record.generators.reduce((sum, { sent }) => sum + sent, 0));
    expect(last.rejections).toEqual(record.rejections);
    expect(last.blocks.gasUsed).toBe(record.blocks.reduce((sum, block) => sum + block.gasUsed, 0));
    for (const [name, { count, minNs, maxNs }] of Object.entries(last.latency)) {
      expect({ count, minNs, maxNs }, name).toEqual({
        count: record.latency[name as LatencyName].count,
        minNs: record.latency[name as LatencyName].minNs,
        maxNs: record.latency[name as LatencyName].maxNs,
      });
    }
  });

  it('tell of each second what the record says of it, as far as it was known', () => {
    const told = new Map(samples.flatMap(({ seconds }) => seconds.map((one) => [one.second, one])));
    expect(told.size).toBeGreaterThan(0);
    const [first] = told.values();
    expect(record.series.inclusionP99Ns[first!.second]).toBe(first!.p99Ns);
  });

  it('hold distributions whose cells are all the values', () => {
    const { cells, count } = samples.at(-1)!.latency.inclusion;
    expect(count).toBeGreaterThan(100);
    expect(cells.filter((_, at) => at % 2 === 1).reduce((sum, values) => sum + values, 0)).toBe(count);
  });
});

describe('Prometheus', () => {
  it('reads the whole ledger of the record', () => {
    for (const [stage, count] of Object.entries(record.ledger)) {
      expect(seriesValue(scraped, 'lakh_transactions_total', { stage: snake(stage) }), stage).toBe(count);
    }
    expect(seriesValue(scraped, 'lakh_transactions_in_flight')).toBe(0);
    expect(seriesValue(scraped, 'lakh_run_phase', { phase: 'checking' })).toBe(1);
    expect(seriesValue(scraped, 'lakh_blocks_total')).toBe(record.blocks.length);
    expect(seriesValue(scraped, 'lakh_block_number')).toBe(record.blocks.at(-1)!.number);
  });

  it.each(EXPORTED)('reads count, sum and buckets of %s', (name) => {
    const { count, meanNs, minNs, maxNs, p50Ns } = record.latency[name];
    const family = `lakh_${snake(name)}_latency_seconds`;
    expect(seriesValue(scraped, `${family}_count`)).toBe(count);
    expect(seriesValue(scraped, `${family}_sum`)).toBeCloseTo((meanNs! * count) / 1e9, 6);
    const buckets = scraped.find((one) => one.name === family)!.series.filter(({ labels }) => 'le' in labels);
    for (const { labels, value } of buckets) {
      const bound = Number(labels.le) * 1e9;
      if (bound < minNs!) expect(value, labels.le!).toBe(0);
      if (bound >= maxNs!) expect(value, labels.le!).toBe(count);
      if (bound >= p50Ns!) expect(value, labels.le!).toBeGreaterThanOrEqual(count / 2);
    }
  });

  it('is told of texts of a target without being misled', () => {
    const metrics = new Metrics({ ...SUBJECT, workload: 'a"b\\c\nd' });
    const sample = sampleOf(makeRecord('hostile'));
    metrics.take({ ...sample, rejections: [{ code: '"} 1\nx', count: 3, example: '' }] });
    const families = readPrometheusText(prometheusText(metrics.list()));
    expect(seriesValue(families, 'lakh_rejections_total', { code: '"} 1\nx' })).toBe(3);
    expect(seriesValue(families, 'lakh_run_info', { ...SUBJECT, workload: 'a"b\\c\nd' })).toBe(1);
  });

  it('finds little before the first sample, and nothing but the conventions', () => {
    const families = readPrometheusText(prometheusText(new Metrics(SUBJECT).list()));
    expect(families.map(({ name }) => name)).toEqual(['lakh_run_info', 'lakh_run_phase']);
    expect(seriesValue(families, 'lakh_run_phase', { phase: 'setup' })).toBe(1);
  });

  it('sees no counter fall when a reorganisation takes inclusions back', () => {
    const metrics = new Metrics(SUBJECT);
    const sample = sampleOf(makeRecord('valid'));
    metrics.take({ ...sample, ledger: { ...sample.ledger, included: 900 } });
    metrics.take({ ...sample, ledger: { ...sample.ledger, included: 850, reorged: 50 } });
    const families = readPrometheusText(prometheusText(metrics.list()));
    expect(seriesValue(families, 'lakh_transactions_total', { stage: 'included' })).toBe(900);
    expect(seriesValue(families, 'lakh_transactions_total', { stage: 'reorged' })).toBe(50);
  });
});

describe('a collector', () => {
  const last = () => collector.received.at(-1)!;

  it('reads every request by the official messages', () => {
    expect(collector.troubles).toEqual([]);
    // At the first sample and at the end.
    expect(collector.received.length).toBeGreaterThanOrEqual(2);
    expect(last().resource).toMatchObject({
      'service.name': 'lakh',
      'service.version': '1.2.3',
      'lakh.workload': 'transfers',
      'lakh.target': 'engine',
    });
    expect(last().resource['service.instance.id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('has the whole ledger of the record', () => {
    const stages = Object.fromEntries(
      last().points['lakh.transactions']!.map(({ attributes, value }) => [attributes.stage, value]),
    );
    const { sent, ...ledger } = stages;
    expect(ledger).toEqual(
      Object.fromEntries(Object.entries(record.ledger).map(([stage, count]) => [snake(stage), count])),
    );
    expect(sent).toBe(record.ledger.admitted);
  });

  it.each(EXPORTED)('has %s as an exponential histogram', (name) => {
    const { count, meanNs, minNs, maxNs, p50Ns, p99Ns } = record.latency[name];
    const histogram = last().histograms[`lakh.${snake(name)}.latency`]!;
    expect(histogram).toMatchObject({ count, zeroCount: 0, min: minNs! / 1e9, max: maxNs! / 1e9 });
    expect(histogram.sum).toBeCloseTo((meanNs! * count) / 1e9, 6);
    const { bucketCounts } = histogram.positive;
    expect(bucketCounts.length).toBeLessThanOrEqual(160);
    expect(bucketCounts.reduce((sum, values) => sum + values, 0)).toBe(count);
    const width = 2 ** (2 ** -histogram.scale);
    for (const [share, ns] of [
      [0.5, p50Ns!],
      [0.99, p99Ns!],
    ] as const) {
      expect(quantile(histogram, share) / (ns / 1e9)).toBeGreaterThan(1 / (width * 1.002));
      expect(quantile(histogram, share) / (ns / 1e9)).toBeLessThan(width * 1.002);
    }
  });

  it('knows the same metrics and units as Prometheus', () => {
    const metrics = new Metrics(SUBJECT);
    metrics.take(samples.at(-1)!);
    expect(metrics.list().map(prometheusName)).toEqual(scraped.map(({ name }) => name));
    for (const metric of metrics.list()) expect(last().units[metric.name], metric.name).toBe(metric.unit);
  });
});

/** The upper end of the bucket in which the share lies, seconds. */
function quantile(
  { scale, count, positive }: Collector['received'][number]['histograms'][string],
  share: number,
) {
  let left = Math.ceil(share * count);
  const index = positive.bucketCounts.findIndex((values) => {
    left -= values;
    return left <= 0;
  });
  return 2 ** ((positive.offset + index + 1) / 2 ** scale);
}

describe('an endpoint that is down', () => {
  it.each([
    ['is not there', async () => new URL('http://127.0.0.1:2'), /does not answer \(ECONNREFUSED\)/],
    [
      'refuses',
      async () => {
        await collector.close();
        collector = await startCollector(503);
        return collector.url;
      },
      /answers with the HTTP status 503/,
    ],
  ])('and %s is complained about once', async (_, endpoint, words) => {
    const complaints: string[] = [];
    const sink = otlpSink({
      url: await endpoint(),
      subject: SUBJECT,
      complain: (message) => complaints.push(message),
    });
    for (const sample of samples) sink.sample(sample);
    await expect.poll(() => complaints.length).toBe(1);
    await sink.close(record);
    expect(complaints).toEqual([expect.stringMatching(words)]);
  });
});
