/**
 * Compiles the kernels with the pinned AssemblyScript: harness/kernel/assembly into harness/kernel/kernel.wasm, and
 * harness/kernel/evm/assembly into harness/kernel/evm/evm.wasm. Both stand in the repository, so that the sources run
 * without a build. Does nothing where a file says, in a section of its own, that it was made from these sources. With
 * `--check` it compiles in any case, writes nothing, and fails where a file is not what the sources compile to.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../harness/kernel/', import.meta.url));
const SECTION = 'source';
const SHARED_FLAGS = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ...['--runtime', 'stub', '--enable', 'simd', '--use', 'abort='],
];
/** The EVM takes what it shares with signing from there; its memory is one for all threads, up to 4 GiB. */
const MODULES = [
  { name: 'kernel', file: 'kernel.wasm', folders: ['assembly'], flags: ['--initialMemory', '16'] },
  {
    name: 'EVM',
    file: 'evm/evm.wasm',
    folders: ['evm/assembly', 'assembly'],
    flags: [
      ...['--enable', 'threads', '--importMemory', '--sharedMemory'],
      ...['--initialMemory', '64', '--maximumMemory', '65536'],
    ],
  },
];

/** SHA-256 of everything that the bytes follow from. */
function hashOfSources({ folders, flags }) {
  const compiler = readFileSync(new URL('../node_modules/assemblyscript/package.json', import.meta.url));
  const sources = folders.flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => [part, name, readFileSync(join(folder, part, name), 'utf8')]),
  );
  const all = JSON.stringify([JSON.parse(compiler).version, SHARED_FLAGS, flags, sources]);
  return createHash('sha256').update(all).digest();
}

async function compile(module, hash) {
  const asc = await import('assemblyscript/asc');
  const stderr = asc.createMemoryStream();
  let code = new Uint8Array(0);
  const entry = `${module.folders[0]}/index.ts`;
  const { error } = await asc.main([entry, '--outFile', 'out.wasm', ...SHARED_FLAGS, ...module.flags], {
    readFile: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null),
    listFiles: () => [],
    writeFile: (_, contents) => {
      code = contents;
    },
    stderr,
  });
  // A warning is refused as well: here it is mostly a number of the wrong width.
  if (error || stderr.toString() !== '') {
    throw new Error(`the ${module.name} does not compile\n${stderr.toString()}`);
  }
  return Buffer.concat([code, customSection(hash)]);
}

/** A section that engines pass over: id 0, its length, its name, its contents; all lengths here are below 128. */
function customSection(contents) {
  const name = Buffer.from(SECTION);
  return Buffer.concat([Buffer.from([0, 1 + name.length + contents.length, name.length]), name, contents]);
}

function isFresh(target, hash) {
  if (!existsSync(target)) return false;
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(readFileSync(target)), SECTION);
  return section !== undefined && Buffer.from(section).equals(hash);
}

for (const module of MODULES) {
  const target = join(folder, module.file);
  const hash = hashOfSources(module);
  if (process.argv.includes('--check')) {
    if (!readFileSync(target).equals(await compile(module, hash))) {
      throw new Error(`${target} is not what its sources compile to: node scripts/build-kernel.mjs`);
    }
  } else if (!isFresh(target, hash)) {
    writeFileSync(target, await compile(module, hash));
  }
}
