/** Reads the text format of Prometheus 0.0.4 strictly, and holds names and units against its conventions. */

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly series: readonly Series[];
}

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/y;
/** Units that are not base units, by https://prometheus.io/docs/practices/naming/. */
const NOT_BASE = /(^|_)(ms|us|ns|milliseconds|microseconds|nanoseconds|minutes|hours|kilobytes|percent)(_|$)/;

/** Throws where anything is not as the format or the conventions want it. */
export function readPrometheusText(text: string): Family[] {
  must(text.endsWith('\n'), 'the last line ends');
  const families: { name: string; help: string; type: string; series: Series[] }[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    const family = families.at(-1);
    if (kind === 'HELP') families.push({ name, help: rest, type: '', series: [] });
    else if (kind === 'TYPE') {
      must(
        family?.name === name && family.type === '' && family.series.length === 0,
        `TYPE after HELP: ${line}`,
      );
      family.type = rest;
    } else {
      const series = readSeries(line);
      must(family !== undefined && family.type !== '', `a TYPE before ${line}`);
      must(baseName(family.type, series.name) === family.name, `${line} belongs to ${family.name}`);
      family.series.push(series);
    }
  }
  for (const family of families) mustBeConventional(family);
  must(new Set(families.map(({ name }) => name)).size === families.length, 'each family once');
  return families;
}

function readSeries(line: string): Series {
  const [, name = '', labelled, value = ''] = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)$/.exec(line) ?? [];
  must(name !== '', `a series: ${line}`);
  const labels: Record<string, string> = {};
  if (labelled !== undefined) {
    LABEL.lastIndex = 1;
    for (let match = LABEL.exec(labelled); match; match = LABEL.exec(labelled)) {
      must(!(match[1]! in labels), `a label once: ${line}`);
      labels[match[1]!] = match[2]!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
      const end = 1 + labelled.slice(1).indexOf(match[0]) + match[0].length;
      if (labelled[end] === ',') LABEL.lastIndex = end + 1;
      else must(labelled.slice(end) === '}', `labels end: ${line}`);
      if (labelled[end] !== ',') break;
    }
  }
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
  must(value !== '' && !Number.isNaN(number), `a number: ${line}`);
  return { name, labels, value: number };
}

function baseName(type: string, series: string): string {
  return type === 'histogram' ? series.replace(/_(bucket|sum|count)$/, '') : series;
}

function mustBeConventional({ name, help, type, series }: Family): void {
  must(NAME.test(name) && name.startsWith('lakh_'), `${name}: snake case behind the prefix`);
  must(help !== '', `${name}: has help`);
  must(['counter', 'gauge', 'histogram'].includes(type), `${name}: a type, not ${type}`);
  must((type === 'counter') === name.endsWith('_total'), `${name}: _total is for counters`);
  must(!NOT_BASE.test(name), `${name}: base units only`);
  must(!/_(counter|gauge|histogram|bucket|sum|count)$/.test(name), `${name}: does not name its type`);
  if (/latency|elapsed|lag/.test(name)) must(name.endsWith('_seconds'), `${name}: time is in seconds`);
  const keys = series.map((one) => `${one.name}${JSON.stringify(one.labels)}`);
  must(new Set(keys).size === keys.length, `${name}: each series once`);
  if (type === 'counter')
    must(
      series.every(({ value }) => value >= 0),
      `${name}: not below zero`,
    );
  if (type === 'histogram') mustBeHistogram(name, series);
}

function mustBeHistogram(name: string, series: readonly Series[]): void {
  const buckets = series.filter((one) => one.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) =>
    labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
  );
  must(bounds.at(-1) === Number.POSITIVE_INFINITY, `${name}: the last bucket holds all`);
  must(
    bounds.every((bound, i) => i === 0 || bound > bounds[i - 1]!),
    `${name}: bounds ascend`,
  );
  must(
    buckets.every(({ value }, i) => i === 0 || value >= buckets[i - 1]!.value),
    `${name}: buckets add up`,
  );
  const only = (suffix: string) => {
    const found = series.filter((one) => one.name === `${name}${suffix}`);
    must(found.length === 1, `${name}${suffix}: once`);
    return found[0]!.value;
  };
  must(only('_count') === buckets.at(-1)!.value, `${name}: the count is that of the last bucket`);
  must(Number.isFinite(only('_sum')), `${name}: a sum`);
}

function must(holds: boolean | undefined, what: string): asserts holds {
  if (!holds) throw new Error(`no: ${what}`);
}

/** The value of one series; throws when there is none. */
export function seriesValue(
  families: readonly Family[],
  name: string,
  labels: Record<string, string> = {},
): number {
  const wanted = JSON.stringify(labels);
  const found = families
    .flatMap(({ series }) => series)
    .find((one) => one.name === name && JSON.stringify(one.labels) === wanted);
  must(found !== undefined, `there is ${name} with ${wanted}`);
  return found.value;
}
