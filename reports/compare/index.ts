/** The forms of a comparison. */
import { comparisonMarkdown } from './markdown.ts';
import { comparisonPage } from './page.ts';
import { comparisonText } from './text.ts';
import type { Compared } from './words.ts';

export type { Compared } from './words.ts';

export interface ComparisonForm {
  /** The ending of a file that holds it, without the dot. */
  readonly extension: string;
  render(compared: Compared, options?: { readonly color?: boolean }): string;
}

export const COMPARISON_FORMS: Readonly<Record<'text' | 'markdown' | 'html' | 'json', ComparisonForm>> = {
  text: { extension: 'txt', render: (compared, { color } = {}) => comparisonText(compared, color) },
  markdown: { extension: 'md', render: comparisonMarkdown },
  html: { extension: 'html', render: comparisonPage },
  json: {
    extension: 'json',
    render: ({ comparison }) => `${JSON.stringify(comparison, null, 2)}\n`,
  },
};
