/** Puts what built modules read at run time beside them: the kernel, the reports' style sheets and script, the contracts' artifacts. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ASSETS = { harness: /\.wasm$/, reports: /\.(css|js)$/, workloads: /\.json$/ };

for (const [folder, pattern] of Object.entries(ASSETS)) {
  const assets = readdirSync(join(root, folder), { recursive: true }).filter((path) => pattern.test(path));
  if (assets.length === 0) throw new Error(`there are no assets under ${folder}/: has the folder moved?`);
  for (const path of assets) cpSync(join(root, folder, path), join(root, 'dist', folder, path));
}
