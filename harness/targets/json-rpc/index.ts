/** The `rpc` target: any EVM chain by URL, over HTTP, WebSocket or IPC. */
import type { Target } from '../../spec/target.ts';
import { startRpc } from './chain.ts';
import { type RpcOptions, rpcOptions } from './options.ts';
import { openSession, type RpcLink } from './session.ts';

const rpc: Target<RpcOptions> = {
  name: 'rpc',
  summary: 'an EVM chain by URL: HTTP, WebSocket or IPC',
  module: import.meta.url,
  options: rpcOptions,
  start: startRpc,
  open: async (link) => openSession(link as RpcLink),
};

export default rpc;
export { parseEndpoint } from './endpoint.ts';
export type { RpcOptions };
