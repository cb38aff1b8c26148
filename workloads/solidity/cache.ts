/** What was compiled before, by a hash of all that it follows from. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of the nearest package.json from `folder` upwards. */
export function packageFolder(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageFolder(parent);
}

/** Beside the user's package.json, or in a folder of his own among the temporary ones. */
export function cacheFolder(folder: string): string {
  const project = packageFolder(folder);
  if (project !== undefined) return join(project, '.cache', 'lakh', 'solc');
  return join(tmpdir(), `lakh-${process.getuid?.() ?? 'user'}`, 'solc');
}

/**
 * What `make` gives, from the cache where it is there. Another thread may be at the same: a file gets its name last, so
 * nobody reads half of one. A cache that cannot be written is done without.
 */
export function cached<Value>(folder: string, key: unknown, make: () => Value): Value {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  const path = join(folder, `${name}.json`);
  const found = stored(path);
  if (found !== undefined) return found as Value;
  const made = make();
  store(path, made);
  return made;
}

function stored(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function store(path: string, value: unknown): void {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, JSON.stringify(value));
    renameSync(unfinished, path);
  } catch {
    // It is compiled anew next time.
  }
}
