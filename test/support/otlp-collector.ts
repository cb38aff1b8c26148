/**
 * A collector that takes OTLP/HTTP in JSON and holds every request against the official protobuf messages.
 *
 * They come with @opentelemetry/otlp-transformer 0.200: later versions can write these messages, but not read them.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import generated from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

export interface Point {
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exponential {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

export interface Received {
  readonly resource: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  readonly points: Readonly<Record<string, readonly Point[]>>;
  readonly histograms: Readonly<Record<string, Exponential>>;
}

export interface Collector {
  readonly url: URL;
  /** What was wrong with requests, in the words of the reader. */
  readonly troubles: string[];
  readonly received: Received[];
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the generated messages have no types
type Loose = any;
const Request = (generated as Loose).opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

export async function startCollector(status = 200): Promise<Collector> {
  const troubles: string[] = [];
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      try {
        received.push(read(request.url, request.headers['content-type'], Buffer.concat(parts).toString()));
      } catch (error) {
        troubles.push(String(error));
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    troubles,
    received,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function read(path: string | undefined, type: string | undefined, body: string): Received {
  if (path !== '/v1/metrics') throw new Error(`posted to ${path}`);
  if (type !== 'application/json') throw new Error(`of type ${type}`);
  const json = JSON.parse(body) as object;
  const message = Request.fromObject(json);
  const complaint = Request.verify(message);
  if (complaint !== null) throw new Error(complaint);
  // Through the bytes of the protocol, which keep no field that the messages do not have.
  const plain = Request.toObject(Request.decode(Request.encode(message).finish()), { longs: String });
  const lost = firstDifference(json, plain, '');
  if (lost !== null) throw new Error(`not of the protocol: ${lost}`);
  return summary(plain);
}

/** Where `sent` says something that `understood` does not; defaults may be left out of either. */
function firstDifference(sent: Loose, understood: Loose, path: string): string | null {
  if (typeof sent !== 'object' || sent === null) {
    const alike =
      sent === understood || (understood === undefined && (sent === 0 || sent === '' || sent === '0'));
    return alike ? null : `${path}: ${sent} is read as ${understood}`;
  }
  if (Array.isArray(sent) && sent.length === 0) return null;
  if (typeof understood !== 'object') return `${path}: is not read`;
  for (const [key, value] of Object.entries(sent)) {
    const found = firstDifference(value, understood[key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function summary({ resourceMetrics: [{ resource, scopeMetrics }] }: Loose): Received {
  const metrics: Loose[] = scopeMetrics[0].metrics;
  const points: Record<string, Point[]> = {};
  const histograms: Record<string, Exponential> = {};
  for (const { name, sum, gauge, exponentialHistogram } of metrics) {
    if (exponentialHistogram) histograms[name] = exponential(exponentialHistogram);
    else points[name] = ((sum ?? gauge).dataPoints ?? []).map(pointOf);
    if (sum && !(sum.isMonotonic && sum.aggregationTemporality === 2))
      throw new Error(`${name} is no counter`);
  }
  return {
    resource: attributesOf(resource.attributes),
    units: Object.fromEntries(metrics.map(({ name, unit }) => [name, unit])),
    points,
    histograms,
  };
}

function pointOf({ attributes, asInt, asDouble, startTimeUnixNano, timeUnixNano }: Loose): Point {
  if (BigInt(startTimeUnixNano) > BigInt(timeUnixNano)) throw new Error('a point ends before it begins');
  return { attributes: attributesOf(attributes), value: Number(asInt ?? asDouble) };
}

function exponential({ aggregationTemporality, dataPoints: [point] }: Loose): Exponential {
  if (aggregationTemporality !== 2) throw new Error('a histogram is not cumulative');
  const { offset = 0, bucketCounts = [] } = point.positive ?? {};
  return {
    count: Number(point.count ?? 0),
    sum: point.sum ?? 0,
    min: point.min ?? 0,
    max: point.max ?? 0,
    scale: point.scale ?? 0,
    zeroCount: Number(point.zeroCount ?? 0),
    positive: { offset, bucketCounts: bucketCounts.map(Number) },
  };
}

function attributesOf(list: Loose[] = []): Record<string, string> {
  return Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue]));
}
