/**
 * The HTML report: one file that needs no network, no server and no other file.
 *
 * Text from a target is shown and never run: markup.ts escapes it, and a content security policy allows only the
 * scripts and styles of this very page, by their hashes.
 */
import { createHash } from 'node:crypto';
import type { Reporter, RunRecord } from '../../harness/spec/index.ts';
import { formatRate } from '../format.ts';
import { describeRun } from '../headline.ts';
import { LICENCE, SCRIPTS, STYLES } from './assets.ts';
import { chartData } from './charts.ts';
import { charts, seconds } from './figures.ts';
import {
  actions,
  blocks,
  encounters,
  faults,
  generators,
  latency,
  notTaken,
  oracle,
  reverts,
  throughput,
} from './findings.ts';
import { ledger } from './flow.ts';
import { html as markup, scriptJson, trusted } from './markup.ts';
import { doubts, hero, thresholds, top } from './opening.ts';
import { surroundings } from './surroundings.ts';

export const html: Reporter = {
  name: 'html',
  summary: 'one offline page with charts',
  extension: 'html',
  render: (record) => page(record).markup,
};

/** `'sha256-...'` of each, as a content security policy wants them (CSP Level 3, 2.3.1). */
function hashes(sources: readonly string[]): string {
  return sources
    .map((source) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`)
    .join(' ');
}

const POLICY = `default-src 'none'; img-src data:; style-src ${hashes(STYLES)}; script-src ${hashes(SCRIPTS)}`;

function page(record: RunRecord) {
  const data = chartData(record);
  return markup`<!doctype html>
<html lang="en">
<!-- The charts are drawn by uPlot. ${trusted(LICENCE)} -->
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${formatRate(record.throughput.goodputTps)} TPS goodput, ${describeRun(record)}</title>
<link rel="icon" href="data:,">
${STYLES.map((style) => trusted(`<style>${style}</style>\n`))}</head>
<body>
${top(record)}
<main>
${hero(record)}
${doubts(record)}
<div class="pair">${thresholds(record)}${oracle(record)}</div>
${charts(record, data)}
${ledger(record)}
${latency(record)}
<div class="pair">${throughput(record)}${actions(record)}</div>
${reverts(record)}
${encounters(record)}
${notTaken(record)}
${faults(record)}
${generators(record)}
${surroundings(record)}
${seconds(record)}
${blocks(record)}
</main>
<footer><p>lakh ${record.lakh} · record version ${record.version} · ${record.id}</p></footer>
<script type="application/json" id="figures">${scriptJson(data)}</script>
${SCRIPTS.map((script) => trusted(`<script>${script}</script>\n`))}</body>
</html>
`;
}
