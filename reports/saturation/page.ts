/** The result of a saturation search as one offline page: the curve, and every step as a table. */
import { formatMaybeDuration, formatRate } from '../format.ts';
import { scriptsOf } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { html } from '../html/markup.ts';
import { table } from '../html/table.ts';
import type { Saturation, SaturationStep } from './result.ts';
import { byRate, cause, evidence, headline, objectives, remark, subject } from './words.ts';

const SCRIPTS = scriptsOf(import.meta.url);

export function saturationHtml(saturation: Saturation): string {
  const notes = [remark(saturation), cause(saturation)].filter((note) => note !== null);
  const { knee } = saturation;
  return documentOf({
    title: headline(saturation),
    header: html`<header class="top">
<p class="mark">lakh</p>
<h1>Saturation</h1>
<p class="muted">${subject(saturation)}</p>
<p class="muted note">${objectives(saturation)}</p>
</header>`,
    main: html`<section class="card" aria-label="Result">
<p class="goodput">${knee.tps === null ? '-' : formatRate(knee.tps)} <small>TPS at the knee</small></p>
<p>${headline(saturation)}</p>
${notes.map((note) => html`<p class="muted">${note}</p>`)}
</section>
<figure class="card" aria-labelledby="chart-knee">
<figcaption><h2 id="chart-knee">Throughput and latency by rate</h2>
<p class="note">Means over the runs of each rate: goodput to the left, inclusion p99 to the right. Shaded: the interval of the knee.</p></figcaption>
<div class="plot" data-chart="knee" role="group" aria-label="Chart: ${headline(saturation)}; the table below holds the figures"></div>
<p class="note unscripted">The chart needs JavaScript; the table below holds the same figures.</p>
</figure>
<section class="card"><h2>Steps</h2>${steps(saturation)}</section>`,
    footer: 'lakh · saturation search',
    figures: chartData(saturation),
    scripts: SCRIPTS,
  });
}

const OUTCOMES = {
  passed: html`<span class="good result">✓ passed</span>`,
  failed: html`<strong class="bad result">✗ failed</strong>`,
  limited: html`<strong class="warn result">generator</strong>`,
};

function steps(saturation: Saturation) {
  return table(
    'Steps',
    [
      { title: 'Rate' },
      { title: 'Goodput', figure: true },
      { title: 'p50', figure: true },
      { title: 'p99', figure: true },
      { title: 'Result' },
      { title: 'What did not hold' },
      { title: 'Evidence' },
      { title: 'Record' },
    ],
    byRate(saturation).map((step) => ({
      name: formatRate(step.rate),
      cells: [
        formatRate(step.goodputTps),
        formatMaybeDuration(step.inclusionP50Ns),
        formatMaybeDuration(step.inclusionP99Ns),
        OUTCOMES[step.outcome],
        step.failed.join(', '),
        evidence(step),
        step.record,
      ],
    })),
  );
}

/** One entry a rate, ascending. */
export interface KneeChart {
  readonly rates: number[];
  readonly offered: number[];
  readonly goodput: number[];
  /** Nanoseconds. */
  readonly p99: (number | null)[];
  readonly interval: readonly [low: number | null, high: number | null];
}

function chartData(saturation: Saturation): KneeChart {
  const sorted = byRate(saturation);
  const rates = [...new Set(sorted.map(({ rate }) => rate))];
  const of = (pick: (step: SaturationStep) => number | null) =>
    rates.map((rate) => mean(sorted.filter((step) => step.rate === rate).map(pick)));
  return {
    rates,
    offered: of(({ offeredTps }) => offeredTps) as number[],
    goodput: of(({ goodputTps }) => goodputTps) as number[],
    p99: of(({ inclusionP99Ns }) => inclusionP99Ns),
    interval: [saturation.knee.low, saturation.knee.high],
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
