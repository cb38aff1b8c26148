/** Names of records: when, what, where. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The id of a record, which is its folder's name as well: `20261123-041500-transfers-engine`, in UTC.
 * Where that exists under `parent`, `-2`, `-3` and so on follow.
 */
export function recordId(startedAt: Date, workload: string, target: string, parent = 'runs'): string {
  const time = startedAt.toISOString().replace(/\..*$/, '').replace(/[-:]/g, '').replace('T', '-');
  const id = [time, asFileName(workload), asFileName(target)].join('-');
  let candidate = id;
  for (let copy = 2; existsSync(join(parent, candidate)); copy++) candidate = `${id}-${copy}`;
  return candidate;
}

/** Names of plugins are free text. */
function asFileName(name: string): string {
  const safe = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return safe.replace(/^-|-$/g, '').slice(0, 40) || 'unnamed';
}
