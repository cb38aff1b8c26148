/** `lakh matrix [scenario]`: workloads at several contentions on engines and nodes, side by side. */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { matrixHtml, matrixLine, matrixText } from '../../reports/index.ts';
import {
  assembleMatrix,
  type CellKey,
  cellsOf,
  estimateMs,
  factsOf,
  folderOfCell,
  isInvalid,
  MATRIX_VERSION,
  type Matrix,
  type MatrixCell,
  type MatrixTarget,
  orderOfCells,
} from '../matrix/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { freeFolder } from './free-folder.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import { thisMachine } from './machine.ts';
import { absentTargets } from './matrix-absent.ts';
import { runCell } from './matrix-runs.ts';
import { type MatrixGiven, type MatrixSubject, matrixSubject } from './matrix-subject.ts';
import { writeReport } from './report.ts';
import type { RunArguments } from './run-plan.ts';
import { lakhVersion } from './version.ts';

export const MATRIX_FILE = 'matrix.json';
const PAGE_FILE = 'matrix.html';

type Say = (line: string) => void;

export async function matrix(given: RunArguments & MatrixGiven): Promise<ExitCode> {
  const subject = await matrixSubject(given);
  const absent = absentTargets(subject.settings.targets, given.geth, process.env);
  const folder = await freeFolder(subject.out, 'matrix');
  const say: Say = given.quiet ? () => {} : (line) => void process.stderr.write(`${line}\n`);
  const interruption = listenForInterruption((message) => process.stderr.write(`lakh: ${message}\n`));
  try {
    const result = await compareAll(subject, absent, folder, interruption, say);
    await show(result, folder, given.json);
    return exitCodeOf(result);
  } finally {
    interruption.release();
  }
}

/** The page and the table of a matrix that was measured before. */
export async function renderMatrix(folder: string, json: boolean): Promise<ExitCode> {
  const result = await readMatrix(folder);
  await show(result, folder, json);
  return EXIT.ok;
}

/** Where not one cell can be believed, the matrix is worth as much as an invalid run. */
function exitCodeOf({ ending, cells }: Matrix): ExitCode {
  if (ending === 'interrupted') return EXIT.interrupted;
  const holds = (cell: MatrixCell) => cell.state === 'measured' && !isInvalid(cell, 'capacity');
  return cells.some(holds) ? EXIT.ok : EXIT.invalid;
}

async function compareAll(
  subject: MatrixSubject,
  absent: ReadonlyMap<MatrixTarget, string>,
  folder: string,
  interruption: Interruption,
  say: Say,
): Promise<Matrix> {
  const { settings } = subject;
  const startedAt = new Date().toISOString();
  const loadBefore = os.loadavg()[0]!;
  const since = performance.now();
  const ended: MatrixCell[] = cellsOf(settings)
    .filter(({ target }) => absent.has(target))
    .map((cell) => absentCell(cell, absent.get(cell.target)!));
  const clients = new Map<string, string>();
  const result = (ending: Matrix['ending']) =>
    assembleMatrix({
      lakh: lakhVersion(),
      startedAt,
      tookMs: performance.now() - since,
      ending,
      machine: thisMachine(),
      loadBefore,
      settings,
      targets: settings.targets.map((name) => factsOf(name, settings, absent.get(name) ?? null)),
      clients,
      ended,
    });
  for (const [target, why] of absent) say(`${target} is absent: ${why}`);
  const order = orderOfCells(settings, settings.seed).filter(({ target }) => !absent.has(target));
  say(`${order.length} cells, about ${minutes(estimateMs(order.length, settings))}, into ${folder}`);
  for (const [at, cell] of order.entries()) {
    const met = (client: string) => void clients.set(cell.target, client);
    const made = interruption.stop.aborted
      ? null
      : await runCell(cell, { subject, folder, interruption, met });
    if (made === null) return result('interrupted');
    ended.push(made);
    const leftMs = ((performance.now() - since) / (at + 1)) * (order.length - at - 1);
    say(`[${at + 1}/${order.length}] ${matrixLine(made)}; ${minutes(leftMs)} left`);
    // What is whole outlives whatever comes next.
    await save(result('interrupted'), folder);
  }
  return result('finished');
}

function absentCell(cell: CellKey, reason: string): MatrixCell {
  const nothing = { capacity: null, half: null, doubts: [] };
  return { ...cell, folder: folderOfCell(cell), state: 'absent', reason, ...nothing };
}

function minutes(ms: number): string {
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

async function show(result: Matrix, folder: string, json: boolean): Promise<void> {
  if (result.cells.every(({ state }) => state === 'absent')) {
    throw new LakhError('interrupted', 'interrupted before a cell was whole', {
      hint: 'the records of what was begun stay in the folder',
    });
  }
  await save(result, folder);
  const path = join(folder, PAGE_FILE);
  await writeReport(path, matrixHtml(result));
  if (json) process.stdout.write(`${JSON.stringify({ ...result, folder }, null, 2)}\n`);
  else process.stdout.write(`${matrixText(result)}\n${path}\n`);
}

async function save(result: Matrix, folder: string): Promise<void> {
  try {
    await writeFile(join(folder, MATRIX_FILE), `${JSON.stringify(result, null, 2)}\n`);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${folder} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** Throws `file-unreadable` and `bad-record`. */
async function readMatrix(folder: string): Promise<Matrix> {
  const path = join(folder, MATRIX_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new LakhError('file-unreadable', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: '--render takes the folder that lakh matrix left',
      cause,
    });
  }
  const found = parsed(text);
  if (found?.version === MATRIX_VERSION && Array.isArray(found.cells)) return found;
  throw new LakhError('bad-record', `${path} is no matrix of version ${MATRIX_VERSION}`, {
    hint: 'was it written by another version of lakh, or cut short?',
  });
}

function parsed(text: string): Matrix | null {
  try {
    return JSON.parse(text) as Matrix | null;
  } catch {
    return null;
  }
}
