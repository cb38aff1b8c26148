/** Reads what the documents say, so that tests can hold it against the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true }).map(String);

/** Every document, by its path from the root. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  ...inDocs
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)
    .sort(),
];

export function documentText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export interface Fence {
  readonly language: string;
  readonly text: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** Fenced blocks of code, in order. */
export function fencesOf(text: string): Fence[] {
  return [...text.matchAll(FENCE)].map(([, language = '', body = '']) => ({ language, text: body }));
}

/** Inline code, outside fences. */
export function codeSpansOf(text: string): string[] {
  return [...text.replace(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

/** What stands under a heading, up to the next of its level or above. Throws where there is no such heading. */
export function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const level = lines[start]!.indexOf(' ');
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

/** The cells of every row of every table in a text, without headings. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  const lines = text.split('\n');
  lines.forEach((line, at) => {
    if (!/^\|[\s:|-]+\|$/.test(line)) return;
    for (let next = at + 1; lines[next]?.startsWith('|'); next++) {
      rows.push(
        lines[next]!.slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      );
    }
  });
  return rows;
}

/** All the code in the first cells of a section's tables. */
export function firstCodes(text: string): string[] {
  return rowsOf(text).flatMap(([first]) => codeSpansOf(first!));
}

/** A command line of lakh as a document shows it. */
export interface CommandLine {
  readonly shown: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

/** `NAME=value npx lakh run ... "with spaces"`; `undefined` for any other line. */
export function commandLine(line: string): CommandLine | undefined {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
  const variables: Record<string, string> = {};
  for (let match = /^(\w+)=(.*)$/.exec(words[0] ?? ''); match; match = /^(\w+)=(.*)$/.exec(words[0] ?? '')) {
    variables[match[1]!] = match[2]!;
    words.shift();
  }
  if (words[0] === 'npx') words.shift();
  return words[0] === 'lakh' ? { shown: line, variables, argv: words.slice(1) } : undefined;
}

/** Command lines in the `sh` blocks of a document. */
export function commandLinesOf(text: string): CommandLine[] {
  return fencesOf(text)
    .filter(({ language }) => language === 'sh')
    .flatMap((fence) => fence.text.split('\n'))
    .flatMap((line) => commandLine(line) ?? []);
}

/** The file that a TypeScript block names in its first line, `// counter.ts`. */
export function exampleFile(path: string, name: string): string {
  const found = fencesOf(documentText(path)).filter((fence) => fence.text.startsWith(`// ${name}\n`));
  if (found.length !== 1) throw new Error(`${path} has ${found.length} blocks of ${name}`);
  return found[0]!.text;
}
