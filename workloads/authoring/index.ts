/** What authors of workloads use, exported by `lakh`: contracts, set-ups, contention, parts of oracles. */
export { encoder, zipf } from '../../harness/std/index.ts';
export {
  type Artifact,
  contractAddress,
  errorsOf,
  initCode,
  packageArtifact,
} from '../artifact.ts';
export { readArtifact } from '../artifact-file.ts';
export { type Contention, contentionOf, objectPicker, senderPicker } from '../contention.ts';
export {
  type Comparison,
  compare,
  type Done,
  hold,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
  succeeded,
  uncertainSenders,
} from '../oracle-parts.ts';
export { Site } from '../site.ts';
export { type CompilerSettings, compileSolidity, type SolidityOptions } from '../solidity/index.ts';
export { weighted } from '../weighted.ts';
