/** The run in a browser while it goes on: a page, and server-sent events that keep it up to date. */
import type { ServerResponse } from 'node:http';
import type { ReasonCount, RunRecord } from '../spec/record.ts';
import type { Sample, Sink } from '../spec/sink.ts';
import type { Address } from '../std/address.ts';
import { serveHttp } from './http-server.ts';
import { Timeline, type TimelineNews } from './timeline.ts';

/** What the page gets of a run that is over. */
export interface Ending {
  /** The figures, as markup. */
  readonly figures: string;
  /** The whole report as a file, and its name. */
  readonly report: string;
  readonly fileName: string;
  /** Where the record is kept. */
  readonly folder: string;
}

export interface DashboardOptions {
  readonly address: Address;
  readonly page: string;
  ending(record: RunRecord): Omit<Ending, 'folder'>;
}

/** Readers past this many are turned away. */
const MOST_READERS = 64;
const MOST_REASONS = 8;
const LONGEST_EXAMPLE = 300;
const MOST_NOTICES = 20;
/** How long the end of the run waits for readers to take in what is left. */
const FLUSH_MS = 1000;

/**
 * Serves the page at `/` and the events at `/events`. A reader first gets the whole run so far (`all`), then what is
 * new ten times a second (`news`). One that does not keep up misses news, and gets the whole again when it has caught
 * up. The last event is `end`.
 *
 * @throws LakhError `address-unusable`
 */
export async function dashboardSink(options: DashboardOptions): Promise<Sink & { url: string }> {
  const timeline = new Timeline();
  const readers = new Set<Reader>();
  const notices: string[] = [];
  /** Another for the next run at the same address: a page that was left open then loads itself anew. */
  const run = Date.now().toString(36);
  let now: object | null = null;
  let open = true;

  const whole = () => eventText('all', { run, ...timeline.whole(), notices, now });
  const server = await serveHttp(options.address, {
    '/': (response) => {
      response.setHeader('content-security-policy', "frame-ancestors 'none'");
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(options.page);
    },
    '/events': (response) => {
      if (!open || readers.size >= MOST_READERS) return void response.writeHead(503).end();
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      const reader = new Reader(response, whole);
      readers.add(reader);
      response.on('close', () => readers.delete(reader));
    },
  });

  function tell(event: string, data: object, afresh = false): void {
    if (readers.size === 0) return;
    const text = eventText(event, data);
    for (const reader of readers) reader.tell(text, afresh);
  }

  function farewell(record: RunRecord, folder = ''): string {
    timeline.conclude(record);
    return whole() + eventText('end', { ...options.ending(record), folder });
  }

  return {
    name: 'dashboard',
    url: server.url,
    sample(sample) {
      if (!open) return;
      now = momentOf(sample);
      const { thinned, ...news }: TimelineNews = timeline.add(sample);
      tell('news', { ...news, now }, thinned);
    },
    notice(message) {
      if (!open) return;
      notices.push(message);
      if (notices.length > MOST_NOTICES) notices.shift();
      tell('notice', { message });
    },
    async close(record, folder) {
      if (!open) return;
      open = false;
      if (readers.size > 0) {
        const text = record === undefined ? '' : farewell(record, folder);
        await flushed([...readers].map((reader) => reader.end(text)));
      }
      await server.close();
    },
  };
}

class Reader {
  private readonly response: ServerResponse;
  private readonly whole: () => string;
  private stale = false;

  constructor(response: ServerResponse, whole: () => string) {
    this.response = response;
    this.whole = whole;
    response.write(whole());
  }

  /** `afresh`: the news make sense only to whoever gets the whole with them. */
  tell(text: string, afresh: boolean): void {
    if (this.response.writableNeedDrain) {
      this.stale = true;
      return;
    }
    this.response.write(this.stale || afresh ? this.whole() : text);
    this.stale = false;
  }

  end(text: string): Promise<void> {
    return new Promise((ended) => {
      this.response.on('close', () => ended());
      this.response.end(text, () => ended());
    });
  }
}

/** JSON has no line breaks, which would end the event (HTML standard, 9.2.6). */
function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The figures of a moment, but for those of the charts. */
function momentOf(sample: Sample): object {
  const { phase, elapsedMs, totalMs, ledger, inFlight, sentTps, goodputTps, lastBlock } = sample;
  const { inclusionP50Ns, inclusionP99Ns, rejections, unanswered } = sample;
  const errors = [...named('rejected', rejections), ...named('unanswered', unanswered)]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_REASONS);
  return {
    phase,
    elapsedMs,
    totalMs,
    ledger,
    inFlight,
    sentTps,
    goodputTps,
    inclusionP50Ns,
    inclusionP99Ns,
    lastBlock,
    errors,
  };
}

function named(stage: string, reasons: readonly ReasonCount[]) {
  return reasons.map(({ code, count, example }) => ({
    stage,
    code,
    count,
    example: example.slice(0, LONGEST_EXAMPLE),
  }));
}

async function flushed(endings: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((spent) => {
    timer = setTimeout(spent, FLUSH_MS);
  });
  await Promise.race([Promise.all(endings), patience]);
  clearTimeout(timer);
}
