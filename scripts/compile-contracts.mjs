/**
 * Compiles every contract under workloads/contracts with the pinned solc and writes its artifact beside it.
 * With `--check` it writes nothing and fails where an artifact is not what its source compiles to.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const solidity = '../workloads/solidity/index.ts';
const { compile, solc, solcSettings, sourcesOf } = await tsImport(solidity, import.meta.url);
const folder = fileURLToPath(new URL('../workloads/contracts', import.meta.url));

/** What cannot be deployed has no code: interfaces and abstract contracts. */
const ABSTRACT = '0x';

/** The contracts of one file of ours, with a hash of everything that their bytes follow from. */
function artifactsOf(file) {
  const sources = sourcesOf(join(folder, file), folder);
  const compiler = solc().version();
  const sourceHash = createHash('sha256')
    .update(JSON.stringify([compiler, solcSettings({}), Object.entries(sources.texts).sort()]))
    .digest('hex');
  return compile(sources, {})
    .filter(({ bytecode }) => bytecode !== ABSTRACT)
    .map(({ name, abi, bytecode }) => ({ name, compiler, sourceHash, abi, bytecode }));
}

function fileOf(name) {
  return join(folder, 'artifacts', `${name}.json`);
}

const check = process.argv.includes('--check');
for (const artifact of readdirSync(folder)
  .filter((name) => name.endsWith('.sol'))
  .flatMap(artifactsOf)) {
  const text = `${JSON.stringify(artifact)}\n`;
  if (!check) writeFileSync(fileOf(artifact.name), text);
  else if (readFileSync(fileOf(artifact.name), 'utf8') !== text) {
    throw new Error(
      `the artifact of ${artifact.name} is not what its source compiles to: node scripts/compile-contracts.mjs`,
    );
  }
}
