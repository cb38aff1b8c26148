/** The files that pages carry inside, read once: uPlot, page.css, plots.js, and a script of the page's own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const library = (file: string) => readFileSync(require.resolve(`uplot/dist/${file}`), 'utf8').trim();
const text = (file: string, from: string) => readFileSync(new URL(file, from), 'utf8').trim();

/** Of what is inlined and not ours; its terms ask that they stand beside it. */
export const LICENCE = readFileSync(
  require.resolve('uplot/package.json').replace(/package\.json$/, 'LICENSE'),
  'utf8',
).trim();
export const STYLES: readonly string[] = [library('uPlot.min.css'), text('./page.css', import.meta.url)];
const DRAWING: readonly string[] = [library('uPlot.iife.min.js'), text('./plots.js', import.meta.url)];

/** A file beside the module at `from` (an `import.meta.url`). */
export function fileBeside(from: string, file: string): string {
  return text(`./${file}`, from);
}

/** The scripts of a page whose charts `client.js` describes, beside the module at `from` (an `import.meta.url`). */
export function scriptsOf(from: string): readonly string[] {
  return [...DRAWING, text('./client.js', from)];
}
