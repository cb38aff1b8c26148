/** A chain behind JSON-RPC, as the coordinator sees it: found, checked, asked and watched. */
import type { Hex } from '../../spec/intent.ts';
import type { Chain, ChainInfo, Link, RevertCause, StartContext } from '../../spec/target.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { ask, askAll } from './ask.ts';
import { type ConnectOptions, connect, parseEndpoints } from './connect.ts';
import { type Endpoint, isLoopback } from './endpoint.ts';
import { isObject } from './envelope.ts';
import { subscribeToHeads, unsubscribe } from './head-feed.ts';
import type { RpcOptions } from './options.ts';
import type { RpcLink } from './session.ts';
import { traceCause, traceConflicts } from './traces.ts';
import type { Transport } from './transport.ts';
import { type Head, watchBlocks } from './watch.ts';

/** The coordinator asks little, and only the first endpoint; what generators send has connections of its own. */
const COORDINATOR_CONNECTIONS = 4;
/** How long a node may be asked for traces, after the run. */
const TRACING_MS = 15_000;

/**
 * Connects to a running chain.
 * Throws `target-unreachable` where an endpoint does not answer as JSON-RPC within the time-out, `target-wrong-chain`
 * where one has another chain id than expected or than the first, `bad-flag` for headers that are none.
 */
export async function startRpc(options: RpcOptions, context: StartContext): Promise<Chain> {
  if (context.signal.aborted) throw new LakhError('interrupted', 'interrupted before the chain was asked');
  const urls = typeof options.url === 'string' ? [options.url] : options.url;
  const connecting: ConnectOptions = {
    urls,
    headersEnv: options.headersEnv,
    connections: options.connections,
    timeoutMs: options.timeout,
  };
  const endpoints = parseEndpoints(connecting);
  const transports = endpoints.map((each) =>
    connect(each, { ...connecting, connections: COORDINATOR_CONNECTIONS }),
  );
  const stop = async () => {
    await Promise.all(transports.map((each) => each.close()));
  };
  context.signal.addEventListener('abort', () => void stop(), { once: true });
  try {
    const chainId = await agreedChainId(transports, options.chainId);
    const info = await describe(transports[0]!, chainId, endpoints);
    const http = endpoints.filter(({ kind }) => kind === 'http');
    if (options.finality) await mustKnowFinality(transports[0]!);
    const pushed = await canPush(transports[0]!);
    return chainOf(transports[0]!, connecting, options, { info, http, pushed, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Found {
  readonly info: ChainInfo;
  readonly http: readonly Endpoint[];
  /** The node accepts a subscription to new heads. */
  readonly pushed: boolean;
  readonly stop: () => Promise<void>;
}

function chainOf(transport: Transport, connecting: ConnectOptions, options: RpcOptions, found: Found): Chain {
  let links = 0;
  const watches = new Set<() => void>();
  return {
    info: found.info,
    http: found.http,
    capabilities: {
      funding: 'funder',
      inProcess: false,
      blocksOnDemand: false,
      maxBatch: options.maxBatch,
      reorgDepth: options.reorgDepth,
      finality: options.finality,
      watchResolutionMs: found.pushed ? 0 : options.poll,
    },
    request: (method, params = []) => ask(transport, { method, params }),
    requestAll: (calls) => askAll(transport, calls, options.maxBatch),
    async watch(listener) {
      const head = await latestHead(transport);
      const { poll: pollMs, maxBatch, finality, reorgDepth } = options;
      const end = watchBlocks(transport, head, { pollMs, maxBatch, finality, reorgDepth }, listener);
      watches.add(end);
      return end;
    },
    conflicts: (blocks) => traceConflicts(transport, blocks, TRACING_MS),
    revertCauses: (hashes) => causesOf(transport, hashes),
    async link(): Promise<Link> {
      const data: RpcLink = { ...connecting, home: links++ };
      return { data };
    },
    stop() {
      // First: a chain that is stopped on purpose is not to be reported as unreachable.
      for (const end of watches) end();
      return found.stop();
    },
  };
}

/** One after the other: each costs the node what it cost to execute, or a block; after a while the rest is left. */
async function causesOf(transport: Transport, hashes: readonly Hex[]): Promise<(RevertCause | null)[]> {
  const endMs = performance.now() + TRACING_MS;
  const causes: (RevertCause | null)[] = [];
  for (const hash of hashes)
    causes.push(performance.now() < endMs ? await traceCause(transport, hash) : null);
  return causes;
}

/** All endpoints must be reachable and the same chain: one that is not would only show as odd figures later. */
async function agreedChainId(
  transports: readonly Transport[],
  expected: number | undefined,
): Promise<number> {
  const ids = await Promise.all(transports.map(chainIdOf));
  const wanted = expected ?? ids[0]!;
  for (const [i, id] of ids.entries()) {
    if (id === wanted) continue;
    const said =
      expected === undefined ? `${transports[0]!.shown} is chain ${wanted}` : `${wanted} was expected`;
    throw new LakhError('target-wrong-chain', `${transports[i]!.shown} is chain ${id}, but ${said}`, {
      hint: 'check the URL, or the chainId option of the target',
    });
  }
  return wanted;
}

async function chainIdOf(transport: Transport): Promise<number> {
  const id = await askFirst(transport, 'eth_chainId');
  const number = Number(id);
  if (typeof id === 'string' && Number.isSafeInteger(number) && number > 0) return number;
  throw unreachable(transport.shown, 'its eth_chainId is no number');
}

/** The first question: whatever goes wrong with it means that no chain can be reached here. */
async function askFirst(transport: Transport, method: string): Promise<unknown> {
  try {
    return await ask(transport, { method, params: [] });
  } catch (error) {
    const hint = error instanceof LakhError ? error.hint : '';
    throw unreachable(transport.shown, messageOf(error), hint);
  }
}

function unreachable(shown: string, why: string, hint = ''): LakhError {
  return new LakhError('target-unreachable', `no chain answers at ${shown}: ${why}`, {
    hint: hint || 'check that this is the URL of a node and that the node speaks JSON-RPC there',
  });
}

async function describe(
  transport: Transport,
  chainId: number,
  endpoints: readonly Endpoint[],
): Promise<ChainInfo> {
  const [client, block] = await Promise.all([
    ask(transport, { method: 'web3_clientVersion', params: [] }).catch(() => 'unknown'),
    ask(transport, { method: 'eth_getBlockByNumber', params: ['latest', false] }),
  ]);
  return {
    chainId,
    client: typeof client === 'string' ? client : 'unknown',
    blockGasLimit: isObject(block) ? Number(block.gasLimit) : 0,
    facts: {
      endpoint: endpoints.map((each) => each.shown).join(', '),
      endpoints: endpoints.length,
      transport: endpoints[0]!.kind,
      loopback: endpoints.every(isLoopback),
      insideTheClock: 'JSON-RPC, and all that the node does',
    },
  };
}

/** A run that waits for finality keeps every inclusion until it comes: a node that never tells would fill the memory. */
async function mustKnowFinality(transport: Transport): Promise<void> {
  try {
    await ask(transport, { method: 'eth_getBlockByNumber', params: ['finalized', false] });
  } catch (error) {
    throw new LakhError('target-failed', `${transport.shown} does not tell which blocks are final`, {
      hint: 'leave out the finality option of the target',
      cause: error,
    });
  }
}

/** Asked once at the start, so that what is promised of the watcher's resolution is true of this node. */
async function canPush(transport: Transport): Promise<boolean> {
  if (transport.push === undefined) return false;
  const reply = await subscribeToHeads(transport);
  if (reply.kind !== 'result') return false;
  await unsubscribe(transport, reply.result);
  return true;
}

async function latestHead(transport: Transport): Promise<Head> {
  const block = await ask(transport, { method: 'eth_getBlockByNumber', params: ['latest', false] });
  if (!isObject(block) || typeof block.hash !== 'string') {
    throw new LakhError('target-failed', `${transport.shown} has no latest block`);
  }
  return { number: Number(block.number), hash: block.hash as Hex };
}
