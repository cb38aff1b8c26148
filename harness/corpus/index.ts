/** Corpora: transactions that were signed before the run that sends them. */
export type { CorpusBlock, CorpusHead } from './format.ts';
export { type CorpusReader, checkCorpus, openCorpus } from './read.ts';
export { type CorpusTransaction, needPlace, writeCorpus } from './write.ts';
