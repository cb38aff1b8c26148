/** The conformance kit of reporters. */
import type { Reporter, RunRecord } from '../spec/index.ts';
import { messageOf } from '../std/index.ts';
import { type ConformanceCheck, check, must, shown } from './check.ts';
import { frozenCopy } from './frozen.ts';
import { purely } from './purity.ts';
import { FORGED, HOSTILE, MARKUP, sampleRecords } from './sample-records.ts';

export interface ReporterKit {
  /** More records that it must cope with, by a name for each. */
  readonly records?: Readonly<Record<string, RunRecord>>;
}

/**
 * What a reporter must do, as named checks for any test runner.
 *
 * @example
 * for (const { name, run } of reporterChecks(myReporter)) test(name, run);
 */
export function reporterChecks(reporter: Reporter, kit: ReporterKit = {}): ConformanceCheck[] {
  const records = Object.entries({ ...sampleRecords(), ...kit.records });
  return [
    check('declares a name, a summary and an extension', () => mustDeclare(reporter)),
    ...records.map(([name, record]) =>
      check(`the record "${name}": a pure function, which leaves the record alone`, () =>
        mustBePure(reporter, record),
      ),
    ),
    ...records.map(([name, record]) =>
      check(`the record "${name}": the report is well formed`, () => mustBeWellFormed(reporter, record)),
    ),
    check('hostile texts stay texts', () => mustEscape(reporter)),
    check('without colour there are no control characters', () => mustBePlain(reporter)),
  ];
}

function mustDeclare({ name, summary, extension }: Reporter): void {
  must(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name), `the name ${shown(name)} must be kebab-case`);
  must(summary.trim() !== '', 'the summary must say in a line what the report is');
  must(/^[a-z0-9]+$/.test(extension), `the extension ${shown(extension)} must be without a dot`);
}

function mustBePure(reporter: Reporter, record: RunRecord): void {
  for (const color of [false, true]) {
    const first = purely('render', () => reporter.render(frozenCopy(record), { color }));
    const second = purely('render', () => reporter.render(frozenCopy(record), { color }));
    must(first === second, 'the same record gives two different reports');
  }
  const silent = reporter.render(frozenCopy(record));
  must(
    silent === reporter.render(frozenCopy(record), { color: false }),
    'without options a report must have no colour',
  );
}

function mustBeWellFormed(reporter: Reporter, record: RunRecord): void {
  const report = reporter.render(record);
  must(typeof report === 'string' && report.trim() !== '', `the report must be text, not ${shown(report)}`);
  must(report.endsWith('\n'), 'the report must end with a line break');
  if (reporter.extension === 'json') mustParse(report);
  if (isHtml(reporter)) mustBeDocument(report);
}

function mustParse(report: string): void {
  try {
    JSON.parse(report);
  } catch (error) {
    throw new Error(`the report must be JSON: ${messageOf(error)}`);
  }
}

function mustBeDocument(report: string): void {
  must(/^\s*<!doctype html>/i.test(report), 'a page must begin with <!doctype html>');
  must(/<\/html>\s*$/i.test(report), 'a page must end with </html>');
  const outside =
    /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/[^\s>"']*/i.exec(report);
  must(outside === null, `a page must be one file without the network, but has ${outside?.[0]}`);
}

function mustEscape(reporter: Reporter): void {
  const report = reporter.render(sampleRecords().hostile!);
  if (reporter.extension === 'json') {
    mustParse(report);
    return;
  }
  if (isHtml(reporter) || reporter.extension === 'md') {
    must(!report.includes(MARKUP), `a text of the record became markup: ${MARKUP} stands in the report`);
  }
  if (isHtml(reporter)) return;
  const forged = new RegExp(`\\n\\s*\\n\\s*${FORGED}`).test(report);
  must(
    !forged,
    `a text of the record stands as a paragraph of its own: its line breaks must go (${shown(HOSTILE)})`,
  );
}

/** Escapes of terminals, and characters that turn the direction of what follows. JSON and pages have their own rules. */
const CONTROL = /[^\P{Cc}\n\r\t]|[\u202a-\u202e\u2066-\u2069]/u;

function mustBePlain(reporter: Reporter): void {
  if (reporter.extension === 'json' || isHtml(reporter)) return;
  for (const [name, record] of Object.entries(sampleRecords())) {
    const found = CONTROL.exec(reporter.render(record, { color: false }))?.[0];
    must(found === undefined, `the report of the record "${name}" has the control character ${shown(found)}`);
  }
}

function isHtml({ extension }: Reporter): boolean {
  return extension === 'html' || extension === 'htm';
}
