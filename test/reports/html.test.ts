/** The HTML report without a browser: offline, escaped, complete without scripts, and the figures behind its charts. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chartData } from '../../reports/html/charts.ts';
import { escapeHtml, html as markup, scriptJson } from '../../reports/html/markup.ts';
import { html } from '../../reports/html/report.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

const scripts = (page: string) =>
  [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
const styles = (page: string) => [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => match[1]!);
/** The page without what is ours and the same on every page. */
const content = (page: string) => page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');

describe('the page', () => {
  it.each(RECORD_VARIANTS)('asks for nothing from outside with the record "%s"', (variant) => {
    const page = html.render(makeRecord(variant));
    expect(content(page)).not.toMatch(/<[^>]*\s(src|href|action|data)="(?!data:,")/);
    expect(styles(page).join()).not.toMatch(/@import|url\(/);
  });

  it.each(
    RECORD_VARIANTS,
  )('runs our three scripts alone with the record "%s", by their hashes', (variant) => {
    const page = html.render(makeRecord(variant));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(page.match(/<script\b/g)).toHaveLength(4);
    expect(scripts(page)).toHaveLength(3);
    for (const source of [...scripts(page), ...styles(page)]) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(source).digest('base64')}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('shows an attack as text', () => {
    const page = html.render(makeRecord('hostile'));
    expect(page.includes('<img')).toBe(false);
    expect(/<script>window/.test(page)).toBe(false);
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;window.attacked=1&lt;/script&gt;');
  });

  it('has the figures of its charts in a script that cannot be left', () => {
    const page = html.render(makeRecord('hostile'));
    const [, inside] = /<script type="application\/json" id="figures">([\s\S]*?)<\/script>/.exec(page)!;
    expect(JSON.parse(inside!)).toEqual(JSON.parse(JSON.stringify(chartData(makeRecord('hostile')))));
  });

  it('has every figure in tables with headers, for those without scripts', () => {
    const page = content(html.render(makeRecord('rejections')));
    for (const tables of page.matchAll(/<table>([\s\S]*?)<\/table>/g)) {
      expect(tables[1]).toContain('<th scope="col"');
      expect(tables[1]).toContain('<th scope="row"');
    }
    for (const figure of ['933.5', '1,260', 'txpool is full', 'read ECONNRESET', '508 ms', '15.2 s']) {
      expect(page).toContain(figure);
    }
  });

  it('has one first heading, and no level is skipped', () => {
    const levels = [...html.render(makeRecord('rejections')).matchAll(/<h([1-6])\b/g)].map((match) =>
      Number(match[1]),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(Math.max(...levels)).toBeLessThanOrEqual(2);
  });

  it('lists long runs only in part, and says so', () => {
    const record = makeRecord('valid');
    for (const column of Object.values(record.series)) {
      (column as (number | null)[]).push(...Array(1000).fill(0));
    }
    const page = html.render(record);
    expect(page).toContain('The first 600 of 1023; the CSV report has all.');
    expect(page).not.toContain('<th scope="row" class="name">600</th>');
  });
});

describe('markup', () => {
  it('escapes text in any place', () => {
    expect(markup`<p title="${'"a"'}">${['<b>', markup`<i>${"&'"}</i>`, 3, null, false]}</p>`.markup).toBe(
      '<p title="&quot;a&quot;">&lt;b&gt;<i>&amp;&#39;</i>3</p>',
    );
    expect(escapeHtml('a\u202eb')).toBe('ab');
  });

  it('keeps JSON inside its script element', () => {
    const value = { text: '</script><!--<script>\u2028\u2029' };
    const { markup: inside } = scriptJson(value);
    expect(inside).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(inside)).toEqual(value);
  });
});

describe('the figures behind the charts', () => {
  it('place percentiles by their nines, and the maximum where one value lies', () => {
    const record = makeRecord('valid');
    record.latency.lag.count = 10_000;
    record.curves = {
      lag: [
        [0, 5],
        [50, 2000],
        [90, 3000],
        [99, 4000],
        [99.9, 5000],
        [100, 9000],
      ],
    };
    const { nines, byName } = chartData(record).curves;
    expect(nines).toEqual([0, 0.301, 1, 2, 3, 4]);
    expect(byName).toEqual([{ name: 'lag', values: [1000, 2000, 3000, 4000, 5000, 9000] }]);
  });

  it('share one abscissa, with gaps where a curve has no point', () => {
    const record = makeRecord('valid');
    record.latency.lag.count = record.latency.submit.count = 100;
    record.curves = {
      submit: [
        [50, 7000],
        [100, 9000],
      ],
      lag: [
        [90, 5000],
        [100, 6000],
      ],
    };
    expect(chartData(record).curves).toEqual({
      nines: [0.301, 1, 2],
      byName: [
        { name: 'submit', values: [7000, null, 9000] },
        { name: 'lag', values: [null, 5000, 6000] },
      ],
    });
  });

  it('never go back, even when few values lie beyond the last percentile', () => {
    const record = makeRecord('valid');
    record.latency.lag.count = 10;
    record.curves = {
      lag: [
        [99.9, 5000],
        [100, 6000],
      ],
    };
    expect(chartData(record).curves).toEqual({ nines: [3], byName: [{ name: 'lag', values: [6000] }] });
  });

  it('are throughput by the second as long as that can be read, and means beyond', () => {
    const record = makeRecord('valid');
    expect(chartData(record).throughput).toMatchObject({ every: 1, sent: record.series.sent });
    const total = 500;
    for (const column of ['offered', 'sent', 'included', 'succeeded'] as const) {
      record.series[column] = Array.from({ length: total }, (_, second) => (second % 3 === 0 ? 300 : 0));
    }
    const { every, seconds, included } = chartData(record).throughput;
    expect(every).toBe(3);
    expect(seconds).toHaveLength(167);
    expect([seconds[0], seconds[1], seconds.at(-1)]).toEqual([1.5, 4.5, 499]);
    expect(included.slice(0, -1)).toEqual(Array(166).fill(100));
    expect(included.at(-1)).toBe(150);
  });

  it('are empty, not wrong, where nothing was sent', () => {
    const data = chartData(makeRecord('nothing-sent'));
    expect(data.seconds).toEqual([]);
    expect(data.curves).toEqual({ nines: [], byName: [] });
    expect(data.blocks.fill).toEqual([]);
  });

  it('give the fill of a block without a limit as nothing', () => {
    const record = makeRecord('valid');
    record.blocks = [{ ...record.blocks[0]!, gasLimit: 0 }];
    expect(chartData(record).blocks.fill).toEqual([0]);
  });
});
