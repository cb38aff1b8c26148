/** `lakh scale [scenario]`: the same blocks on more and more threads, and what more cores would bring. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scaleHtml, scaleText } from '../../reports/index.ts';
import { measureScale, type Scale } from '../scale/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { freeFolder } from './free-folder.ts';
import { listenForInterruption } from './interruption.ts';
import { thisMachine } from './machine.ts';
import { writeReport } from './report.ts';
import type { RunArguments } from './run-plan.ts';
import type { ScaleFlags } from './scale-flags.ts';
import { scaleSubject } from './scale-subject.ts';
import { lakhVersion } from './version.ts';

export interface ScaleArguments extends RunArguments, ScaleFlags {}

export async function scale(given: ScaleArguments): Promise<ExitCode> {
  const { threads, contention, blockSize, blocks, repeats } = given;
  const { out, accounts, seed, ...subject } = await scaleSubject(given, contention, blockSize);
  const folder = await freeFolder(out, 'scale');
  const say = given.quiet ? () => {} : (line: string) => void process.stderr.write(`${line}\n`);
  const interruption = listenForInterruption((message) => process.stderr.write(`lakh: ${message}\n`));
  try {
    const scale = await measureScale({
      ...subject,
      settings: { threads, contention, blockSize, blocks, repeats, accounts, seed },
      machine: thisMachine(),
      lakh: lakhVersion(),
      stop: interruption.stop,
      tell: say,
    });
    await show(scale, folder, given.json);
    return scale.ending === 'interrupted' ? EXIT.interrupted : EXIT.ok;
  } finally {
    interruption.release();
  }
}

async function show(scale: Scale, folder: string, json: boolean): Promise<void> {
  const path = join(folder, 'scale.html');
  try {
    await writeFile(join(folder, 'scale.json'), `${JSON.stringify(scale, null, 2)}\n`);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${folder} cannot be written: ${messageOf(cause)}`, { cause });
  }
  await writeReport(path, scaleHtml(scale));
  if (json) process.stdout.write(`${JSON.stringify({ ...scale, folder }, null, 2)}\n`);
  else process.stdout.write(`${scaleText(scale)}\n${path}\n`);
}
