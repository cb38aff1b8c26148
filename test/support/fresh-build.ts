/** Whether the build is newer than every source: `npm test` builds first. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = join(ROOT, 'dist/.tsbuildinfo');
const changed = (path: string) => statSync(path).mtimeMs;

export function buildIsFresh(): boolean {
  if (!existsSync(BUILT)) return false;
  const built = changed(BUILT);
  return ['harness', 'workloads', 'reports'].every((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).every(
      (name) => changed(join(ROOT, folder, name)) <= built,
    ),
  );
}
