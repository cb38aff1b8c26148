/** `lakh list workloads|targets|reports`: what there is, a line each. */
import { REPORTERS } from '../../reports/index.ts';
import { BUILT_IN } from '../catalog.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';

interface Listed {
  readonly name: string;
  readonly summary: string;
}

const LISTS: Readonly<Record<string, readonly Listed[]>> = {
  workloads: BUILT_IN.workloads,
  targets: BUILT_IN.targets,
  reports: REPORTERS,
};

export function list(what: string): ExitCode {
  const all = Object.hasOwn(LISTS, what) ? LISTS[what]! : refuse(what);
  const width = Math.max(...all.map((one) => one.name.length));
  for (const one of all) process.stdout.write(`${one.name.padEnd(width)}  ${one.summary}\n`);
  return EXIT.ok;
}

function refuse(what: string): never {
  throw new LakhError('bad-flag', `there is no list of ${what}`, {
    hint: `lakh list ${Object.keys(LISTS).join('|')}`,
  });
}
