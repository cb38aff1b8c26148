/** HTML as values: a template that escapes whatever is put into it, so that text can never become markup. */

/** A piece of finished HTML. Only `html` and `trusted` make one. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is kept, lists are joined, `null` and `false` vanish. */
export type Content = string | number | Markup | null | false | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fit for element content and for quoted attributes; characters that would turn the direction of text are dropped. */
export function escapeHtml(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replace(/[&<>"']/g, (mark) => ESCAPES[mark]!);
}

/** `html\`<p>${text}</p>\``. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  let markup = parts[0]!;
  for (const [index, content] of contents.entries()) markup += textOf(content) + parts[index + 1]!;
  return { markup };
}

/** Markup from our own files. Never for anything that a record holds. */
export function trusted(markup: string): Markup {
  return { markup };
}

function textOf(content: Content): string {
  if (content === null || content === false) return '';
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  if ('markup' in content) return content.markup;
  return content.map(textOf).join('');
}

/** JSON for the inside of a script element: nothing in it can end the element or open a comment. */
export function scriptJson(value: unknown): Markup {
  return trusted(
    JSON.stringify(value)
      .replace(/</g, '\\u003c')
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029'),
  );
}
