/** Whether records may be held against each other: the same work, the same generator, the same machine. */
import type { RunRecord } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';
import type { Side, SideRun } from './types.ts';

/** What differs, by its path in the record, between the first run of all and runs of a side. */
export interface Mismatch {
  readonly path: string;
  readonly label: string;
  readonly expected: string;
  readonly found: string;
}

/** Everything that changes what is measured. Not here: the seed, which decides no more than which accounts meet. */
function identity({ plan, environment, lakh }: RunRecord): Readonly<Record<string, unknown>> {
  const { workload, target, load, reads, accounts, batch, fees, workers, pacing, signer } = plan;
  const { node, platform, cpu, cores } = environment;
  return {
    lakh,
    plan: {
      workload,
      target,
      load,
      reads: reads ?? null,
      accounts,
      batch,
      fees: { type: (fees as { type?: unknown } | undefined)?.type },
      workers,
      pacing,
      signer,
    },
    environment: { node, platform, cpu, cores },
  };
}

/** Where a chain is found does not say what it is. */
const ADDRESSES = /^plan\.target\.options\.(url|headersEnv)(\[\d+\])?$/;

/** Dotted paths of the leaves, with their values as JSON. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value) ?? 'nothing']];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path === '' ? key : Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
  );
}

/**
 * All differences that matter.
 *
 * @param across paths whose differences are meant, `plan.target` for one; `plan.` may be left out
 */
export function mismatches(sides: readonly Side[], across: readonly string[]): Mismatch[] {
  const first = sides[0]?.runs[0];
  if (!first) return [];
  const expected = new Map(leaves(identity(first.record)));
  const found = new Map<string, Mismatch>();
  for (const { label, runs } of sides) {
    for (const { record } of runs) {
      const here = new Map(leaves(identity(record)));
      for (const path of new Set([...expected.keys(), ...here.keys()])) {
        const [a, b] = [expected.get(path) ?? 'nothing', here.get(path) ?? 'nothing'];
        if (a === b || ADDRESSES.test(path) || isMeant(path, across) || found.has(path + label)) continue;
        found.set(path + label, { path, label, expected: a, found: b });
      }
    }
  }
  return [...found.values()];
}

function isMeant(path: string, across: readonly string[]): boolean {
  return across.some((meant) =>
    [meant, `plan.${meant}`].some((one) => path === one || path.startsWith(`${one}.`)),
  );
}

/** Runs that are to be left out: nothing of the chain is wrong, but their figures do not stand for a whole run. */
function whyLeftOut({ record }: SideRun): string | null {
  if (record.ending === 'interrupted') return 'interrupted';
  const codes = invalidCodes(record);
  return codes.length > 0 && codes.every((code) => /^generator-/.test(code)) ? codes.join(', ') : null;
}

function invalidCodes({ verdict }: RunRecord): string[] {
  return verdict.reasons.filter(({ level }) => level === 'invalid').map(({ code }) => code);
}

export interface Matched {
  readonly sides: readonly Side[];
  readonly warnings: readonly string[];
  /** Why the sides should not be compared; empty where all is well. */
  readonly problems: readonly string[];
}

/**
 * Leaves out runs that measured the generator or were broken off, pairs the rest where they are pairs, and says what
 * speaks against comparing them.
 *
 * @throws LakhError `bad-comparison` when a record is there twice, or a side has no run left
 */
export function match(sides: readonly Side[], across: readonly string[], paired: boolean): Matched {
  refuseTwice(sides);
  const warnings: string[] = [];
  const kept = sides.map((side) => ({
    ...side,
    runs: side.runs.filter((run) => {
      const why = whyLeftOut(run);
      if (why !== null) warnings.push(`${side.label}: ${run.name} is left out: ${why}`);
      return why === null;
    }),
  }));
  const matched = paired ? inPairs(kept, warnings) : kept;
  refuseNone(matched, warnings);
  const seeds = matched.map(({ runs }) => [...new Set(runs.map(({ record }) => record.plan.seed))].sort());
  if (new Set(seeds.map(String)).size > 1) {
    warnings.push('the seeds of the sides differ: they did not send the same transactions');
  }
  return { sides: matched, warnings, problems: problemsOf(matched, across) };
}

function problemsOf(sides: readonly Side[], across: readonly string[]): string[] {
  const differing = mismatches(sides, across).map(
    ({ path, label, expected, found }) => `${path}: ${expected} in A, ${found} in ${label}`,
  );
  const invalid = sides.flatMap(({ label, runs }) =>
    runs.flatMap(({ name, record }) =>
      record.verdict.verdict === 'invalid'
        ? [`${label}: ${name} is invalid: ${invalidCodes(record).join(', ')}`]
        : [],
    ),
  );
  return [...differing, ...invalid];
}

/** The id has whole seconds: two short runs may share it, not the moment as well. */
function keyOf({ id, startedAt }: RunRecord): string {
  return `${id} ${startedAt}`;
}

function refuseTwice(sides: readonly Side[]): void {
  const seen = new Map<string, string>();
  for (const { label, runs } of sides) {
    for (const { name, record } of runs) {
      const before = seen.get(keyOf(record));
      if (before !== undefined) {
        throw new LakhError(
          'bad-comparison',
          `${before} and ${label} (${name}) are the same record, ${record.id}`,
          {
            hint: 'give each run once: a copy of a record tells nothing new',
          },
        );
      }
      seen.set(keyOf(record), `${label} (${name})`);
    }
  }
}

function refuseNone(sides: readonly Side[], warnings: readonly string[]): void {
  const empty = sides.find(({ runs }) => runs.length === 0);
  if (!empty) return;
  const why = warnings.map((line) => `\n  ${line}`).join('');
  throw new LakhError('bad-comparison', `${empty.label} (${empty.from}) has no run to compare${why}`, {
    hint: 'run it again, at a lower rate or on a quieter machine where the generator was the limit',
  });
}

function inPairs(sides: readonly Side[], warnings: string[]): Side[] {
  const everywhere = (name: string) => sides.every(({ runs }) => runs.some((run) => run.name === name));
  return sides.map((side) => {
    const runs = side.runs.filter(({ name }) => everywhere(name));
    for (const { name } of side.runs) {
      if (!everywhere(name)) warnings.push(`${side.label}: ${name} is left out: it has no partner`);
    }
    return { ...side, runs: runs.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}
