/** A generator's way in: submits signed transactions, and says of each what the node said. */
import type { Address } from '../../spec/intent.ts';
import type { Session } from '../../spec/target.ts';
import { toHex } from '../../std/hex.ts';
import { WriterPool } from '../json-bytes/index.ts';
import { ask } from './ask.ts';
import { ACCEPTED, answerOf } from './classify.ts';
import { type ConnectOptions, connect, failover, parseEndpoints } from './connect.ts';
import { OWN_HASH, RawBatch } from './raw-batch.ts';

/** Structured-clonable; headers are not in it, as every thread reads them from its own environment. */
export interface RpcLink extends ConnectOptions {
  /** Which endpoint is this session's own, modulo their number. */
  readonly home: number;
}

export function openSession(link: RpcLink): Session {
  const transports = parseEndpoints(link).map((endpoint) => connect(endpoint, link));
  const transport = failover(transports, link.home);
  const bodies = new WriterPool();

  return {
    async submit(batch) {
      if (batch.length === 0) return [];
      const request = new RawBatch(batch, bodies);
      const replies = await transport.carry(request);
      request.settle(replies);
      return replies.map((reply, i) =>
        reply === OWN_HASH ? ACCEPTED : answerOf(reply, toHex(batch[i]!.hash)),
      );
    },
    async pendingNonce(address: Address) {
      const call = { method: 'eth_getTransactionCount', params: [address, 'pending'] };
      return Number(await ask(transport, call));
    },
    queued: () => transport.queued(),
    close: () => transport.close(),
  };
}
