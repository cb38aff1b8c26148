/** The run: due -> intent -> sign -> submit -> observe, and the record that remains; or signed only, for others to send. */
export { countOf } from './corpus.ts';
export { firstWait, type PresignedLoad, type PresignedTransaction, presign } from './presign.ts';
export { type Ceilings, type RunParts, type RunResult, run } from './run.ts';
export { signCorpus } from './sign-corpus.ts';
