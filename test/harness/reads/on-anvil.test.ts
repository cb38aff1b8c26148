/** Reads from a real node, alone and beside transactions. */
import { expect, it } from 'vitest';
import { readRun } from '../../support/read-run.ts';

const target = { name: 'anvil', blockTime: '200ms' };

it('reads alone: every answer is right, and no nonce moves', async () => {
  const load = { rate: 100, duration: '1s' };
  const { record } = await readRun({ workload: 'rpc-read', target, load });
  const { total, methods } = record.reads!;
  expect(total).toEqual({ due: 100, ok: 100, failed: 0 });
  expect(methods.every(({ ok }) => ok > 0)).toBe(true);
  expect(record.verdict).toEqual({ verdict: 'valid', reasons: [] });
  expect(record.oracle).toMatchObject({ passed: true, read: true });
});

it('reads beside transactions: both are whole, and the oracle passes', async () => {
  const load = { rate: 40, duration: '1s', warmup: '500ms' };
  const reads = { rate: 100, connections: 20 };
  const { record } = await readRun({ workload: 'erc20', target, load, reads });
  expect(record.ledger).toMatchObject({ scheduled: 60, succeeded: 60 });
  expect(record.reads!.total).toEqual({ due: 150, ok: 150, failed: 0 });
  expect(record.reads!.window).toEqual({ due: 100, ok: 100, failed: 0 });
  expect(record.reads!.alone).toBe(false);
  expect(record.oracle).toMatchObject({ passed: true, read: true });
  expect(record.verdict.verdict).toBe('valid');
});
