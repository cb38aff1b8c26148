/** Threads start from the build where it is newer than every source: `npm test` builds first. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startThreadsFromBuild } from '../../harness/std/module.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = join(ROOT, 'dist/.tsbuildinfo');

const sources = ['harness', 'workloads', 'reports'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(ROOT, folder, name),
  ),
);
const changed = (path: string) => statSync(path).mtimeMs;
if (existsSync(BUILT) && sources.every((path) => changed(path) <= changed(BUILT))) startThreadsFromBuild();
