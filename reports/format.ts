/** How figures look in every report: counts, rates, shares, durations, sizes. Pure, in English, without locale. */
import type { Unit } from '../harness/measure/index.ts';

/** What a report shows where there is no value. */
export const NOTHING = '-';

/** Whole numbers with thousands separators: `22,000`. */
export function formatCount(value: number): string {
  return grouped(String(value));
}

/** Separators between the thousands of a decimal figure. */
function grouped(figure: string): string {
  const [whole = '', fraction] = figure.split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** A rate in 1/s, without its unit: `12,345`, `999.1`, `7.25`. */
export function formatRate(perSecond: number): string {
  const size = Math.abs(perSecond);
  if (size > 0 && size < 0.005) return '<0.01';
  const digits = size >= 1000 || Number.isInteger(perSecond) ? 0 : size >= 100 ? 1 : 2;
  return grouped(perSecond.toFixed(digits));
}

/** Gas a second with the prefix that suits it: `21.0 Mgas/s`. */
export function formatGasRate(gasPerSecond: number): string {
  const [size, unit] = scaled(Math.abs(gasPerSecond), GAS_UNITS);
  return `${gasPerSecond < 0 ? '-' : ''}${size} ${unit}`;
}

/** A share of 1 in percent; what would round to nothing or to everything says so: `99.95 %`, `<0.01 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.00005) return '<0.01 %';
  if (share < 1 && share >= 0.99995) return '>99.99 %';
  return `${(share * 100).toFixed(2)} %`;
}

type Units = readonly (readonly [factor: number, unit: string])[];
const GAS_UNITS: Units = [
  [1, 'gas/s'],
  [1e3, 'kgas/s'],
  [1e6, 'Mgas/s'],
  [1e9, 'Ggas/s'],
];
const TIME_UNITS: Units = [
  [1, 'ns'],
  [1e3, 'µs'],
  [1e6, 'ms'],
  [1e9, 's'],
];
const BYTE_UNITS: Units = [
  [1, 'B'],
  [2 ** 10, 'KiB'],
  [2 ** 20, 'MiB'],
  [2 ** 30, 'GiB'],
  [2 ** 40, 'TiB'],
];

/** Three significant digits in the largest unit that keeps the figure at 1 or more. */
function scaled(value: number, units: Units): [string, string] {
  for (const [factor, unit] of units) {
    const size = Number((value / factor).toPrecision(3));
    const last = unit === units.at(-1)?.[1];
    if (size < 1000 || last)
      return [size >= 1000 ? formatCount(size) : threeDigits(size, factor === 1), unit];
  }
  return [String(value), ''];
}

/** `whole` for the smallest unit, which has no parts worth showing. */
function threeDigits(size: number, whole: boolean): string {
  if (whole || size === 0) return String(Math.round(size));
  return size.toPrecision(3);
}

/** Nanoseconds for people: `850 ns`, `1.25 ms`, `12.4 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(ns: number): string {
  const size = Math.abs(ns);
  const sign = ns < 0 ? '-' : '';
  if (size < 59.95e9) return sign + scaled(size, TIME_UNITS).join(' ');
  const seconds = Math.round(size / 1e9);
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${sign}${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

const pad = (value: number) => String(value).padStart(2, '0');

/** A duration that somebody set, in milliseconds, without trailing zeros: `20 s`, `1.5 s`. */
export function formatSetting(ms: number): string {
  if (ms === 0) return '0 s';
  return formatDuration(ms * 1e6)
    .replace(/(\.\d*?)0+(?= )/, '$1')
    .replace(/\.(?= )/, '');
}

/** As `formatDuration`, with a dash where nothing was recorded. */
export function formatMaybeDuration(ns: number | null): string {
  return ns === null ? NOTHING : formatDuration(ns);
}

/** A metric's value in its unit; a dash where there is none. */
export function formatFigure(value: number | null, unit: Unit | undefined): string {
  if (value === null) return NOTHING;
  switch (unit) {
    case 'ns':
      return formatDuration(value);
    case 'tps':
      return `${formatRate(value)}/s`;
    case 'share':
      return formatShare(value);
    case 'gas':
      return formatGasRate(value);
    default:
      return formatCount(value);
  }
}

/** Bytes in binary units: `7.75 GiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, BYTE_UNITS).join(' ');
}

/**
 * Text from a target, fit for a terminal and for one line: control characters (escape sequences among them) and the
 * characters that turn the direction of writing are replaced, white space runs together, and what is long is cut.
 */
export function printable(text: string, longest = 300): string {
  const clean = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}

/** One and many: `1 account`, `22,000 accounts`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
