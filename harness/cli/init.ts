/** `lakh init [FILE]`: a commented scenario to start from. */
import { writeFile } from 'node:fs/promises';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { STARTER_SCENARIO } from './starter-scenario.ts';

/** Writes the starter scenario; never over a file that is there. */
export async function init(file: string): Promise<ExitCode> {
  try {
    await writeFile(file, STARTER_SCENARIO, { flag: 'wx' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const why = exists ? 'exists already' : `cannot be written: ${messageOf(cause)}`;
    throw new LakhError('file-unreadable', `${file} ${why}`, {
      hint: 'give another name: lakh init FILE',
      cause,
    });
  }
  process.stdout.write(`wrote ${file}\nrun it:   lakh run ${file}\ncheck it: lakh validate ${file}\n`);
  return EXIT.ok;
}
