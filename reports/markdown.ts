/** A summary in GitHub's Markdown, for a comment on a pull request or for an issue. */
import { LATENCIES, type Reporter, type RunRecord } from '../harness/spec/index.ts';
import { describeCriticalPath, describeWork, formatBusy, stageRows } from './execution.ts';
import {
  formatCount,
  formatDuration,
  formatGasRate,
  formatMaybeDuration,
  formatRate,
  NOTHING,
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
import { plain, markdownTable as table } from './markdown-text.ts';
import { describeReadCounts, describeReadRates, failureName, headlineOf, readRows } from './reads.ts';

export const markdown: Reporter = {
  name: 'markdown',
  summary: 'a summary for a pull request or an issue',
  extension: 'md',
  render(record) {
    const sent = record.reads?.alone ? [] : [throughput, latency];
    const sections = [
      headline,
      thresholds,
      doubts,
      ...sent,
      reads,
      actions,
      reverts,
      execution,
      reasons,
      details,
    ];
    const parts = sections.map((section) => section(record));
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  },
};

function headline(record: RunRecord): string {
  const wrong = complaints(record);
  const verdict = record.verdict.verdict === 'valid' ? ['valid', ...wrong] : wrong;
  const ending = describeEnding(record);
  const { value, unit, ofWhat } = headlineOf(record);
  return [
    `### ${wrong.length === 0 ? '✅' : '❌'} ${value} ${unit}, ${ofWhat}`,
    '',
    `**${verdict.join(' · ')}** · ${plain(describeRun(record))} · ${plain(describeLoad(record))}`,
    ...(ending === null ? [] : ['', ending]),
  ].join('\n');
}

function thresholds(record: RunRecord): string {
  if (record.thresholds.length === 0) return '';
  const rows = record.thresholds.map((threshold) => [
    plain(threshold.expression),
    formatActual(threshold),
    threshold.passed ? '✅ pass' : '❌ **fail**',
  ]);
  return table(['Threshold', 'actual', ''], rows, [2]);
}

function doubts(record: RunRecord): string {
  return doubtsByWeight(record)
    .map(
      (doubt) =>
        `> **${doubt.level === 'invalid' ? 'Invalid' : 'Warning'}: ${doubt.code}.** ${plain(doubt.message)}\n> ${plain(doubt.advice)}`,
    )
    .join('\n\n');
}

function throughput({ throughput: rates }: RunRecord): string {
  return table(
    ['Throughput', 'offered', 'sent', 'accepted', 'included', '**goodput**', 'gas'],
    [
      [
        'per second',
        formatRate(rates.offeredTps),
        formatRate(rates.sentTps),
        formatRate(rates.acceptedTps),
        formatRate(rates.includedTps),
        `**${formatRate(rates.goodputTps)}**`,
        formatGasRate(rates.gasPerSecond),
      ],
    ],
  );
}

function actions(record: RunRecord): string {
  if (record.actions.length === 0) return '';
  const rows = record.actions.map(({ action, count, succeeded, reverted, gasUsed }) => {
    const included = succeeded + reverted;
    const gas = included === 0 ? NOTHING : formatCount(Math.round(gasUsed / included));
    return [plain(action), ...[count, succeeded, reverted].map(formatCount), gas];
  });
  return table(['Action', 'sent', 'succeeded', 'reverted', 'gas each'], rows);
}

function conflictLine(record: RunRecord): string | null {
  const said = describeConflicts(record);
  return said === null ? null : `conflicts: ${said}`;
}

/** Reasons past this many are in the record only. */
const REASONS = 5;

function reverts(record: RunRecord): string {
  if (record.reverts.length === 0) return '';
  const rows = record.reverts
    .slice(0, REASONS)
    .map(({ reason, action, count, meant }) => [
      plain(reason),
      plain(action),
      formatCount(count),
      meant ? 'yes' : 'no',
    ]);
  return table([`Reverts: ${describeExamined(record)}`, 'action', 'count', 'meant'], rows, [1, 3]);
}

function latency(record: RunRecord): string {
  const rows = LATENCIES.filter((name) => record.latency[name].count > 0).map((name) => {
    const { count, minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs, negative } = record.latency[name];
    const note = negative > 0 ? ` (${formatCount(negative)} below zero)` : '';
    const figures = [minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(formatMaybeDuration);
    return [name + note, formatCount(count), ...figures];
  });
  if (rows.length === 0) return '';
  return table(['Latency', 'count', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'], rows);
}

function reads({ reads: found }: RunRecord): string {
  if (!found) return '';
  const rows = readRows(found).map(({ name, failed, latency }) => {
    const { count, minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = latency;
    const figures = [minNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(formatMaybeDuration);
    return [name, formatCount(count), failed === null ? '' : formatCount(failed), ...figures];
  });
  const failures = found.failures
    .slice(0, REASONS)
    .map((row) => [failureName(row), formatCount(row.count), plain(row.detail)]);
  return [
    table(['Reads', 'count', 'failed', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'], rows),
    `Reads in the window: ${describeReadRates(found)}. Over the ${describeReadCounts(found)}.`,
    ...(failures.length === 0 ? [] : [table(['Failed reads', 'count', 'first message'], failures, [2])]),
  ].join('\n\n');
}

function execution({ execution: found }: RunRecord): string {
  if (found === null) return '';
  const rows = stageRows(found).map(({ stage, wallNs, eachNs, busyNs }) => [
    stage,
    formatDuration(wallNs),
    formatDuration(eachNs),
    formatBusy(busyNs),
  ]);
  const bound = describeCriticalPath(found);
  return [
    table(['Blocks made', 'start to end', 'work each', 'work by thread'], rows),
    `${describeWork(found)}.${bound === null ? '' : ` Critical path: ${bound}.`}`,
  ].join('\n\n');
}

function reasons(record: RunRecord): string {
  const rows = [
    ...record.rejections.map((reason) => ['rejected', reason] as const),
    ...record.unanswered.map((reason) => ['unanswered', reason] as const),
  ].map(([outcome, { code, count, example }]) => [`${outcome}: ${code}`, formatCount(count), plain(example)]);
  const faults = record.faults.map(
    (fault) => `- at ${formatDuration(fault.atNs)}: ${fault.kind}, ${plain(fault.message)}`,
  );
  return [
    rows.length === 0 ? '' : table(['Not taken', 'count', 'first message'], rows, [2]),
    faults.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function details(record: RunRecord): string {
  const loop = worstLoop(record);
  const cpu = cpuPerTransactionNs(record);
  const ceiling = describeCeiling(record);
  const rows = LEDGER_ROWS.map(({ stage, depth }) => [
    '&emsp;'.repeat(depth) + stage,
    formatCount(record.ledger[stage]),
    formatCount(record.windowLedger[stage]),
  ]);
  const laws = ledgerLaws(record.ledger).map(
    ({ law, figures, balanced }) => `- ${balanced ? '✅' : '❌'} ${law}: ${figures}`,
  );
  const { environment } = record;
  return [
    '<details><summary>Ledger, oracle, generator and surroundings</summary>',
    table(['Ledger', 'whole run', 'window'], rows),
    laws.join('\n'),
    [
      `- oracle: ${describeOracle(record)}`,
      ...record.oracle.failures.slice(0, 10).map((failure) => `  - ${plain(failure)}`),
      ...[describeSteps(record), conflictLine(record)].flatMap((line) =>
        line === null ? [] : [`- ${line}`],
      ),
      `- generator: lag p99 ${formatMaybeDuration(record.latency.lag.p99Ns)}, event loop at most ${Math.round(loop.utilisation * 100)} % busy${cpu === null ? '' : `, ${formatDuration(cpu)} of CPU a transaction`}${ceiling === null ? '' : `, sent at ${ceiling}`}`,
      `- chain: ${chainFacts(record)
        .map(([name, value]) => `${plain(name)}: ${plain(value)}`)
        .join('; ')}`,
      `- machine: ${plain(environment.cpu)}, ${environment.cores} cores, ${plain(environment.platform)}, Node ${plain(environment.node)}`,
      `- run ${plain(record.id)}, lakh ${plain(record.lakh)}, seed ${record.plan.seed}`,
    ].join('\n'),
    '</details>',
  ].join('\n\n');
}
