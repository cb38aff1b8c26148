/** The runs of `lakh matrix`: cell after cell, each of its two loads in a process of its own, on a target started afresh. */
import { join } from 'node:path';
import {
  type Attempt,
  type Capacity,
  type CellKey,
  capacityDoubts,
  capacityOf,
  climbDoubts,
  folderOfCell,
  halfDoubts,
  halfLoadOf,
  halfRate,
  isInvalid,
  type MatrixCell,
  nextInFlight,
} from '../matrix/index.ts';
import { readRecord } from '../record/index.ts';
import type { RunRecord } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';
import { forkProcess } from '../std/module.ts';
import type { Interruption } from './interruption.ts';
import type { MatrixSubject } from './matrix-subject.ts';
import type { FromRun, ToRun } from './matrix-wire.ts';

export interface CellParts {
  readonly subject: MatrixSubject;
  /** Of the matrix. */
  readonly folder: string;
  readonly interruption: Pick<Interruption, 'stop' | 'abort'>;
  /** What the node said of itself. */
  met(client: string): void;
}

type Done = Extract<FromRun, { kind: 'done' }> & { readonly record: RunRecord };

/** `null` where it was interrupted: half a cell is none. */
export async function runCell(cell: CellKey, parts: CellParts): Promise<MatrixCell | null> {
  const folder = folderOfCell(cell);
  const nothing: MatrixCell = {
    ...cell,
    folder,
    state: 'failed',
    reason: null,
    capacity: null,
    half: null,
    doubts: [],
  };
  const climbed = await climb(cell, join(parts.folder, folder), parts);
  if (climbed === null) return null;
  if (typeof climbed === 'string') return { ...nothing, reason: climbed };
  const measured: MatrixCell = { ...nothing, state: 'measured', ...climbed };
  return withHalf(cell, measured, climbed.capacity, parts);
}

type Climbed = Pick<MatrixCell, 'doubts'> & { readonly capacity: Capacity };

/**
 * The best of closed loads with more and more under way, valid ones first. What left nothing ends the climb; where it was
 * the first, why it did is the result.
 */
async function climb(cell: CellKey, folder: string, parts: CellParts): Promise<Climbed | string | null> {
  const { subject } = parts;
  const { first, most } = subject.inFlightOf(cell);
  const tries: (Attempt & Climbed)[] = [];
  for (let inFlight: number | null = first; inFlight !== null; inFlight = nextInFlight(tries, most)) {
    const out = join(folder, `capacity-${inFlight}`);
    const full: Done | string | null = await runOnce(subject.capacityOf(cell, inFlight, out), out, parts);
    if (full === null) return null;
    if (typeof full === 'string') {
      if (tries.length === 0) return full;
      return bestOf(tries, `with ${inFlight} under way: ${full}`);
    }
    const { record } = full;
    parts.met(record.chain.client);
    const capacity = { ...capacityOf(record, inFlight), tried: [] };
    tries.push({ inFlight, tps: capacity.tps, capacity, doubts: capacityDoubts(record) });
  }
  return bestOf(tries, null);
}

function bestOf(tries: readonly (Attempt & Climbed)[], failure: string | null): Climbed {
  const valid = tries.filter((one) => !isInvalid(one, 'capacity'));
  const best = (valid.length > 0 ? valid : tries).reduce((a, b) => (b.tps > a.tps ? b : a));
  const tried = tries.map(({ inFlight, tps }) => ({ inFlight, tps }));
  return {
    capacity: { ...best.capacity, tried },
    doubts: [...best.doubts, ...climbDoubts(tried, failure)],
  };
}

async function withHalf(
  cell: CellKey,
  measured: MatrixCell,
  capacity: Capacity,
  parts: CellParts,
): Promise<MatrixCell | null> {
  const rate = halfRate(capacity);
  if (rate === null) return { ...measured, reason: 'nothing got through: there is no half of it' };
  const out = join(parts.folder, measured.folder, 'half');
  const half = await runOnce(parts.subject.halfOf(cell, rate, out), out, parts);
  if (half === null) return null;
  if (typeof half === 'string') return { ...measured, reason: `half load: ${half}` };
  return {
    ...measured,
    half: halfLoadOf(half.record, rate, half.inProcess, half.grew),
    doubts: [...measured.doubts, ...halfDoubts(half.record, rate)],
  };
}

/** What it left; why it left nothing; `null` where it was interrupted. */
async function runOnce(
  scenario: object,
  folder: string,
  { interruption: { stop, abort } }: CellParts,
): Promise<Done | string | null> {
  if (stop.aborted) return null;
  const said = await inProcess(scenario, { stop, abort });
  if (said.kind === 'failed') {
    if (said.code === 'interrupted' || stop.aborted) return null;
    return said.message;
  }
  const record = await readRecord(folder);
  return record.ending === 'interrupted' ? null : { ...said, record };
}

const KEPT_CHARACTERS = 1_000;

/** In a group of its own, so that Ctrl-C is for us alone: the run is told by a message, and is seen through. */
function inProcess(scenario: object, { stop, abort }: CellParts['interruption']): Promise<FromRun> {
  const child = forkProcess('matrix-run', import.meta.url, {
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const send = (message: ToRun) => {
    if (child.connected) child.send(message, () => {});
  };
  const onStop = () => send({ kind: 'stop' });
  const onAbort = () => send({ kind: 'abort' });
  stop.addEventListener('abort', onStop);
  abort.addEventListener('abort', onAbort);
  let said = '';
  let told: FromRun | null = null;
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  child.on('message', (message: FromRun) => {
    told = message;
  });
  send({ kind: 'run', scenario });
  return new Promise<FromRun>((settle, fail) => {
    child.once('error', (cause) => {
      fail(new LakhError('target-failed', `a run's process did not start: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      const how = `its process ended by ${signal ?? `exit status ${code}`}`;
      const why = said.trim() === '' ? how : `${how}: ${said.trim()}`;
      settle(told ?? { kind: 'failed', code: 'target-failed', message: why });
    });
  }).finally(() => {
    stop.removeEventListener('abort', onStop);
    abort.removeEventListener('abort', onAbort);
  });
}
