/** Every benchmark, or those named: `npm run bench -- soak pacing`. Without `--full` (tests do that) they are small. */
import { startThreadsFromBuild } from '../../harness/std/module.ts';
import { printBlocks } from './blocks.ts';
import { printClosedAnvil } from './closed-anvil.ts';
import { printDashboard } from './dashboard.ts';
import { printEngine } from './engine.ts';
import { printEngines } from './engines.ts';
import { printEvm } from './evm.ts';
import { printTries } from './evm-tries.ts';
import { printKernel } from './kernel.ts';
import { printNodes } from './nodes/index.ts';
import { printPacing } from './pacing.ts';
import { printRoad } from './road.ts';
import { printSoak } from './soak.ts';
import { printServeSoak } from './soak-serve.ts';
import { printSustained } from './sustained.ts';
import { printWire } from './wire.ts';

const BENCHES: Readonly<Record<string, (full: boolean) => Promise<void>>> = {
  pacing: printPacing,
  engine: printEngine,
  evm: printEvm,
  blocks: printBlocks,
  engines: printEngines,
  kernel: printKernel,
  'evm-tries': printTries,
  wire: printWire,
  road: printRoad,
  sustained: printSustained,
  soak: printSoak,
  'soak-serve': printServeSoak,
  nodes: printNodes,
  'closed-anvil': printClosedAnvil,
  dashboard: printDashboard,
};

// What is measured in threads is what is shipped.
startThreadsFromBuild();

const given = process.argv.slice(2);
const full = given.includes('--full');
const names = given.filter((name) => name !== '--full');
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (!bench) throw new Error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  await bench(full);
}
