import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeSpansOf, DOCUMENTS, documentText, ROOT, rowsOf, sectionOf } from './markdown.ts';

const architecture = documentText('ARCHITECTURE.md');

/** Code that names a place in the repository. */
function pathsIn(text: string): string[] {
  return codeSpansOf(text).filter((span) =>
    /^(harness|workloads|reports|test|docs|examples|scripts)\/[\w./-]*$/.test(span),
  );
}

describe('paths', () => {
  it.each(DOCUMENTS)('%s names only what is there', (path) => {
    const missing = pathsIn(documentText(path)).filter((named) => !existsSync(join(ROOT, named)));
    expect(missing).toEqual([]);
  });

  it('ARCHITECTURE.md names many', () => {
    expect(pathsIn(architecture).length).toBeGreaterThan(60);
  });

  it('the map has every folder of harness', () => {
    const folders = readdirSync(join(ROOT, 'harness')).filter(
      (name) => sourcesIn(join('harness', name)).length > 0,
    );
    const named = pathsIn(sectionOf(architecture, 'The map'));
    expect(folders.filter((name) => !named.includes(`harness/${name}/`))).toEqual([]);
  });
});

/** Links to files of ours and to headings in them. */
function brokenLinks(path: string): string[] {
  const links = [...documentText(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file, anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file!));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(documentText(target)).includes(anchor);
  });
}

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}

describe('links', () => {
  it.each(DOCUMENTS)('of %s lead somewhere', (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it('reach every document from the README', () => {
    const reached = new Set<string>(['README.md']);
    for (const path of reached) {
      for (const [, link] of documentText(path).matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
        reached.add(normalize(join(dirname(path), link!)));
      }
    }
    expect([...reached].sort()).toEqual([...DOCUMENTS].sort());
  });
});

function sourcesIn(folder: string): string[] {
  if (!statSync(join(ROOT, folder)).isDirectory()) return [];
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith('.ts'));
}

/** `harness/run/run.ts` belongs to `harness/run`; files beside the folders are doors of their own. */
function folderOf(file: string): string {
  const parts = file.split('/');
  return parts.slice(0, parts[0] === 'harness' ? 2 : 1).join('/');
}

/** The folders that a folder imports from, types too. */
function importsOf(folder: string): string[] {
  const imported = sourcesIn(folder).flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      ([, specifier]) => specifier!,
    );
    return specifiers.map((specifier) => folderOf(normalize(join(dirname(file), specifier))));
  });
  return [...new Set(imported)].filter((other) => other !== folder).sort();
}

describe('who may import whom', () => {
  const rules = rowsOf(sectionOf(architecture, 'Who may import whom')).map(([folder, allowed]) => ({
    folder: folder!.replaceAll('`', ''),
    allowed: allowed!.split(', ').map((name) => `harness/${name}`),
    everything: allowed === 'everything',
  }));

  it('has a rule for every folder', () => {
    const folders = [
      ...readdirSync(join(ROOT, 'harness'))
        .map((name) => `harness/${name}`)
        .filter((folder) => sourcesIn(folder).length > 0),
      'workloads',
      'reports',
    ];
    expect(rules.map(({ folder }) => folder).sort()).toEqual(folders.sort());
  });

  it.each(rules.filter(({ everything }) => !everything))('$folder', ({ folder, allowed }) => {
    expect(importsOf(folder).filter((other) => !allowed.includes(other))).toEqual([]);
  });

  it('sees imports at all', () => {
    expect(importsOf('harness/run')).toEqual([
      'harness/corpus',
      'harness/measure',
      'harness/pacing',
      'harness/reads',
      'harness/record',
      'harness/spec',
      'harness/std',
      'harness/wallet',
    ]);
  });
});
