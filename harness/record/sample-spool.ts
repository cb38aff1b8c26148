/**
 * `samples.parquet`: rows are laid aside in a file of their own while the run goes on, and made into Parquet after it,
 * so that neither memory nor the clock pays for them.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_COLUMNS, SAMPLE_ROWS, type SampleChunk } from '../spec/sample-rows.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { SAMPLES_FILE } from './files.ts';
import { parquetFile } from './sample-parquet.ts';

const CHUNK_BYTES = SAMPLE_ROWS * SAMPLE_COLUMNS.length * Float64Array.BYTES_PER_ELEMENT;

export interface SampleSpool {
  /** Lays rows aside; returns at once. */
  append(chunks: readonly SampleChunk[]): void;
  /**
   * Writes `samples.parquet` into the folder. Resolves with what went wrong, for people, `null` when nothing did: a run
   * does not fail for its samples.
   */
  finish(about: Readonly<Record<string, string>>): Promise<string | null>;
  /** Leaves nothing behind, where there will be no record. */
  abandon(): Promise<void>;
}

/**
 * @param folder where the record will be; it is made where it does not exist
 * @throws LakhError `file-unreadable` when nothing can be written there
 */
export async function sampleSpool(folder: string): Promise<SampleSpool> {
  const path = join(folder, `samples.${process.pid}.tmp`);
  const file = await opened(folder, path);
  const chunks: Omit<SampleChunk, 'columns'>[] = [];
  let problem: string | null = null;
  let writing = Promise.resolve();

  async function lay({ columns, ...chunk }: SampleChunk): Promise<void> {
    if (problem !== null) return;
    try {
      await file.appendFile(new Uint8Array(columns.buffer, columns.byteOffset, columns.byteLength));
      chunks.push(chunk);
    } catch (error) {
      problem = messageOf(error);
    }
  }

  /** Doing it again does no harm. */
  async function remove(): Promise<void> {
    await file.close();
    await rm(path, { force: true });
  }

  return {
    append(given) {
      for (const chunk of given) writing = writing.then(() => lay(chunk));
    },
    async finish(about) {
      await writing;
      const whole = join(folder, SAMPLES_FILE);
      try {
        const parquet = parquetFile(`${path}.parquet`, about);
        for (const [at, chunk] of chunks.entries()) {
          parquet.write({ ...chunk, columns: await readChunk(file, at) });
        }
        parquet.finish();
        await rename(`${path}.parquet`, whole);
      } catch (error) {
        problem ??= messageOf(error);
        await rm(`${path}.parquet`, { force: true });
      }
      await remove();
      return problem;
    },
    async abandon() {
      await writing;
      await remove();
    },
  };
}

async function opened(folder: string, path: string): Promise<FileHandle> {
  try {
    await mkdir(folder, { recursive: true });
    return await open(path, 'w+');
  } catch (cause) {
    throw new LakhError('file-unreadable', `samples cannot be written to ${folder}: ${messageOf(cause)}`, {
      hint: 'give a folder that can be written with --out, or leave --samples out',
      cause,
    });
  }
}

async function readChunk(file: FileHandle, at: number): Promise<Float64Array> {
  const bytes = new Uint8Array(CHUNK_BYTES);
  await file.read(bytes, 0, CHUNK_BYTES, at * CHUNK_BYTES);
  return new Float64Array(bytes.buffer);
}
