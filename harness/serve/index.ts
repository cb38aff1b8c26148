/**
 * The engine as a node: JSON-RPC over HTTP and WebSocket, for any client.
 *
 * This thread reads requests and writes answers; the chain lives in a thread of its own (`harness/targets/engine/`), so
 * that neither waits for the other.
 */
import type { Server } from 'node:http';
import { type Address, isLoopback, listen, urlOf } from '../std/address.ts';
import type { LakhError } from '../std/errors.ts';
import {
  type EngineLink,
  type EngineTargetOptions,
  type Genesis,
  startEngine,
} from '../targets/engine/index.ts';
import { Answerer } from './answerer.ts';
import { httpServer } from './http.ts';
import { LIMITS, type Limits } from './limits.ts';
import { NodeLink } from './node-link.ts';
import { Sockets } from './websocket.ts';

export { type GenesisFile, parseGenesis } from './genesis.ts';
export type { Limits } from './limits.ts';

export interface ServeOptions {
  readonly address: Address;
  readonly chain: EngineTargetOptions;
  readonly genesis: Genesis;
  readonly limits?: Partial<Limits>;
  /** Hears of what failed inside a method. */
  readonly log: (message: string) => void;
}

export interface NodeServer {
  /** `http://...`, with the port that it got; the WebSocket is at the same place. */
  readonly url: string;
  /** What the node says of itself. */
  readonly client: string;
  /** Settles when the chain is lost, with why. */
  readonly lost: Promise<LakhError>;
  /** Ends all connections at once, then the chain. */
  close(): Promise<void>;
}

/** @throws LakhError `address-unusable`, and whatever the engine refuses to start from */
export async function serve({
  address,
  chain: options,
  genesis,
  log,
  ...rest
}: ServeOptions): Promise<NodeServer> {
  const limits = { ...LIMITS, ...rest.limits };
  const loopback = isLoopback(address);
  const chain = await startEngine({ options, ...genesis });
  let parts: { server: Server; sockets: Sockets; node: NodeLink; answerer: Answerer } | null = null;
  const close = async () => {
    if (parts !== null) {
      const { server, sockets, node, answerer } = parts;
      parts = null;
      sockets.close();
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
      node.close();
      answerer.close();
    }
    await chain.stop();
  };
  try {
    const { data } = await chain.link();
    const node = new NodeLink((data as EngineLink).port, {
      notices: (notices) => parts?.sockets.notify(notices),
      bug: log,
    });
    const answerer = new Answerer(node, limits, log);
    const server = httpServer({ answerer, limits, loopback });
    parts = { server, node, answerer, sockets: new Sockets(server, { answerer, node, limits, loopback }) };
    await listen(server, address);
    return { url: urlOf(server, address), client: chain.info.client, lost: chain.lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}
