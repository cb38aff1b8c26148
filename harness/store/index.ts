/**
 * A chain in a folder, by LevelDB: a block and all that it changed are one atomic write, on the disk before anybody hears
 * of it.
 */
export { type ChainFacts, openChain } from './open.ts';
