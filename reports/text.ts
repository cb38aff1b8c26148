/** The summary in the terminal: 80 columns, the verdict first, then what the reader must act on, then the figures. */
import pc from 'picocolors';
import type { LatencyName, ReasonCount, Reporter, RunRecord } from '../harness/spec/index.ts';
import { LATENCIES } from '../harness/spec/index.ts';
import { describeCriticalPath, describeWork, formatBusy, stageRows } from './execution.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatGasRate,
  formatMaybeDuration,
  formatRate,
  formatSetting,
  formatShare,
  NOTHING,
  plural,
  printable,
} from './format.ts';
import {
  chainFacts,
  complaints,
  cpuPerTransactionNs,
  describeCeiling,
  describeConflicts,
  describeEnding,
  describeExamined,
  describeLoad,
  describeOracle,
  describeRun,
  describeSteps,
  doubtsByWeight,
  formatActual,
  worstLoop,
} from './headline.ts';
import { LEDGER_ROWS, ledgerLaws } from './ledger.ts';
import { describeReadCounts, describeReadRates, failureName, headlineOf, readRows } from './reads.ts';
import { tableLines, wrapLines } from './table.ts';

const WIDTH = 80;
/** Reasons and faults past this many are counted, not listed. */
const LISTED = 5;

type Colors = ReturnType<typeof pc.createColors>;
/** A section is its lines; one without lines is left out. */
type Section = (record: RunRecord, colors: Colors) => string[];

const SECTIONS: readonly Section[] = [
  headline,
  thresholds,
  doubts,
  ledger,
  throughput,
  latency,
  reads,
  (record, colors) => reasons('Rejected', record.rejections, colors),
  (record, colors) => reasons('Unanswered', record.unanswered, colors),
  actions,
  reverts,
  journeys,
  conflicts,
  execution,
  faults,
  oracle,
  generator,
  chain,
];

/** Of a run that only reads. */
const READ_SECTIONS: readonly Section[] = [headline, thresholds, doubts, reads, faults, oracle, chain];

export const text: Reporter = {
  name: 'text',
  summary: 'the summary that a run prints in the terminal',
  extension: 'txt',
  render(record, options = {}) {
    const colors = pc.createColors(options.color ?? false);
    const sections = (record.reads?.alone ? READ_SECTIONS : SECTIONS)
      .map((section) => section(record, colors))
      .filter((lines) => lines.length > 0);
    return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  },
};

function headline(record: RunRecord, colors: Colors): string[] {
  const paint = record.verdict.verdict === 'valid' ? colors.green : colors.red;
  const { value, unit, ofWhat } = headlineOf(record);
  const figure = record.reads?.alone ? `${value} ${unit}` : `goodput ${value} TPS`;
  const ending = describeEnding(record);
  return [
    `${paint(colors.bold(record.verdict.verdict.toUpperCase()))}  ${colors.bold(figure)}, ${ofWhat}`,
    ...complaints(record).flatMap((line) => wrapLines(line, WIDTH, 0).map(colors.red)),
    ...wrapLines(`${describeRun(record)}: ${describeLoad(record)}`, WIDTH, 0),
    ...(ending === null ? [] : wrapLines(ending, WIDTH, 0).map(colors.yellow)),
  ];
}

function thresholds(record: RunRecord, colors: Colors): string[] {
  if (record.thresholds.length === 0) return [];
  const rows = record.thresholds.map((threshold) => [
    threshold.passed ? 'pass' : 'FAIL',
    printable(threshold.expression),
    `actual ${formatActual(threshold)}`,
  ]);
  const lines = tableLines(rows, ['left', 'left', 'left']);
  return [
    colors.bold('Thresholds'),
    ...lines.map((line, row) => (record.thresholds[row]!.passed ? colors.green(line) : colors.red(line))),
  ];
}

function doubts(record: RunRecord, colors: Colors): string[] {
  const lines = doubtsByWeight(record).flatMap((doubt) => {
    const paint = doubt.level === 'invalid' ? colors.red : colors.yellow;
    return [
      paint(`  ${doubt.level === 'invalid' ? 'INVALID' : 'warning'}  ${doubt.code}`),
      ...wrapLines(printable(doubt.message), WIDTH, 4),
      ...wrapLines(`-> ${printable(doubt.advice)}`, WIDTH, 4).map(colors.dim),
    ];
  });
  return lines.length === 0 ? [] : [colors.bold('Doubts'), ...lines];
}

/** Bodies of tables stand this far in, and their titles do not. */
const INDENT = 2;

/** What a title takes of the first column. */
const below = (title: string) => title.slice(INDENT);

/** The head of a table with its title in front. */
function titled(title: string, head: string, colors: Colors): string {
  return colors.bold(title + head.slice(title.length));
}

function ledger(record: RunRecord, colors: Colors): string[] {
  const rows = LEDGER_ROWS.map(({ stage, depth }) => [
    '  '.repeat(depth) + stage,
    formatCount(record.ledger[stage]),
    formatCount(record.windowLedger[stage]),
  ]);
  const laws = ledgerLaws(record.ledger).flatMap(({ law, figures, balanced }) => {
    const lines = [`  ${balanced ? 'ok ' : 'OFF'} ${law}`, `      ${figures}`];
    return lines.map(balanced ? colors.dim : colors.red);
  });
  const [head, ...body] = tableLines(
    [[below('Ledger'), 'whole run', 'window'], ...rows],
    ['left', 'right', 'right'],
  );
  return [titled('Ledger', head!, colors), ...body, ...laws];
}

function throughput(record: RunRecord, colors: Colors): string[] {
  const { throughput: rates, window } = record;
  const ofOffered = (tps: number) => (rates.offeredTps === 0 ? '' : formatShare(tps / rates.offeredTps));
  const row = (name: string, tps: number) => [name, `${formatRate(tps)}/s`, ofOffered(tps)];
  return [
    colors.bold('Throughput') +
      colors.dim(
        `  in the window from ${formatSetting(window.startNs / 1e6)} to ${formatSetting(window.endNs / 1e6)}, share of offered`,
      ),
    ...tableLines(
      [
        row('offered', rates.offeredTps),
        row('sent', rates.sentTps),
        row('accepted', rates.acceptedTps),
        row('included', rates.includedTps),
        row('goodput', rates.goodputTps),
        ['gas', formatGasRate(rates.gasPerSecond), ''],
      ],
      ['left', 'right', 'right'],
    ),
  ];
}

/** Eight columns leave no room for blanks within a figure. */
const tight = (ns: number | null) => formatMaybeDuration(ns).replace('min', 'm').replaceAll(' ', '');

const ALWAYS: readonly LatencyName[] = ['lag', 'submit', 'inclusion', 'inclusionFromSent'];

function latency(record: RunRecord, colors: Colors): string[] {
  const shown = LATENCIES.filter((name) => ALWAYS.includes(name) || record.latency[name].count > 0);
  const rows = shown.map((name) => {
    const { count, minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = record.latency[name];
    return [name, formatCount(count), ...[minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(tight)];
  });
  const titles = [below('Latency'), 'count', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  const [head, ...body] = tableLines(
    [titles, ...rows],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const odd = shown.flatMap((name) => {
    const { negative, overRange } = record.latency[name];
    return [
      ...(negative > 0 ? [`  ${name}: ${plural(negative, 'value')} below zero, counted as they are`] : []),
      ...(overRange > 0 ? [`  ${name}: ${plural(overRange, 'value')} over one hour`] : []),
    ];
  });
  return [titled('Latency', head!, colors), ...body, ...odd.map(colors.yellow)];
}

function reads({ reads: found }: RunRecord, colors: Colors): string[] {
  if (!found) return [];
  const rows = readRows(found).map(({ name, failed, latency }) => {
    const { count, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = latency;
    const failures = failed === null ? '' : formatCount(failed);
    return [name, formatCount(count), failures, ...[p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(tight)];
  });
  const [head, ...body] = tableLines(
    [[below('Reads'), 'count', 'failed', 'p50', 'p90', 'p99', 'p99.9', 'max'], ...rows],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const failures = found.failures
    .slice(0, LISTED)
    .flatMap((row) => [
      `  ${formatCount(row.count)}  ${failureName(row)}`,
      ...wrapLines(printable(row.detail), WIDTH, 6).map(colors.dim),
    ]);
  return [
    titled('Reads', head!, colors),
    ...body,
    ...wrapLines(`in the window: ${describeReadRates(found)}`, WIDTH).map(colors.dim),
    ...wrapLines(describeReadCounts(found), WIDTH).map(colors.dim),
    ...failures,
    ...more(found.failures.length),
  ];
}

function reasons(title: string, list: readonly ReasonCount[], colors: Colors): string[] {
  if (list.length === 0) return [];
  const lines = list
    .slice(0, LISTED)
    .flatMap(({ code, count, example }) => [
      `  ${formatCount(count)}  ${code}`,
      ...wrapLines(printable(example), WIDTH, 6).map(colors.dim),
    ]);
  return [colors.bold(title), ...lines, ...more(list.length)];
}

function more(total: number): string[] {
  return total > LISTED ? [`  and ${total - LISTED} more`] : [];
}

function actions(record: RunRecord, colors: Colors): string[] {
  if (record.actions.length === 0) return [];
  const rows = record.actions.map((row) => [
    printable(row.action, 24),
    formatCount(row.count),
    formatCount(row.succeeded),
    formatCount(row.reverted),
    gasEach(row),
  ]);
  const [head, ...body] = tableLines(
    [[below('Actions'), 'sent', 'succeeded', 'reverted', 'gas each'], ...rows],
    ['left', 'right', 'right', 'right', 'right'],
  );
  return [titled('Actions', head!, colors), ...body];
}

/** Mean over those that were included. */
function gasEach({ gasUsed, succeeded, reverted }: RunRecord['actions'][number]): string {
  const included = succeeded + reverted;
  return included === 0 ? NOTHING : formatCount(Math.round(gasUsed / included));
}

function reverts(record: RunRecord, colors: Colors): string[] {
  const { reverts: rows } = record;
  if (rows.length === 0) return [];
  const lines = rows.slice(0, LISTED).map(({ reason, action, count, meant }) => {
    const line = `  ${formatCount(count)}  ${printable(reason, 42)} (${printable(action, 20)})`;
    return meant ? colors.dim(`${line}, as meant`) : line;
  });
  return [
    `${colors.bold('Reverts')}${colors.dim(`  ${describeExamined(record)}`)}`,
    ...lines,
    ...more(rows.length),
  ];
}

function journeys(record: RunRecord, colors: Colors): string[] {
  const line = describeSteps(record);
  return line === null ? [] : [colors.bold('Steps that wait'), ...wrapLines(line, WIDTH, 2)];
}

function conflicts(record: RunRecord, colors: Colors): string[] {
  const line = describeConflicts(record);
  return line === null ? [] : [`${colors.bold('Conflicts')}  ${line}`];
}

function execution({ execution: found }: RunRecord, colors: Colors): string[] {
  if (found === null) return [];
  const rows = stageRows(found).map(({ stage, wallNs, eachNs, busyNs }) => [
    stage,
    formatDuration(wallNs),
    formatDuration(eachNs),
    formatBusy(busyNs),
  ]);
  const [head, ...body] = tableLines(
    [[below('Blocks made'), 'start to end', 'work each', 'work by thread'], ...rows],
    ['left', 'right', 'right', 'right'],
  );
  const bound = describeCriticalPath(found);
  const lines = [describeWork(found), ...(bound === null ? [] : [`critical path: ${bound}`])];
  return [
    titled('Blocks made', head!, colors),
    ...body,
    ...lines.flatMap((line) => wrapLines(line, WIDTH).map(colors.dim)),
  ];
}

function faults(record: RunRecord, colors: Colors): string[] {
  if (record.faults.length === 0) return [];
  const lines = record.faults
    .slice(0, LISTED)
    .flatMap((fault) =>
      wrapLines(`at ${formatDuration(fault.atNs)}: ${fault.kind}, ${printable(fault.message)}`, WIDTH),
    );
  return [colors.bold('Faults'), ...lines, ...more(record.faults.length)];
}

function oracle(record: RunRecord, colors: Colors): string[] {
  const { oracle: found } = record;
  const line = `${colors.bold('Oracle')}  ${found.passed ? describeOracle(record) : colors.red(describeOracle(record))}`;
  const failures = found.failures
    .slice(0, LISTED)
    .flatMap((failure) => wrapLines(printable(failure), WIDTH))
    .map(colors.red);
  return [line, ...failures, ...more(found.failures.length)];
}

function generator(record: RunRecord, colors: Colors): string[] {
  const loop = worstLoop(record);
  const cpu = cpuPerTransactionNs(record);
  const ceiling = describeCeiling(record);
  const rows = [
    ['lag p99', formatMaybeDuration(record.latency.lag.p99Ns)],
    [
      'event loop',
      `${Math.round(loop.utilisation * 100)} % busy, delayed p99 ${formatDuration(loop.delayP99Ns)}, max ${formatDuration(loop.delayMaxNs)}`,
    ],
    ['CPU', cpu === null ? NOTHING : `${formatDuration(cpu)} a transaction`],
    ...(ceiling === null ? [] : [['ceiling', ceiling]]),
    ['memory', `${formatBytes(record.harness.rssMaxBytes)} at most`],
  ];
  return [colors.bold('Generator'), ...tableLines(rows, ['left', 'left'])];
}

function chain(record: RunRecord, colors: Colors): string[] {
  const lines = chainFacts(record).flatMap(([name, value]) => wrapLines(`${name}: ${value}`, WIDTH));
  return [colors.bold('Chain'), ...lines];
}
