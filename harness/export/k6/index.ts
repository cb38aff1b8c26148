/** A load as a k6 script in TypeScript, and the signed transactions beside it. */
export { type Folder, openFolder, writeScript, writeTransactions } from './files.ts';
export { type K6Load, k6Load, loadProblems } from './load.ts';
export { type K6ScriptParts, k6Script } from './script.ts';
export { type K6Thresholds, k6Thresholds } from './thresholds.ts';
