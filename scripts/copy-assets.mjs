/** Puts the files that reports carry inside (style sheets, the charts' script) beside the built modules that read them. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = readdirSync(join(root, 'reports'), { recursive: true }).filter((path) =>
  /\.(css|js)$/.test(path),
);
if (assets.length === 0) throw new Error('there are no assets under reports/: has the folder moved?');
for (const path of assets) cpSync(join(root, 'reports', path), join(root, 'dist', 'reports', path));
