/** How the command line ends: exit codes, and errors for people and for programs. */
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import type { Doubt, RunRecord } from '../spec/record.ts';
import { isLakhError } from '../std/errors.ts';

/** The exit code of a run that left a record; the first that applies. */
export function exitCodeOf(record: Pick<RunRecord, 'ending' | 'verdict' | 'thresholds'>): ExitCode {
  if (record.ending === 'interrupted') return EXIT.interrupted;
  if (record.verdict.verdict === 'invalid') return EXIT.invalid;
  if (record.thresholds.some((threshold) => !threshold.passed)) return EXIT.threshold;
  return EXIT.ok;
}

/** Why a run that left a record ends with this exit code, for stderr; nothing where all is fine. */
export function complaintOf(record: Pick<RunRecord, 'verdict' | 'thresholds'>, exitCode: ExitCode): string {
  const { reasons } = record.verdict;
  switch (exitCode) {
    case EXIT.ok:
      return '';
    case EXIT.threshold: {
      const failed = record.thresholds.filter((one) => !one.passed).map((one) => one.expression);
      return `${failureText(`not met: ${failed.join(', ')}`, 'the summary has the actual values')}\n`;
    }
    default: {
      const decisive = (one: Doubt) =>
        exitCode === EXIT.interrupted ? one.code === 'interrupted' : one.level === 'invalid';
      return reasons
        .filter(decisive)
        .map(({ message, advice }) => `${failureText(message, advice)}\n`)
        .join('');
    }
  }
}

export interface Failure {
  readonly exitCode: ExitCode;
  /** For stderr. */
  readonly text: string;
  /** For stdout, with --json. */
  readonly json: {
    readonly error: { readonly code: string; readonly message: string; readonly hint: string };
  };
}

const REPORT_BUG = 'this is a bug of lakh: please report it, with what LAKH_LOG=debug shows';

/** What to say of anything that was thrown; the stack only of a bug, and only when debugging. */
export function failureOf(thrown: unknown, debug: boolean): Failure {
  if (isLakhError(thrown)) {
    const { code, message, hint } = thrown;
    const exitCode = code === 'interrupted' ? EXIT.interrupted : EXIT.badInput;
    return { exitCode, text: failureText(message, hint), json: { error: { code, message, hint } } };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const stack = debug && thrown instanceof Error ? `\n${thrown.stack}` : '';
  return {
    exitCode: EXIT.bug,
    text: `${failureText(message, REPORT_BUG)}${stack}`,
    json: { error: { code: 'bug', message, hint: REPORT_BUG } },
  };
}

function failureText(message: string, hint: string): string {
  return hint === '' ? `lakh: ${message}` : `lakh: ${message}\n  -> ${hint}`;
}

/** Ends the process when all that was written has gone out; a pipe would lose it otherwise. */
export async function leave(exitCode: ExitCode): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(exitCode);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    // A reader that went away (`lakh ... | head`) takes nothing more.
    stream.once('error', () => done());
    stream.write('', () => done());
  });
}
