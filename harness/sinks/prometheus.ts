/** The endpoint that Prometheus scrapes: the run as it stands, at /metrics. */
import type { Sink } from '../spec/sink.ts';
import type { Address } from '../std/address.ts';
import { serveHttp } from './http-server.ts';
import { Metrics, type Subject } from './metrics.ts';
import { PROMETHEUS_TEXT, prometheusText } from './prometheus-text.ts';

export interface PrometheusOptions {
  readonly address: Address;
  readonly subject: Subject;
}

/** Throws `address-unusable`. The endpoint goes with the run: what was not scraped by then, nobody scrapes. */
export async function prometheusSink({
  address,
  subject,
}: PrometheusOptions): Promise<Sink & { url: string }> {
  const metrics = new Metrics(subject);
  const server = await serveHttp(address, {
    '/metrics': (response) => {
      response.writeHead(200, { 'content-type': PROMETHEUS_TEXT }).end(prometheusText(metrics.list()));
    },
  });
  return {
    name: 'prometheus',
    url: new URL('metrics', server.url).href,
    sample: (sample) => metrics.take(sample),
    notice() {},
    close: () => server.close(),
  };
}
