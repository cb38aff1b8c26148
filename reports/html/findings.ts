/** The tables of the HTML report: rates, latencies, what was not taken, what was done, what the chain says. */
import { LATENCIES, type LatencyName, type ReasonCount, type RunRecord } from '../../harness/spec/index.ts';
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
} from '../format.ts';
import {
  describeCeiling,
  describeConflicts,
  describeExamined,
  describeOracle,
  describeSteps,
} from '../headline.ts';
import { fillOf } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { type Column, table } from './table.ts';

const figures = (...titles: string[]): Column[] => titles.map((title) => ({ title, figure: true }));

export function throughput(record: RunRecord): Markup {
  const { throughput: rates, window } = record;
  const row = (name: string, tps: number, meaning: string) => ({
    name: html`${name}<small>${meaning}</small>`,
    cells: [`${formatRate(tps)}/s`, rates.offeredTps === 0 ? NOTHING : formatShare(tps / rates.offeredTps)],
  });
  return html`<section class="card"><h2>Throughput</h2>${table(
    'Throughput',
    [{ title: 'Stage' }, ...figures('Rate', 'Of offered')],
    [
      row('offered', rates.offeredTps, 'came due'),
      row('sent', rates.sentTps, 'handed to the target'),
      row('accepted', rates.acceptedTps, 'taken by the target'),
      row('included', rates.includedTps, 'in a block'),
      row('goodput', rates.goodputTps, 'succeeded'),
      { name: 'gas', cells: [formatGasRate(rates.gasPerSecond), ''] },
    ],
    {
      caption: `What happened inside the measurement window, ${formatSetting(window.startNs / 1e6)} to ${formatSetting(window.endNs / 1e6)} after the first arrival.`,
    },
  )}</section>`;
}

const MEANINGS: Record<LatencyName, string> = {
  waiting: 'a step held until an earlier one was included',
  lag: 'due to sent: how late the generator was',
  submit: 'sent to accepted',
  inclusion: 'due to block seen: the headline',
  inclusionFromSent: 'sent to block seen',
  headerInclusion: 'due to the time in the header',
  finality: 'due to known final',
  rejection: 'sent to rejected',
  unanswered: 'sent to given up',
};

export function latency(record: RunRecord): Markup {
  const rows = LATENCIES.filter((name) => record.latency[name].count > 0).map((name) => {
    const { count, minNs, meanNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = record.latency[name];
    return {
      name: html`${name}<small>${MEANINGS[name]}${oddities(record, name)}</small>`,
      cells: [
        formatCount(count),
        ...[minNs, meanNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(formatMaybeDuration),
      ],
    };
  });
  return html`<section class="card"><h2>Latency</h2>${
    rows.length === 0
      ? html`<p class="muted">Nothing was recorded.</p>`
      : table(
          'Latency',
          [{ title: '' }, ...figures('Count', 'Min', 'Mean', 'p50', 'p90', 'p99', 'p99.9', 'Max')],
          rows,
        )
  }</section>`;
}

function oddities(record: RunRecord, name: LatencyName): Markup {
  const { negative, overRange } = record.latency[name];
  return html`${negative > 0 && html`; <span class="warn">${formatCount(negative)} below zero</span>`}${
    overRange > 0 && html`; <span class="warn">${formatCount(overRange)} over one hour</span>`
  }`;
}

export function notTaken(record: RunRecord): Markup | null {
  const rows = [...reasonRows('rejected', record.rejections), ...reasonRows('unanswered', record.unanswered)];
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>Rejected and unanswered</h2>${table(
    'Rejected and unanswered',
    [{ title: 'Reason' }, { title: 'Count', figure: true }, { title: 'First message' }],
    rows,
  )}</section>`;
}

function reasonRows(outcome: string, reasons: readonly ReasonCount[]) {
  return reasons.map(({ code, count, example }) => ({
    name: html`${code}<small>${outcome}</small>`,
    cells: [formatCount(count), html`<code class="message">${example}</code>`],
  }));
}

export function faults(record: RunRecord): Markup | null {
  if (record.faults.length === 0) return null;
  return html`<section class="card"><h2>Faults</h2>${table(
    'Faults',
    [{ title: 'At' }, { title: 'Kind' }, { title: 'What happened' }],
    record.faults.map((fault) => ({
      name: formatDuration(fault.atNs),
      cells: [fault.kind, html`<span class="message">${fault.message}</span>`],
    })),
  )}</section>`;
}

export function actions(record: RunRecord): Markup {
  return html`<section class="card"><h2>Actions</h2>${
    record.actions.length === 0
      ? html`<p class="muted">Nothing was sent.</p>`
      : table(
          'Actions',
          [{ title: 'Action' }, ...figures('Sent', 'Succeeded', 'Reverted', 'Gas used')],
          record.actions.map((row) => ({
            name: row.action,
            cells: [row.count, row.succeeded, row.reverted, row.gasUsed].map(formatCount),
          })),
        )
  }</section>`;
}

export function reverts(record: RunRecord): Markup | null {
  if (record.reverts.length === 0) return null;
  return html`<section class="card"><h2>Reverts</h2>${table(
    'Reverts',
    [{ title: 'Reason' }, { title: 'Count', figure: true }, { title: 'Meant' }, { title: 'One of them' }],
    record.reverts.map(({ reason, action, count, meant, example }) => ({
      name: html`<span class="message">${reason}</span><small>${action}</small>`,
      cells: [formatCount(count), meant ? 'yes' : 'no', html`<code class="message">${example}</code>`],
    })),
    { caption: `Why transactions failed on the chain: ${describeExamined(record)}.` },
  )}</section>`;
}

/** Steps that waited, and how many transactions met. */
export function encounters(record: RunRecord): Markup | null {
  const steps = describeSteps(record);
  const conflicts = describeConflicts(record);
  if (steps === null && conflicts === null) return null;
  return html`<section class="card"><h2>Journeys and conflicts</h2>
${steps !== null && html`<p>${steps}</p>`}
${conflicts !== null && html`<p>Conflicts: ${conflicts}.</p><p class="note">Share of transactions that touched a slot, or changed an account, which an earlier one of the same block had changed: what parallel execution has to give up.</p>`}
</section>`;
}

export function oracle(record: RunRecord): Markup {
  const { oracle: found } = record;
  return html`<section class="card"><h2>Oracle</h2>
<p class="note">What must be true of the chain after the run, read back from it.</p>
<p class="${found.passed ? 'good' : found.read ? 'bad' : 'muted'}">${describeOracle(record)}</p>
${found.failures.length > 0 && html`<ul>${found.failures.map((failure) => html`<li>${failure}</li>`)}</ul>`}
</section>`;
}

export function generators(record: RunRecord): Markup {
  const rows = record.generators.map((row) => ({
    name: `worker ${row.worker}`,
    cells: [
      formatCount(row.sent),
      `${(row.eventLoopUtilisation * 100).toFixed(0)} %`,
      formatDuration(row.eventLoopDelayP99Ns),
      formatDuration(row.eventLoopDelayMaxNs),
      formatMaybeDuration(row.signMeanNs),
      formatCount(row.queuedMax),
      formatCount(row.inFlightMax),
      formatDuration(row.clockOffsetNs),
    ],
  }));
  const { cpuMicros, rssMaxBytes, targetCpuMicros } = record.harness;
  const ceiling = describeCeiling(record);
  const target =
    targetCpuMicros === null ? '' : `; the target used ${formatDuration(targetCpuMicros * 1000)} of CPU`;
  return html`<section class="card"><h2>Generator</h2>
<p class="note">Whether the harness itself was the limit. It used ${formatDuration(cpuMicros * 1000)} of CPU and at most ${formatBytes(rssMaxBytes)} of memory${target}.${ceiling !== null && ` It sent at ${ceiling}.`}</p>
${
  rows.length > 0 &&
  table(
    'Generator',
    [
      { title: '' },
      ...figures(
        'Sent',
        'Loop busy',
        'Loop delay p99',
        'max',
        'Signing',
        'Queued max',
        'In flight max',
        'Clock offset',
      ),
    ],
    rows,
  )
}
</section>`;
}

/** Blocks past this many are in the record only; the chart has all of the record's. */
const BLOCKS_LISTED = 500;

export function blocks(record: RunRecord): Markup | null {
  if (record.blocks.length === 0) return null;
  const left = record.blocks.length > BLOCKS_LISTED ? `The first ${BLOCKS_LISTED} of the record.` : undefined;
  return html`<section class="card"><details><summary>Blocks</summary>${table(
    'Blocks',
    [{ title: 'Number' }, ...figures('Seen at', 'Transactions', 'Ours', 'Gas used', 'Full', 'Base fee, wei')],
    record.blocks.slice(0, BLOCKS_LISTED).map((block) => ({
      name: formatCount(block.number),
      cells: [
        formatDuration(block.seenNs),
        formatCount(block.transactions),
        formatCount(block.ours),
        formatCount(block.gasUsed),
        formatShare(fillOf(block)),
        block.baseFeeWei ?? NOTHING,
      ],
    })),
    left === undefined ? { tall: true } : { tall: true, caption: left },
  )}</details></section>`;
}
