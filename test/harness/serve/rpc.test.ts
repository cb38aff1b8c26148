import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imbalances } from '../../../harness/measure/index.ts';
import { startNode, type TestNode } from '../../support/node-server.ts';
import { runOverRpc } from '../../support/rpc-run.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode({ 'block-time': '300ms', balance: '1000000' });
});
afterAll(() => node.close());

describe('the target rpc', () => {
  it.each(['http', 'ws'])('sends a load to the node over %s, and its oracle holds', async (scheme) => {
    const url = scheme === 'ws' ? node.ws : node.url;
    const record = await runOverRpc(url, { name: 'erc20' }, { rate: 50, duration: '2s', drain: '30s' });
    expect(record.verdict.reasons.filter(({ level }) => level === 'invalid')).toEqual([]);
    expect(imbalances(record.ledger)).toEqual([]);
    expect(record.ledger).toMatchObject({
      scheduled: 100,
      accepted: 100,
      included: 100,
      reverted: 0,
      expired: 0,
    });
    expect(record.oracle).toMatchObject({ passed: true, read: true, failures: [] });
    expect(node.logged).toEqual([]);
  });
});
