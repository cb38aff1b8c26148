/** `lakh compare A B [C ...]`: records or folders of repeated runs, side by side. */
import { COMPARISON_FORMS } from '../../reports/compare/index.ts';
import { admit, type Conditions, compareSides, type Settings } from '../compare/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import { mayColor } from './color.ts';
import { writeReport } from './report.ts';
import { readSides } from './sides.ts';

export interface CompareArguments {
  /** The baseline first. */
  readonly paths: readonly string[];
  readonly settings: Settings;
  readonly conditions: Conditions;
  readonly format: string;
  /** Where to write it; stdout when missing. */
  readonly out?: string | undefined;
}

const MOST_SIDES = 26;

export async function compare({
  paths,
  settings,
  conditions,
  format,
  out,
}: CompareArguments): Promise<ExitCode> {
  const form = formNamed(format);
  if (paths.length > MOST_SIDES) {
    throw new LakhError('bad-flag', `${paths.length} sides are too many: at most ${MOST_SIDES}`, {
      hint: 'repeated runs of one thing are one side: give the folder that holds them',
    });
  }
  const admitted = admit(await readSides(paths), conditions, settings.paired);
  const compared = { comparison: compareSides(admitted, settings), sides: admitted.sides };
  if (out === undefined) process.stdout.write(form.render(compared, { color: mayColor(process.stdout) }));
  else {
    await writeReport(out, form.render(compared));
    process.stdout.write(`${out}\n`);
  }
  return EXIT.ok;
}

function formNamed(format: string) {
  if (Object.hasOwn(COMPARISON_FORMS, format))
    return COMPARISON_FORMS[format as keyof typeof COMPARISON_FORMS];
  throw new LakhError('bad-flag', `there is no format ${format}`, {
    hint: `--format takes one of ${Object.keys(COMPARISON_FORMS).join(', ')}`,
  });
}
