/** Figures for people: tables of examples, and properties over the whole range. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatGasRate,
  formatMaybeDuration,
  formatRate,
  formatSetting,
  formatShare,
  plural,
  printable,
} from '../../reports/format.ts';

describe('durations', () => {
  it.each([
    [0, '0 ns'],
    [850, '850 ns'],
    [999.6, '1.00 µs'],
    [1000, '1.00 µs'],
    [12_345, '12.3 µs'],
    [999_960, '1.00 ms'],
    [508_000_000, '508 ms'],
    [999_960_000, '1.00 s'],
    [59_900_000_000, '59.9 s'],
    [59_960_000_000, '1 min 00 s'],
    [125e9, '2 min 05 s'],
    [3599.4e9, '59 min 59 s'],
    [3599.6e9, '1 h 00 min'],
    [3720e9, '1 h 02 min'],
    [-810_000_000, '-810 ms'],
  ])('%d ns is %s', (ns, text) => expect(formatDuration(ns)).toBe(text));

  it('keeps three digits: read back, a figure is within half a percent', () => {
    const factors: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
    fc.assert(
      fc.property(fc.double({ min: 1000, max: 59.9e9, noNaN: true }), (ns) => {
        const [figure = '', unit = ''] = formatDuration(ns).split(' ');
        expect(figure.length).toBeLessThanOrEqual(4);
        expect(Math.abs(Number(figure) * factors[unit]! - ns) / ns).toBeLessThanOrEqual(0.005);
      }),
    );
  });

  it('shows a dash for nothing', () => expect(formatMaybeDuration(null)).toBe('-'));

  it.each([
    [20_000, '20 s'],
    [1500, '1.5 s'],
    [100, '100 ms'],
    [20, '20 ms'],
    [412, '412 ms'],
    [600_000, '10 min 00 s'],
    [0, '0 s'],
  ])('a setting of %d ms is %s', (ms, text) => expect(formatSetting(ms)).toBe(text));
});

describe('rates, shares, counts, sizes', () => {
  it.each([
    [0, '0'],
    [0.001, '<0.01'],
    [0.504, '0.50'],
    [-12_345.6, '-12,346'],
    [7.25, '7.25'],
    [500, '500'],
    [998.75, '998.8'],
    [12_345.6, '12,346'],
    [100_000, '100,000'],
  ])('rate %d is %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  it.each([
    [0, '0.00 %'],
    [0.00001, '<0.01 %'],
    [0.0573, '5.73 %'],
    [0.99999, '>99.99 %'],
    [1, '100.00 %'],
    [1.02, '102.00 %'],
  ])('share %d is %s', (share, text) => expect(formatShare(share)).toBe(text));

  it.each([
    [0, '0'],
    [999, '999'],
    [21_974, '21,974'],
    [1_234_567.5, '1,234,567.5'],
    [-1000, '-1,000'],
  ])('count %d is %s', (count, text) => expect(formatCount(count)).toBe(text));

  it('prefixes gas and bytes', () => {
    expect(formatGasRate(20_973_750)).toBe('21.0 Mgas/s');
    expect(formatGasRate(0)).toBe('0 gas/s');
    expect(formatGasRate(2.5e12)).toBe('2,500 Ggas/s');
    expect(formatBytes(8_324_423_680)).toBe('7.75 GiB');
    expect(plural(1, 'block')).toBe('1 block');
    expect(plural(2000, 'block')).toBe('2,000 blocks');
  });
});

describe('text from a target', () => {
  it('has no control characters and no end in sight cut short', () => {
    expect(printable('a\u001b[2Jb\u0000\u202ec')).toBe('a\ufffd[2Jb\ufffd\ufffdc');
    expect(printable('one\n\ttwo  three ')).toBe('one two three');
    expect(printable('x'.repeat(1000), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});
