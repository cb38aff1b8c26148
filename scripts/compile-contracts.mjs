/**
 * Compiles every contract under workloads/contracts with the pinned solc and writes its artifact beside it.
 * With `--check` it writes nothing and fails where an artifact is not what its source compiles to.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const solc = require('solc');
const folder = new URL('../workloads/contracts/', import.meta.url);
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  // Without it the same source gives other bytes on another machine.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

/** What cannot be deployed has no code: interfaces and abstract contracts. */
const ABSTRACT = '0x';

/** The contracts of one file of ours, with a hash of everything that their bytes follow from. */
function compile(file) {
  const read = [];
  const input = { language: 'Solidity', sources: { [file]: { content: readSource(file, read) } }, settings };
  const findImport = (path) => ({ contents: readSource(path, read) });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  const compiler = solc.version();
  const sourceHash = createHash('sha256')
    .update(JSON.stringify([compiler, settings, read.sort()]))
    .digest('hex');
  return Object.entries(output.contracts[file])
    .map(([name, { abi, evm }]) => {
      return { name, compiler, sourceHash, abi, bytecode: `0x${evm.bytecode.object}` };
    })
    .filter(({ bytecode }) => bytecode !== ABSTRACT);
}

function readSource(path, read) {
  const own = new URL(path, folder);
  const content = readFileSync(existsSync(own) ? own : require.resolve(path), 'utf8');
  read.push([path, content]);
  return content;
}

function fileOf(name) {
  return fileURLToPath(new URL(`artifacts/${name}.json`, folder));
}

const check = process.argv.includes('--check');
for (const artifact of readdirSync(folder)
  .filter((name) => name.endsWith('.sol'))
  .flatMap(compile)) {
  const text = `${JSON.stringify(artifact)}\n`;
  if (!check) writeFileSync(fileOf(artifact.name), text);
  else if (readFileSync(fileOf(artifact.name), 'utf8') !== text) {
    throw new Error(
      `the artifact of ${artifact.name} is not what its source compiles to: node scripts/compile-contracts.mjs`,
    );
  }
}
