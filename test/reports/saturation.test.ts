import { describe, expect, it } from 'vitest';
import { saturationHtml, saturationText } from '../../reports/index.ts';
import { makeSaturation } from '../support/saturation.ts';

describe('the text', () => {
  it('says knee, interval, cause, and each step by its rate', () => {
    const text = saturationText(makeSaturation());
    expect(text).toContain('knee 703 TPS, interval from 703 to 734');
    expect(text).toContain('blocks were full');
    expect(text).toContain('at 734/s: goodput 720 of 734 offered; inclusion.p99 < 5s; generator 37 % busy');
    const rates = [...text.matchAll(/^ +([\d.]+) .*step\d+$/gm)].map(([, rate]) => Number(rate));
    expect(rates).toEqual([100, 200, 400, 566, 673, 703, 703, 703, 734, 734, 800]);
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it.each([
    [
      'generator',
      { tps: null, low: 400, high: null, cause: 'generator' },
      'no knee: the generator was the limit; the target takes at least',
    ],
    [
      'budget',
      { tps: 400, low: 400, high: null, cause: null },
      'the budget ran out before the knee was confirmed',
    ],
    ['below', { tps: null, low: null, high: 12, cause: 'unknown' }, 'no knee: 12 TPS is too much already'],
    ['above', { tps: 800, low: 800, high: null, cause: null }, 'the highest rate of the search still passes'],
  ] as const)('%s', (ending, knee, says) => {
    expect(saturationText(makeSaturation({ ending, knee }))).toContain(says);
  });

  it('has something to say before the first step', () => {
    const nothing = makeSaturation({
      ending: 'interrupted',
      knee: { tps: null, low: null, high: null, cause: null },
      subject: null,
      steps: [],
    });
    expect(saturationText(nothing)).toMatch(/^no knee\ninterrupted/);
    expect(saturationHtml(nothing)).toContain('no step was finished');
  });
});

describe('the page', () => {
  const page = saturationHtml(makeSaturation());

  it('asks nothing of the network and runs nothing but its own scripts', () => {
    expect(page).toMatch(/default-src 'none'/);
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page).toContain('a &lt;b&gt;CPU&lt;/b&gt;');
  });

  it('has means by rate for the chart, and every step in the table', () => {
    const figures = JSON.parse(/id="figures">(.*?)<\/script>/s.exec(page)![1]!);
    expect(figures.rates).toEqual([100, 200, 400, 566, 673, 703, 734, 800]);
    expect(figures.goodput.at(-1)).toBe(720);
    expect(figures.interval).toEqual([703, 734]);
    expect(page.match(/<td>step\d+<\/td>/g)).toHaveLength(11);
  });
});
