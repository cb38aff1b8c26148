/** The live outputs that were asked for, open before anything is sent. */
import { liveFigures, livePage, reporterByName } from '../../reports/index.ts';
import { planToJson } from '../record/index.ts';
import { dashboardSink, otlpSink, prometheusSink } from '../sinks/index.ts';
import type { Sink } from '../spec/sink.ts';
import { type Address, isLoopback, parseAddress } from '../std/address.ts';
import { LakhError } from '../std/errors.ts';
import type { Planned } from './run-plan.ts';
import { lakhVersion } from './version.ts';

/** What is `undefined` was not asked for; what is empty is as usual. */
export interface LiveArguments {
  readonly dashboard?: string | undefined;
  readonly prometheus?: string | undefined;
  readonly otlp?: string | undefined;
  /** Whether others than this machine may reach them. */
  readonly expose: boolean;
}

const ANY_FREE = { host: '127.0.0.1', port: 0 };
/** Where exporters of OpenTelemetry are scraped. */
const SCRAPED = { host: '127.0.0.1', port: 9464 };

/**
 * Opens them, and says on stderr where they are.
 *
 * @param complain takes a line for people while the run goes on
 * @throws LakhError `bad-flag`, `address-unusable`
 */
export async function liveSinks(
  { dashboard, prometheus, otlp, expose }: LiveArguments,
  { plan }: Planned,
  complain: (message: string) => void,
): Promise<Sink[]> {
  const subject = { workload: plan.workload.name, target: plan.target.name, version: lakhVersion() };
  const places = {
    dashboard: dashboard === undefined ? null : addressOf('dashboard', dashboard, ANY_FREE, expose),
    prometheus: prometheus === undefined ? null : addressOf('prometheus', prometheus, SCRAPED, expose),
    otlp: otlp === undefined ? null : endpointOf(otlp),
  };
  const sinks: Sink[] = [];
  try {
    if (places.dashboard) {
      const page = livePage(planToJson(plan), subject.version);
      const sink = await dashboardSink({ address: places.dashboard, page, ending });
      sinks.push(sink);
      process.stderr.write(`lakh: the dashboard is at ${sink.url}\n`);
    }
    if (places.prometheus) {
      const sink = await prometheusSink({ address: places.prometheus, subject });
      sinks.push(sink);
      process.stderr.write(`lakh: Prometheus finds metrics at ${sink.url}\n`);
    }
    if (places.otlp) sinks.push(otlpSink({ url: places.otlp, subject, complain }));
    return sinks;
  } catch (error) {
    await closeAll(sinks);
    throw error;
  }
}

/** Closing again does no harm. */
export async function closeAll(sinks: readonly Sink[]): Promise<void> {
  await Promise.all(sinks.map((sink) => sink.close()));
}

function ending(record: Parameters<typeof liveFigures>[0]) {
  return {
    figures: liveFigures(record),
    report: reporterByName('html')!.render(record),
    fileName: `${record.id}.html`,
  };
}

function addressOf(flag: string, text: string, usual: Address, expose: boolean): Address {
  const address = text === '' ? usual : parseAddress(text, usual);
  if (address === null) {
    throw new LakhError('bad-flag', `--${flag}: ${text} is no address to listen on`, {
      hint: 'a port or an IP address with one: 8080, 127.0.0.1:8080, [::1]:8080; a scenario goes before the flag',
    });
  }
  if (isLoopback(address) || expose) return address;
  throw new LakhError('bad-flag', `--${flag}: others than this machine could reach ${address.host}`, {
    hint: 'leave the host out; or add --expose, if the network is one that you trust: nobody is asked for a password',
  });
}

/** The text is not shown: it may hold a password. */
function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new LakhError('bad-flag', '--otlp takes an http or https URL without user and password', {
    hint: 'such as http://127.0.0.1:4318, where collectors listen',
  });
}
