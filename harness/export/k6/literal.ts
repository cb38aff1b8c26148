/** Values as TypeScript, the way a person writes them. */

export type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

const WIDTH = 100;

/** `indent`: of the line that it begins in. What fits into one line stays there. */
export function literal(value: Value, indent = ''): string {
  const short = inline(value);
  if (typeof value !== 'object' || indent.length + short.length <= WIDTH) return short;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Array.isArray(value)
    ? value.map((one) => literal(one, inner))
    : Object.entries(value).map(([key, one]) => `${keyOf(key)}: ${literal(one, inner)}`);
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`;
}

function inline(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${keyOf(key)}: ${inline(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function keyOf(key: string): string {
  return /^[a-zA-Z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** In single quotes, with every character that would end or break the line escaped. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** Text of others inside a block comment: on one line, and it cannot end the comment. */
export function commented(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ').replaceAll('*/', '* /');
}
