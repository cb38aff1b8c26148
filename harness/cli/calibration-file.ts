/** `runs/calibration.json`: what `lakh calibrate` found, for later runs to hold themselves against. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Ceilings } from '../run/index.ts';
import type { Plan } from '../spec/plan.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import type { HotPath } from './hot-path.ts';
import { type Machine, thisMachine } from './machine.ts';

export const CALIBRATION_FILE = join('runs', 'calibration.json');

/** A closed load into a target that takes everything. */
export interface Ceiling {
  /** Transactions a second, from intent to the block that was seen. */
  readonly tps: number;
  /** Busy share of the busiest generator's event loop. */
  readonly busy: number;
  /** CPU time of the harness a transaction, microseconds, tracking included. */
  readonly cpuMicrosEach: number | null;
  readonly record: string;
}

export interface Calibration extends HotPath {
  readonly machine: Machine;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly workload: string;
  readonly workers: number;
  readonly batch: number;
  readonly null: Ceiling;
  readonly sink: Ceiling;
  /** Into the sink, signed beforehand. */
  readonly presigned: Ceiling;
}

/** Throws `file-unreadable`. */
export async function saveCalibration(calibration: Calibration): Promise<void> {
  try {
    await mkdir(dirname(CALIBRATION_FILE), { recursive: true });
    await writeFile(CALIBRATION_FILE, `${JSON.stringify(calibration, null, 2)}\n`);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${CALIBRATION_FILE} cannot be written: ${messageOf(cause)}`, {
      hint: 'run it in a folder that can be written',
      cause,
    });
  }
}

const ceiling = z.object({ tps: z.number().positive() });
const calibrated = z.object({
  machine: z.record(z.string(), z.unknown()),
  measuredAt: z.string(),
  workers: z.number(),
  batch: z.number(),
  signing: z.object({ signer: z.string() }),
  null: ceiling,
  sink: ceiling,
  presigned: ceiling.optional(),
});

/**
 * The ceilings that hold for a plan: found on this machine, with as many workers, the same batches and signer. `null`
 * where there are none; a file that cannot be read is none.
 */
export function calibratedCeilings({ workers, batch, signer, corpus }: Plan): Ceilings | null {
  const { data: found } = calibrated.safeParse(readJson(CALIBRATION_FILE));
  if (!found || !isDeepStrictEqual(found.machine, thisMachine())) return null;
  if (found.workers !== workers || found.batch !== batch.size) return null;
  const { measuredAt, presigned } = found;
  // What is signed before is signed by nobody while it is sent.
  if (corpus !== null) {
    if (presigned === undefined) return null;
    return { null: null, sink: { tps: presigned.tps, into: 'sink', measuredAt } };
  }
  if (found.signing.signer !== signer) return null;
  return {
    null: { tps: found.null.tps, into: 'null', measuredAt },
    sink: { tps: found.sink.tps, into: 'sink', measuredAt },
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
