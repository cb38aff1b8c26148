/**
 * Compiles harness/kernel/assembly with the pinned AssemblyScript into harness/kernel/kernel.wasm, which stands in the
 * repository so that the sources run without a build. Does nothing where the file says, in a section of its own, that
 * it was made from these sources. With `--check` it compiles in any case, writes nothing, and fails where the file is
 * not what the sources compile to.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../harness/kernel/assembly/', import.meta.url));
const target = fileURLToPath(new URL('../harness/kernel/kernel.wasm', import.meta.url));
const SECTION = 'source';
const FLAGS = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ...['--runtime', 'stub', '--enable', 'simd', '--use', 'abort=', '--initialMemory', '16'],
];

/** SHA-256 of everything that the bytes follow from. */
function hashOfSources() {
  const compiler = readFileSync(new URL('../node_modules/assemblyscript/package.json', import.meta.url));
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  const all = JSON.stringify([JSON.parse(compiler).version, FLAGS, sources]);
  return createHash('sha256').update(all).digest();
}

async function compile(hash) {
  const asc = await import('assemblyscript/asc');
  const stderr = asc.createMemoryStream();
  let code = new Uint8Array(0);
  const { error } = await asc.main(['index.ts', '--outFile', 'kernel.wasm', ...FLAGS], {
    readFile: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null),
    listFiles: () => [],
    writeFile: (_, contents) => {
      code = contents;
    },
    stderr,
  });
  // A warning is refused as well: here it is mostly a number of the wrong width.
  if (error || stderr.toString() !== '') throw new Error(`the kernel does not compile\n${stderr.toString()}`);
  return Buffer.concat([code, customSection(hash)]);
}

/** A section that engines pass over: id 0, its length, its name, its contents; all lengths here are below 128. */
function customSection(contents) {
  const name = Buffer.from(SECTION);
  return Buffer.concat([Buffer.from([0, 1 + name.length + contents.length, name.length]), name, contents]);
}

function isFresh(hash) {
  if (!existsSync(target)) return false;
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(readFileSync(target)), SECTION);
  return section !== undefined && Buffer.from(section).equals(hash);
}

const hash = hashOfSources();
if (process.argv.includes('--check')) {
  if (!readFileSync(target).equals(await compile(hash))) {
    throw new Error(`${target} is not what its sources compile to: node scripts/build-kernel.mjs`);
  }
} else if (!isFresh(hash)) {
  writeFileSync(target, await compile(hash));
}
