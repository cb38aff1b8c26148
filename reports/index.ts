/** The reporters, in the order in which they are listed. */
import type { Reporter } from '../harness/spec/index.ts';
import { csv } from './csv.ts';
import { html } from './html/report.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { text } from './text.ts';

export { type Summary, summaryObject } from './json.ts';
export { liveFigures, livePage } from './live/page.ts';
export { matrixHtml } from './matrix/page.ts';
export { matrixText } from './matrix/text.ts';
export { matrixLine } from './matrix/words.ts';
export { saturationHtml } from './saturation/page.ts';
export type { Saturation, SaturationStep } from './saturation/result.ts';
export { saturationText } from './saturation/text.ts';
export { scaleHtml } from './scale/page.ts';
export { scaleText } from './scale/text.ts';

export const REPORTERS: readonly Reporter[] = [text, html, markdown, json, csv];

/** The reporter of that name; `undefined` when there is none. */
export function reporterByName(name: string): Reporter | undefined {
  return REPORTERS.find((reporter) => reporter.name === name);
}
