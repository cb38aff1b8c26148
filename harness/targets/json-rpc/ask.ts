/** Questions whose failure is an error, not data: set-up, oracles, fees. */
import { LakhError } from '../../std/errors.ts';
import type { Call, Reply, Transport } from './transport.ts';

/** The result of one call. Throws `target-failed` where the node refuses, `target-unreachable` where none answers. */
export async function ask(transport: Transport, call: Call): Promise<unknown> {
  const [reply] = await transport.exchange([call]);
  return resultOf(reply!, call, transport.shown);
}

/** As `ask`, for many calls in batches of at most `maxBatch`; results in the order asked. */
export async function askAll(
  transport: Transport,
  calls: readonly Call[],
  maxBatch: number,
): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let from = 0; from < calls.length; from += maxBatch) {
    const part = calls.slice(from, from + maxBatch);
    const replies = await transport.exchange(part);
    for (const [i, reply] of replies.entries()) results.push(resultOf(reply, part[i]!, transport.shown));
  }
  return results;
}

function resultOf(reply: Reply, call: Call, shown: string): unknown {
  switch (reply.kind) {
    case 'result':
      return reply.result;
    case 'error':
      throw new LakhError(
        'target-failed',
        `${shown} refused ${call.method}: ${reply.message} (${reply.code})`,
        { returned: reply.data },
      );
    case 'http':
      throw new LakhError('target-failed', `${shown} refused ${call.method}: ${reply.message}`, {
        hint: hintFor(reply.status),
      });
    case 'failed':
      throw new LakhError('target-unreachable', `${shown} did not answer ${call.method}: ${reply.message}`, {
        hint: 'check that the node runs and listens there',
      });
  }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'put the headers it wants into LAKH_RPC_HEADERS';
  if (status === 429) return 'the provider limits the rate: lower the load or use a node of your own';
  return '';
}
