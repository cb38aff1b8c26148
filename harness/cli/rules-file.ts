/** Rules of a gate from a file: a mapping of metrics to allowed changes, or a list of rules, in YAML or JSON. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { LakhError, messageOf } from '../std/errors.ts';

/** Throws `file-unreadable`, and `bad-rule` for what is neither a mapping nor a list. */
export async function readRules(path: string): Promise<string[]> {
  const rules = parsed(await textOf(path), path);
  if (Array.isArray(rules)) return rules.flatMap((rule) => (typeof rule === 'string' ? rule : ruleOf(rule)));
  if (typeof rules === 'object' && rules !== null) return ruleOf(rules);
  throw badFile(path, 'holds no rules');
}

/** In a list, `- goodput: -5%` is a mapping of one key. */
function ruleOf(mapping: unknown): string[] {
  return Object.entries(mapping ?? {}).map(([metric, change]) => `${metric}: ${String(change)}`);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new LakhError('file-unreadable', `the rules cannot be read: ${messageOf(cause)}`, {
      hint: 'give the path of a file such as examples/ci/rules.yaml',
      cause,
    });
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (cause) {
    throw badFile(path, messageOf(cause).split('\n')[0]!);
  }
}

function badFile(path: string, what: string): LakhError {
  return new LakhError('bad-rule', `${path}: ${what}`, { hint: 'a line a metric, such as goodput: -5%' });
}
