/** The `anvil` target: a real anvil on a free loopback port, started and ended with the run. */
import type { Target } from '../../spec/target.ts';
import rpc from '../json-rpc/index.ts';
import { startAnvil } from './chain.ts';
import { type AnvilOptions, anvilOptions } from './options.ts';

const anvil: Target<AnvilOptions> = {
  name: 'anvil',
  summary: 'a local anvil node, started and stopped with the run',
  module: import.meta.url,
  options: anvilOptions,
  start: startAnvil,
  open: rpc.open,
};

export default anvil;
export { findAnvil } from './binary.ts';
export type { AnvilOptions };
