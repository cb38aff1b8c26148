import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { trendOf } from '../../harness/history/index.ts';
import { renderAnswer, runsObject, runsTable, trendPage, trendText } from '../../reports/history/index.ts';
import { recordOf } from '../harness/history/folder.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)>\u001b[2J';

function stored(days: number, name = (day: number) => `run-${day}`) {
  return Array.from({ length: days }, (_, at) => {
    const path = name(at + 1);
    const record = recordOf(at + 1, (at < 14 ? 1000 : 900) + (at % 3));
    return { folder: `runs/${path}`, path, group: path, record, tags: at === 0 ? ['first'] : [] };
  }).reverse();
}

const trend = (days: number, name?: (day: number) => string) =>
  trendOf(stored(days, name), { metrics: ['goodput', 'finality.p99'], invalid: false });

describe('the list', () => {
  it('has a line a run, without what would move the cursor', () => {
    const [header, newest, oldest] = runsTable(stored(2)).split('\n');
    expect(header).toMatch(/^run +started +workload +target +verdict +goodput +incl. p99 +tags$/);
    expect(newest).toMatch(/^run-2 +2026-01-02 12:00:00 +transfers +anvil +valid +1,001\/s +[\d.]+ s$/);
    expect(oldest).toMatch(/^run-1 .* first$/);
    expect(runsTable(stored(1, () => HOSTILE))).not.toContain('\u001b');
  });

  it('as an object has plain figures', () => {
    expect(runsObject(stored(1)).runs[0]).toMatchObject({ path: 'run-1', goodputTps: 1000, tags: ['first'] });
  });
});

describe('an answer', () => {
  const answer = {
    columns: ['name', 'n', 'list'],
    rows: [
      ['a,"b"\n', 1234.5, [1, 'x']],
      [null, null, null],
    ],
  };

  it('as a table', () => {
    expect(renderAnswer(answer, 'table')).toBe(
      'name        n  list\na,"b"  1234.5  [1,"x"]\n-           -  -\n(2 rows)\n',
    );
  });

  it('as CSV', () => {
    expect(renderAnswer(answer, 'csv')).toBe('name,n,list\r\n"a,""b""\n",1234.5,"[1,""x""]"\r\n,,\r\n');
  });

  it('as JSON', () => {
    expect(JSON.parse(renderAnswer(answer, 'json'))).toEqual([
      { name: 'a,"b"\n', n: 1234.5, list: [1, 'x'] },
      { name: null, n: null, list: null },
    ]);
  });
});

describe('a trend as text', () => {
  it('tells the change, then the runs', () => {
    const text = trendText(trend(28));
    expect(text).toContain(
      '  Changed at run-15 (2026-01-15 12:00:00): 1,001/s -> 901/s (-9.99 %, p 0.002)\n',
    );
    expect(text).toMatch(/^ {2}> {2}run-15 /m);
    expect(text).toContain('finality.p99, 0 runs\n  Too few runs to tell a change: 10 are needed.\n');
  });

  it('tells that there was none', () => {
    expect(trendText(trend(12))).toContain('  No change was found.\n');
  });
});

describe('a trend as a page', () => {
  it('allows its own scripts and styles by their hashes and nothing else', () => {
    const page = trendPage(trend(28));
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(policy).toMatch(/^default-src 'none'; img-src data:; style-src /);
    const inlined = [...page.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g)].map(
      ([, one]) => one!,
    );
    expect(inlined.length).toBe(5);
    for (const source of inlined) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(source).digest('base64')}'`);
    }
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  it('escapes what comes from records', () => {
    const page = trendPage(trend(28, (day) => `${day}${HOSTILE}`));
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x');
  });

  it('has tables of changes and runs, and says where there is nothing', () => {
    const page = trendPage(trend(28));
    expect(page).toMatch(/<th scope="row" class="name">run-15<\/th><td>2026-01-15 12:00:00<\/td>/);
    expect(page.match(/<tr><th scope="row"/g)!.length).toBe(1 + 28);
    expect(page).toContain('No run has a value.');
  });
});
