/**
 * What a set-up on a chain that lives on has begun, so that a run after one that broke off goes on from there: the
 * nonces from which it counts. Contracts then stand where the first attempt put them. Gone when the set-up stands.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../spec/index.ts';

/** What must be the same for a set-up to be the same. */
export interface SetupIdentity {
  readonly chainId: number;
  /** The hash of the chain's first block: a chain that was started anew is another. */
  readonly genesis: string;
  readonly workload: { readonly name: string; readonly options: unknown };
  readonly seed: number;
  readonly addresses: readonly Address[];
}

export interface SetupJournal {
  /** The nonce of each account when the set-up first began; `null` when none was begun. */
  readonly begun: readonly number[] | null;
  /** Before the first transaction is sent. */
  begin(nonces: readonly number[]): Promise<void>;
  /** It stands, or can never stand: the next run begins anew. */
  end(): Promise<void>;
}

/** @param folder where records are written */
export async function openJournal(folder: string, identity: SetupIdentity): Promise<SetupJournal> {
  const print = createHash('sha256').update(JSON.stringify(identity, plain)).digest('hex').slice(0, 16);
  const path = join(folder, `setup-${print}.json`);
  return {
    begun: await readNonces(path, identity.addresses.length),
    async begin(nonces) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.tmp`, JSON.stringify({ nonces }));
      await rename(`${path}.tmp`, path);
    },
    end: () => rm(path, { force: true }),
  };
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** A file that is missing or not whole counts as none: the set-up then begins anew, which is dear and right. */
async function readNonces(path: string, count: number): Promise<number[] | null> {
  try {
    const { nonces } = JSON.parse(await readFile(path, 'utf8')) as { nonces: unknown };
    const whole = Array.isArray(nonces) && nonces.length === count && nonces.every(Number.isSafeInteger);
    return whole ? (nonces as number[]) : null;
  } catch {
    return null;
  }
}
