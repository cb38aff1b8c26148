/** Owns the methods that look into the pool. */
import { quantity } from '../../../std/hex.ts';
import { RpcError } from '../rpc-error.ts';
import { transactionJson } from '../transaction-json.ts';
import type { ChainParts, Methods } from './method.ts';

/** More would be an answer of many megabytes. */
const MOST_SHOWN = 10_000;

type ByNonce = Record<string, unknown>;

export function poolMethods({ pool, engine }: ChainParts): Methods {
  return {
    txpool_status: () => {
      const { size, pendingSize } = pool;
      return { pending: quantity(pendingSize), queued: quantity(size - pendingSize) };
    },
    txpool_content: () => {
      if (pool.size > MOST_SHOWN) {
        throw new RpcError(-32005, `${pool.size} transactions wait: more than ${MOST_SHOWN} are not shown`);
      }
      const pending: Record<string, ByNonce> = {};
      const queued: Record<string, ByNonce> = {};
      for (const { transaction, isPending } of pool.contents()) {
        const { hash, sender, nonce } = transaction;
        const bySender = isPending ? pending : queued;
        bySender[sender] ??= {};
        bySender[sender][nonce] = transactionJson(engine.raw(transaction), {
          hash,
          from: sender,
          place: null,
        });
      }
      return { pending, queued };
    },
  };
}
