/** Which files a Solidity file is made of: itself and all that it imports, by the names the compiler knows them by. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

export interface Sources {
  /** The name of the file itself. */
  readonly entry: string;
  /** Text by name. A name is a path from the root, or that of a file in a package, as it is imported. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Reads a file and its imports: relative ones, those from the root, and those from `node_modules` of the root or of a
 * folder above. An import that is nowhere is left for the compiler to complain of.
 *
 * @param file an absolute path, inside of `root`
 */
export function sourcesOf(file: string, root: string): Sources {
  const entry = relative(root, file).split(sep).join('/');
  const texts: Record<string, string> = {};
  const open = [entry];
  for (const name of open) {
    const path = located(name, root);
    if (name in texts || path === undefined) continue;
    texts[name] = readFileSync(path, 'utf8');
    open.push(...importsOf(texts[name]).map((imported) => resolved(imported, name)));
  }
  return { entry, texts };
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
/** `import "a";`, `import * as A from "a";`, `import {A, B as C} from "a";` */
const IMPORT = /\bimport\b[^;"']*["']([^"']+)["']/g;

function importsOf(text: string): string[] {
  return [...text.replace(COMMENT, '').matchAll(IMPORT)].map(([, path]) => path!);
}

/** Solidity's rule: what begins with a dot is relative to the importing file's name, anything else is a name. */
function resolved(path: string, importer: string): string {
  return /^\.\.?\//.test(path) ? posix.join(posix.dirname(importer), path) : path;
}

function located(name: string, root: string): string | undefined {
  return [root, ...modulesAbove(root)].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function modulesAbove(folder: string): string[] {
  const parent = dirname(folder);
  const here = join(folder, 'node_modules');
  return parent === folder ? [here] : [here, ...modulesAbove(parent)];
}
