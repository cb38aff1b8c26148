/** The coordinator's side of the null target: takes hashes in from sessions, makes a block of them at intervals. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { BlockListener, Chain, ChainInfo, RpcRequest } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import { answerTo, NOTHING_EXECUTED } from './answers.ts';
import { BLOCK_GAS_LIMIT, NullBlocks } from './blocks.ts';
import type { NullOptions } from './options.ts';
import type { NullLink } from './session.ts';

const MAX_BATCH = 10_000;

export function nullChain({ blockTime, capacity, chainId }: NullOptions): Chain {
  const blocks = new NullBlocks(capacity);
  const listeners = new Set<BlockListener>();
  const ports = new Set<MessagePort>();
  const timer = setInterval(() => {
    const block = blocks.seal();
    for (const listener of listeners) listener.head(block.number);
    for (const listener of listeners) listener.block(block);
  }, blockTime);

  const info: ChainInfo = {
    chainId,
    client: 'lakh/null',
    blockGasLimit: BLOCK_GAS_LIMIT,
    facts: { blockTimeMs: blockTime, insideTheClock: 'nothing but the harness' },
  };
  const request: RpcRequest = async (method, params = []) => {
    const answer = answerTo({ chainId, blocks }, method, params);
    if (answer !== undefined) return answer;
    throw new LakhError('target-failed', `${method}: ${NOTHING_EXECUTED}`, {
      hint: 'choose another workload or another target',
    });
  };
  return {
    info,
    capabilities: {
      funding: 'genesis',
      maxBatch: MAX_BATCH,
      reorgDepth: 0,
      finality: false,
      watchResolutionMs: 0,
      blocksOnDemand: false,
      inProcess: true,
    },
    request,
    requestAll: (calls) => Promise.all(calls.map(({ method, params }) => request(method, params))),
    async watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async link() {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (hashes: Uint8Array) => blocks.take(hashes));
      ports.add(port1);
      const data: NullLink = { port: port2 };
      return { data, transfer: [port2] };
    },
    async stop() {
      clearInterval(timer);
      for (const port of ports) port.close();
    },
  };
}
