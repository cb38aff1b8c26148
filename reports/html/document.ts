/**
 * A page that needs no network, no server and no other file.
 *
 * Text from a target is shown and never run: markup.ts escapes it, and a content security policy allows only the
 * scripts and styles of this very page, by their hashes.
 */
import { createHash } from 'node:crypto';
import { LICENCE, STYLES } from './assets.ts';
import { html, type Markup, scriptJson, trusted } from './markup.ts';

export interface Page {
  readonly title: string;
  readonly header: Markup;
  readonly main: Markup;
  readonly footer: string;
  /** What the charts are drawn from; the page's script finds it as `plots.figures`. */
  readonly figures: unknown;
  readonly scripts: readonly string[];
  /** More style sheets than all pages have. */
  readonly styles?: readonly string[];
  /** Whether it may ask the server that it came from, for events. */
  readonly live?: boolean;
}

/** `'sha256-...'` of each, as a content security policy wants them (CSP Level 3, 2.3.1). */
function hashes(sources: readonly string[]): string {
  return sources
    .map((source) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`)
    .join(' ');
}

/** The whole file. */
export function documentOf({ title, header, main, footer, figures, scripts, ...more }: Page): string {
  const styles = [...STYLES, ...(more.styles ?? [])];
  const events = more.live ? "; connect-src 'self'" : '';
  const policy = `default-src 'none'; img-src data:; style-src ${hashes(styles)}; script-src ${hashes(scripts)}${events}`;
  return html`<!doctype html>
<html lang="en">
<!-- The charts are drawn by uPlot. ${trusted(LICENCE)} -->
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${styles.map((style) => trusted(`<style>${style}</style>\n`))}</head>
<body>
${header}
<main>
${main}
</main>
<footer><p>${footer}</p></footer>
<script type="application/json" id="figures">${scriptJson(figures)}</script>
${scripts.map((script) => trusted(`<script>${script}</script>\n`))}</body>
</html>
`.markup;
}
