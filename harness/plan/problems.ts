/** What is wrong with an input, in plain English: one line a problem, each with the path of the key. */
import type { z } from 'zod';
import { nearest } from './nearest.ts';

type RawIssue = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

/** Names under which people try to hand over what must not stand in a file. */
const SECRET_KEY = /private.?key|secret|mnemonic|seed.?phrase|funder|^keys?$/i;
export const SECRET_PROBLEM = 'keys and mnemonics never stand in a scenario';

export interface Reading<Output> {
  /** Missing when there are problems. */
  readonly output?: Output;
  /** `path: what is wrong`. */
  readonly problems: readonly string[];
}

/** For checks of one key against another: only where each is right by itself. */
export function sound(payload: { readonly issues: readonly unknown[] }): boolean {
  return payload.issues.length === 0;
}

/** Validates, in our words. `elsewhere` may tell where an unknown key would have had a meaning. */
export function read<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  elsewhere: (path: Path, key: string) => string | null = () => null,
): Reading<Output> {
  const result = schema.safeParse(input, { error: sentence, reportInput: true });
  if (result.success) return { output: result.data, problems: [] };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], elsewhere)) };
}

/** What our error map says of an issue; one line a key where keys are unknown. Schemas with a message keep theirs. */
function sentence(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(expectedKind(issue), issue.input);
    case 'too_small':
    case 'too_big':
      return outOfBounds(issue);
    case 'invalid_value':
      return wrongChoice(issue.values.map(String), issue.input);
    case 'invalid_format':
      return `is no valid ${issue.format}${got(issue.input)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}${got(issue.input)}`;
    case 'unrecognized_keys':
      return issue.keys.map((key: string) => unknownKey(key, knownKeys(issue.inst))).join('\n');
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

function expectedKind(issue: RawIssue & { code: 'invalid_type' }): string {
  const format = (issue.inst as z.ZodNumber | undefined)?.format;
  const expected = format === 'safeint' ? 'int' : String(issue.expected);
  return KINDS[expected] ?? expected;
}

function wrongType(kind: string, input: unknown): string {
  return input === undefined ? `is missing; it must be ${kind}` : `must be ${kind}${got(input)}`;
}

function outOfBounds(issue: RawIssue & { code: 'too_small' | 'too_big' }): string {
  const small = issue.code === 'too_small';
  const bound = small ? issue.minimum : issue.maximum;
  if (issue.origin === 'string') {
    return small && bound === 1 ? 'must not be empty' : `must have ${atBound(small, bound)} characters`;
  }
  if (issue.origin === 'array')
    return `must have ${atBound(small, bound)} ${bound === 1 ? 'entry' : 'entries'}`;
  if (issue.inclusive === false) return `must be ${small ? 'more' : 'less'} than ${bound}${got(issue.input)}`;
  return `must be ${atBound(small, bound)}${got(issue.input)}`;
}

function atBound(small: boolean, bound: unknown): string {
  return `${small ? 'at least' : 'at most'} ${bound}`;
}

function wrongChoice(values: readonly string[], input: unknown): string {
  const choices = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
  const meant = typeof input === 'string' ? nearest(input, values) : null;
  return `must be ${choices}${got(input)}${didYouMean(meant)}`;
}

/** More than these are no help in one line. */
const SHOWN_KEYS = 8;

function unknownKey(key: string, known: readonly string[]): string {
  if (SECRET_KEY.test(key)) return SECRET_PROBLEM;
  const meant = nearest(key, known);
  if (meant || known.length > SHOWN_KEYS) return `unknown key${didYouMean(meant)}`;
  return `unknown key; the keys here are ${known.join(', ')}`;
}

function knownKeys(schema: unknown): string[] {
  const definition = (schema as z.ZodObject | undefined)?._zod?.def;
  return Object.keys(definition?.shape ?? {});
}

export function didYouMean(word: string | null): string {
  return word === null ? '' : `; did you mean ${word}?`;
}

/** The value itself, where it is short enough to be no key and no mnemonic. */
function got(input: unknown): string {
  if (input === null) return ' (got nothing)';
  if (Array.isArray(input)) return ' (got a list)';
  if (typeof input === 'object') return ' (got a mapping)';
  if (typeof input === 'string') return input.length > 30 ? '' : ` (got "${input}")`;
  return ` (got ${String(input)})`;
}

function problemsOf(
  issue: z.core.$ZodIssue,
  prefix: Path,
  elsewhere: (path: Path, key: string) => string | null,
): string[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const sentences = issue.message.split('\n');
    return issue.keys.map((key, i) => `${pathText([...path, key])}: ${elsewhere(path, key) ?? sentences[i]}`);
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    // The branch that got furthest is the one that was meant; where none got anywhere, all are.
    const depth = (branch: readonly z.core.$ZodIssue[]) =>
      Math.max(...branch.map((inner) => inner.path.length));
    const furthest = Math.max(...issue.errors.map(depth));
    const meant = issue.errors.find((branch) => depth(branch) === furthest) ?? [];
    if (furthest > 0) return meant.flatMap((inner) => problemsOf(inner, path, elsewhere));
    return [
      `${pathText(path)}: ${[...new Set(issue.errors.flat().map((inner) => inner.message))].join(', or ')}`,
    ];
  }
  return [`${pathText(path)}: ${issue.message}`];
}

/** `stages[1].rate`. Options stand beside the name of their workload or target, so `options` and `name` are left out. */
export function pathText(path: Path): string {
  const named = path[0] === 'workload' || path[0] === 'target';
  const shown = named && (path[1] === 'options' || path[1] === 'name') ? [path[0], ...path.slice(2)] : path;
  if (shown.length === 0) return 'scenario';
  return shown
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
