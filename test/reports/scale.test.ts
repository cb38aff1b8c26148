import { describe, expect, it } from 'vitest';
import { scaleHtml, scaleText } from '../../reports/index.ts';
import { makeScale } from '../support/scale.ts';

describe('the text', () => {
  const text = scaleText(makeScale());

  it('says what was measured, and apart from it what was computed', () => {
    expect(text).toContain(
      'contention 0.5: measured 1.28× on 4 threads; computed at most 2.00× on any\nnumber',
    );
    const [measured, computed] = text.split('\n  computed, by threads');
    expect(measured).toMatch(/ 2 threads +4\.94 +1\.62× +1\.51 to 1\.72 +81\.00 % +1\.21× +48,600/);
    expect(measured).not.toContain('64');
    expect(computed).toMatch(/ contention 0\.5, bound +1\.00 +2\.00 +2\.00/);
    expect(computed).toContain('Computed, not measured');
  });

  it('marks more threads than cores, and tells what the mark means', () => {
    expect(text).toMatch(/^ {2}4 threads \*/m);
    expect(text).toContain('* more threads than this machine has cores');
    const levels = makeScale().levels.map((level) => ({ ...level, rows: level.rows.slice(0, 3) }));
    expect(scaleText(makeScale({ levels }))).not.toContain('*');
  });

  it('is at most 80 columns wide, but for the table', () => {
    const wide = text.split('\n').filter((line) => line.length > 80 && !line.startsWith('  '));
    expect(wide).toEqual([]);
  });

  it('has warnings and an interruption before the figures', () => {
    const warned = scaleText(
      makeScale({ ending: 'interrupted', warnings: ['contention 1: too good to be true'] }),
    );
    expect(warned).toMatch(/interrupted: 6 of 6 rounds\n/);
    expect(warned.indexOf('warning: contention 1: too good')).toBeLessThan(warned.indexOf('ms a block'));
  });

  it('says that there is no interval of one round', () => {
    const [level] = makeScale().levels;
    const rows = level!.rows.map((row) => ({ ...row, speedUp: { ...row.speedUp, low: null, high: null } }));
    const single = scaleText(makeScale({ confidence: null, levels: [{ ...level!, rows }] }));
    expect(single).toContain('no intervals, as there is one');
    expect(single).toMatch(/2 threads +4\.94 +1\.62× +- +81\.00 %/);
  });
});

describe('the page', () => {
  const page = scaleHtml(makeScale());

  it('asks nothing of the network and runs nothing but its own scripts', () => {
    expect(page).toMatch(/default-src 'none'/);
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page).toContain('a &lt;b&gt;CPU&lt;/b&gt;');
  });

  it('has measured figures where something was measured, and computed ones from 1 to 64', () => {
    const [first] = JSON.parse(/id="figures">(.*?)<\/script>/s.exec(page)![1]!);
    expect(first.threads).toEqual(Array.from({ length: 64 }, (_, at) => at + 1));
    expect(first.measured.slice(0, 5)).toEqual([0.86, 1.62, null, 1.7, null]);
    expect(first.measured.filter((value: unknown) => value !== null)).toHaveLength(3);
    expect(first.oversubscribed.indexOf(true)).toBe(3);
    expect(first.bound.at(-1)).toBe(64);
  });

  it('has two tables a contention, each named for what it is', () => {
    expect(page.match(/<caption>Measured, 6 rounds<\/caption>/g)).toHaveLength(3);
    expect(page.match(/<caption>Computed, not measured<\/caption>/g)).toHaveLength(3);
  });
});
