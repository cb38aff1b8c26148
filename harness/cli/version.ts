/** The version of this lakh. */
import { existsSync, readFileSync } from 'node:fs';

/** From the nearest package.json above: one folder higher from the build than from the source. */
export function lakhVersion(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const file = new URL('package.json', folder);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version;
    if (folder.pathname === '/') throw new Error('there is no package.json above the command line');
  }
}
