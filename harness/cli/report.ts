/** `lakh report RECORD`: a report from a record, without a rerun. */
import { writeFile } from 'node:fs/promises';
import { REPORTERS, reporterByName } from '../../reports/index.ts';
import { readRecord } from '../record/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { mayColor } from './color.ts';

export interface ReportArguments {
  readonly record: string;
  /** A reporter's name. */
  readonly format: string;
  /** Where to write it; stdout when missing. */
  readonly out?: string | undefined;
}

export async function report({ record: path, format, out }: ReportArguments): Promise<ExitCode> {
  const reporter = reporterByName(format);
  if (!reporter) {
    const names = REPORTERS.map((one) => one.name).join(', ');
    throw new LakhError('bad-flag', `there is no format ${format}`, {
      hint: `--format takes one of ${names}`,
    });
  }
  const record = await readRecord(path);
  if (out === undefined) process.stdout.write(reporter.render(record, { color: mayColor(process.stdout) }));
  else {
    await writeReport(out, reporter.render(record));
    process.stdout.write(`${out}\n`);
  }
  return EXIT.ok;
}

/** Throws `file-unreadable`. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new LakhError('file-unreadable', `the report cannot be written: ${messageOf(cause)}`, {
      hint: 'the record is whole: `lakh report RECORD --out FILE` writes the report elsewhere',
      cause,
    });
  }
}
