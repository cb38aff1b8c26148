/** Scenario files: YAML, JSON, or a module whose default export is the scenario. */
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { LakhError, messageOf } from '../std/errors.ts';
import { importDefault } from '../std/module.ts';
import { inlineContracts } from './contract-files.ts';
import { resolvePlugins } from './plugin.ts';

const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  '.yaml': async (path) => parseYaml(await textOf(path), path),
  '.yml': async (path) => parseYaml(await textOf(path), path),
  '.json': async (path) => parseJson(await textOf(path), path),
  '.ts': defaultExport,
  '.mts': defaultExport,
  '.js': defaultExport,
  '.mjs': defaultExport,
};

/**
 * Reads a scenario, unvalidated; paths of plugins and contracts in it are relative to the file.
 *
 * @throws LakhError `file-unreadable`, or `bad-scenario` with line and column where there are any
 */
export async function readScenario(path: string): Promise<unknown> {
  const reader = READERS[extname(path).toLowerCase()];
  if (!reader) {
    throw new LakhError(
      'bad-scenario',
      `${path}: a scenario file ends in ${Object.keys(READERS).join(', ')}`,
    );
  }
  // An empty file, or one of comments alone, is a scenario that leaves everything at its default.
  const scenario = (await reader(path)) ?? {};
  if (typeof scenario !== 'object' || Array.isArray(scenario)) {
    throw new LakhError('bad-scenario', `${path}: a scenario is a mapping of keys to values`, {
      hint: '`lakh init` writes one to start from',
    });
  }
  return inFolder(scenario, dirname(resolve(path)));
}

/** The scenario with what it names by a path relative to `folder`: plugins by absolute paths, contracts themselves. */
export function inFolder(scenario: object, folder: string): object {
  return inlineContracts(resolvePlugins(scenario, folder), folder);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): LakhError {
  return new LakhError('file-unreadable', `${path} cannot be read: ${messageOf(cause)}`, {
    hint: 'give the path of a scenario, or none to run the default; `lakh init` writes one',
    cause,
  });
}

function parseYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw malformed(document.errors.map((error) => yamlProblem(error, lines, path)));
  try {
    return document.toJS();
  } catch (error) {
    throw malformed([`${path}: ${messageOf(error)}`]);
  }
}

function yamlProblem(error: YAMLError, lines: LineCounter, path: string): string {
  const { line, col } = lines.linePos(error.pos[0]);
  return `${path}:${line}:${col}: ${error.message}`;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(messageOf(error))?.[1];
    // The end of the text, where the message names no position.
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
    throw malformed([`${path}:${before.length}:${before.at(-1)!.length + 1}: this is no JSON from here on`]);
  }
}

function malformed(problems: readonly string[]): LakhError {
  return new LakhError('bad-scenario', problems.join('\n'), {
    hint: 'mend the file; indent with spaces, not tabs',
  });
}

async function defaultExport(path: string): Promise<unknown> {
  // Asked first, so that a file that is not there is told apart from one that does not load.
  await textOf(path);
  let exported: unknown;
  try {
    exported = await importDefault(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    throw new LakhError('bad-scenario', `${path} does not load: ${messageOf(cause)}`, { cause });
  }
  if (exported !== undefined) return exported;
  throw new LakhError('bad-scenario', `${path} has no default export`, {
    hint: 'export default { load: { rate: 500 } }',
  });
}
