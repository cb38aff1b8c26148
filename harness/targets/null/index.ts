/**
 * The null target: accepts everything at once, executes nothing, puts what came into a block at intervals. Whatever
 * limits a load on it is the harness. In process; in no list of targets, since no chain is measured by it.
 */
import type { Target } from '../../spec/target.ts';
import { nullChain } from './chain.ts';
import { type NullOptions, nullOptions } from './options.ts';
import { type NullLink, NullSession } from './session.ts';

const nullTarget: Target<NullOptions> = {
  name: 'null',
  summary: 'accepts everything and executes nothing, inside this process',
  module: import.meta.url,
  options: nullOptions,
  start: async (options) => nullChain(options),
  open: async (link) => new NullSession(link as NullLink),
};

export default nullTarget;
export {
  answerTo,
  blockAsked,
  headerFields,
  NOTHING_EXECUTED,
  type NullChain,
  receiptFields,
} from './answers.ts';
export { NullBlocks } from './blocks.ts';
export { type NullOptions, nullOptions } from './options.ts';
