import { describe, expect, it } from 'vitest';
import { traceAllConflicts } from '../../../../harness/targets/json-rpc/traces.ts';
import type { Call, Transport } from '../../../../harness/targets/json-rpc/transport.ts';

const SLOT = { '0xcc': { storage: { '0x00': '0x01' } } };

/** A node that traces: every transaction of a block changes the same slot. Notes which blocks were traced. */
function tracingNode(transactions: number) {
  const traced: string[] = [];
  const answers: Record<string, (params: Call['params']) => unknown> = {
    eth_getBlockByNumber: () => ({ miner: '0xFE' }),
    debug_traceBlockByNumber(params) {
      const [tag, options] = params as [string, { tracerConfig: { diffMode: boolean } }];
      const { diffMode } = options.tracerConfig;
      if (diffMode) traced.push(tag);
      return Array.from({ length: transactions }, () => ({
        result: diffMode ? { pre: SLOT, post: SLOT } : SLOT,
      }));
    },
  };
  const exchange = async (calls: readonly Call[]) =>
    calls.map(({ method, params }) => ({ kind: 'result', result: answers[method]!(params) }));
  return { traced, transport: { exchange } as unknown as Transport };
}

describe('conflicts by trace', () => {
  it('are those of each block', async () => {
    const { transport } = tracingNode(3);
    expect(await traceAllConflicts(transport, [7, 8])).toEqual([
      { transactions: 3, conflicting: 2 },
      { transactions: 3, conflicting: 2 },
    ]);
  });

  it('are of as many blocks as it takes, and not of the first ones alone', async () => {
    const { transport, traced } = tracingNode(2000);
    const found = await traceAllConflicts(
      transport,
      Array.from({ length: 20 }, (_, i) => i),
    );
    expect(found.filter((one) => one !== null)).toHaveLength(3);
    expect(traced).toHaveLength(3);
    expect(Math.max(...traced.map(Number))).toBeGreaterThan(9);
  });

  it('are unknown where the node does not trace', async () => {
    const exchange = async () => [{ kind: 'error', code: -32601, message: 'no such method' }];
    expect(await traceAllConflicts({ exchange } as unknown as Transport, [1])).toEqual([null]);
  });
});
