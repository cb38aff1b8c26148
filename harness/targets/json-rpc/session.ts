/** A generator's way in: submits signed transactions, and says of each what the node said. */
import type { Address } from '../../spec/intent.ts';
import type { Session } from '../../spec/target.ts';
import { toHex } from '../../std/hex.ts';
import { ask } from './ask.ts';
import { answerOf } from './classify.ts';
import { type ConnectOptions, connect, failover, parseEndpoints } from './connect.ts';

/** Structured-clonable; headers are not in it, as every thread reads them from its own environment. */
export interface RpcLink extends ConnectOptions {
  /** Which endpoint is this session's own, modulo their number. */
  readonly home: number;
}

export function openSession(link: RpcLink): Session {
  const transports = parseEndpoints(link).map((endpoint) => connect(endpoint, link));
  const transport = failover(transports, link.home);

  return {
    async submit(batch) {
      if (batch.length === 0) return [];
      const hashes = batch.map((transaction) => toHex(transaction.hash));
      const calls = batch.map((transaction) => ({
        method: 'eth_sendRawTransaction',
        params: [toHex(transaction.raw)],
      }));
      const replies = await transport.exchange(calls);
      return replies.map((reply, i) => answerOf(reply, hashes[i]!));
    },
    async pendingNonce(address: Address) {
      const call = { method: 'eth_getTransactionCount', params: [address, 'pending'] };
      return Number(await ask(transport, call));
    },
    queued: () => transport.queued(),
    close: () => transport.close(),
  };
}
