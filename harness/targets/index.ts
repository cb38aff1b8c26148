/** The targets that come with lakh, in the order in which they are listed. */
import type { Target } from '../spec/target.ts';
import anvil from './anvil/index.ts';
import engine from './engine/index.ts';
import rpc from './json-rpc/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: each target types its own options; a list of them cannot
export const TARGETS: readonly Target<any>[] = [engine, rpc, anvil];
