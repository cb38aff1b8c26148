/** Sinks and reporters with one fault each, and the checks that must find it. */
import { describe, expect, it } from 'vitest';
import { reporterChecks, sinkChecks } from '../../harness/conformance/index.ts';
import type { Reporter, RunRecord, Sink } from '../../harness/spec/index.ts';
import { failedNames } from './failed-names.ts';

const silent: Sink = { name: 'silent', sample: () => {}, notice: () => {}, close: async () => {} };

/** A sink that knows whether it is closed. */
function closing(change: (closed: () => number) => Partial<Sink>): () => Sink {
  return () => {
    let times = 0;
    const changes = change(() => times);
    return {
      ...silent,
      ...changes,
      async close(record) {
        times++;
        await changes.close?.(record);
      },
    };
  };
}

const TAKES = 'takes every sample and notice without a word';
const AT_ONCE = 'gives the loop its time back at once';
const TWICE = 'closes twice, and with a record after it closed without';
const AFTER = 'survives what comes after its end';
const WITHOUT = 'closes without a record, and before the first sample';

describe('the kit of sinks', () => {
  it.each<[string, () => Sink, string[]]>([
    ['is sound', () => silent, []],
    ['throws at what it cannot show', () => ({ ...silent, sample: throwAtNull }), [TAKES, AFTER]],
    ['answers later', () => ({ ...silent, notice: async () => {} }), [TAKES, AFTER]],
    [
      'keeps the loop waiting',
      () => ({
        ...silent,
        notice: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8),
      }),
      [AT_ONCE],
    ],
    [
      'writes into the sample',
      () => ({
        ...silent,
        sample(sample) {
          sample.inFlight = 0;
        },
      }),
      ['leaves the sample alone'],
    ],
    [
      'throws after its end',
      closing((closed) => ({
        notice: () => {
          if (closed() > 0) throw new Error('write after end');
        },
      })),
      [AFTER],
    ],
    [
      'needs a record to close',
      closing(() => ({
        async close(record) {
          record!.id.trim();
        },
      })),
      [
        'has a name',
        TAKES,
        AT_ONCE,
        'leaves the sample alone',
        'closes with a record',
        WITHOUT,
        TWICE,
        AFTER,
      ],
    ],
    ['has no name', () => ({ ...silent, name: '' }), ['has a name']],
  ])('judges the one that %s', async (_what, make, names) => {
    expect(await failedNames(sinkChecks(make))).toEqual(names);
  });

  it('finds the one that closes once only', async () => {
    const make = closing((closed) => ({
      close: async () => {
        if (closed() > 1) throw new Error('closed before');
      },
    }));
    expect(await failedNames(sinkChecks(make))).toContain(TWICE);
  });
});

/** Without what commands a terminal or turns the direction of text. */
function visible(text: string): string {
  return text.replaceAll('\u001b', '').replaceAll('\u202e', '');
}

function throwAtNull({ lastBlock }: Parameters<Sink['sample']>[0]): void {
  if (lastBlock === null) throw new Error('no block');
}

const sound: Reporter = {
  name: 'sound',
  summary: 'the figure that counts',
  extension: 'txt',
  render: ({ throughput }) => `goodput ${throughput.goodputTps}/s\n`,
};
const page = (body: (record: RunRecord) => string): Partial<Reporter> => ({
  extension: 'html',
  render: (record) => `<!doctype html><html><body>${body(record)}</body></html>\n`,
});
const ESCAPES = 'hostile texts stay texts';
const PLAIN = 'without colour there are no control characters';
const DECLARES = 'declares a name, a summary and an extension';
const EACH = ['plain', 'nothing sent', 'hostile'];
const PURE = EACH.map((name) => `the record "${name}": a pure function, which leaves the record alone`);
const FORMED = EACH.map((name) => `the record "${name}": the report is well formed`);

let calls = 0;

describe('the kit of reporters', () => {
  it.each<[string, Partial<Reporter>, string[]]>([
    ['is sound', {}, []],
    ['is sound as a page', page(() => ''), []],
    ['is sound as JSON', { extension: 'json', render: (record) => `${JSON.stringify(record)}\n` }, []],
    ['counts its calls', { render: () => `report ${calls++}\n` }, PURE],
    ['says when it was made', { render: () => `${new Date().getFullYear()}\n` }, PURE],
    [
      'sorts the record',
      {
        render(record) {
          record.blocks.sort((a, b) => b.number - a.number);
          return 'sorted\n';
        },
      },
      [PURE[0]!, PURE[2]!],
    ],
    [
      'is coloured unasked',
      { render: (_, { color = true } = {}) => (color ? '\u001b[1mreport\u001b[0m\n' : 'report\n') },
      PURE,
    ],
    ['does not end its last line', { render: () => 'report' }, FORMED],
    ['is empty', { render: () => '\n' }, FORMED],
    ['is no JSON', { extension: 'json', render: () => 'goodput 5\n' }, [...FORMED, ESCAPES]],
    ['is no page', { extension: 'html' }, FORMED],
    ['loads a script', page(() => '<script src="https://example.org/chart.js"></script>'), FORMED],
    ['writes texts into a page as they are', page(({ chain }) => chain.client), [ESCAPES]],
    [
      'writes texts into a script as they are',
      page(({ chain }) => `<script>const client = ${JSON.stringify(chain.client)}</script>`),
      [ESCAPES],
    ],
    [
      'writes texts into Markdown as they are',
      {
        extension: 'md',
        render: ({ faults }) => `fault: ${visible(faults[0]?.message ?? '').replace(/\s+/g, ' ')}\n`,
      },
      [ESCAPES],
    ],
    ['lets a text break lines', { render: ({ chain }) => `${visible(chain.client)}\n` }, [ESCAPES]],
    [
      'lets a text command the terminal',
      { render: ({ chain }) => `${chain.client.replace(/\s/g, '')}\n` },
      [PLAIN],
    ],
    ['has a dot too many', { extension: '.txt' }, [DECLARES]],
    ['needs a block', { render: ({ blocks }) => `${blocks[0]!.number}\n` }, [PURE[1]!, FORMED[1]!, PLAIN]],
  ])('judges the one that %s', async (_what, changes, names) => {
    expect(await failedNames(reporterChecks({ ...sound, ...changes }))).toEqual(names);
  });
});
