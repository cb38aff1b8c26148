/** The files that every HTML report carries inside, read once. Beside this module: page.css and client.js. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const library = (file: string) => readFileSync(require.resolve(`uplot/dist/${file}`), 'utf8').trim();
const ours = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8').trim();

/** Of what is inlined and not ours; its terms ask that they stand beside it. */
export const LICENCE = readFileSync(
  require.resolve('uplot/package.json').replace(/package\.json$/, 'LICENSE'),
  'utf8',
).trim();
export const STYLES: readonly string[] = [library('uPlot.min.css'), ours('./page.css')];
export const SCRIPTS: readonly string[] = [library('uPlot.iife.min.js'), ours('./client.js')];
