import { expect, it } from 'vitest';
import { makePlan } from '../../../harness/plan/index.ts';
import { planToJson } from '../../../harness/record/index.ts';
import { catalog } from '../plan/fake-catalog.ts';

it('writes bigint as decimal text and keeps the rest', () => {
  const plan = makePlan({ fees: { maxFeeGwei: 3 } }, catalog);
  expect(planToJson(plan)).toEqual({
    ...plan,
    fees: { type: 'eip1559', maxFeeWei: '3000000000', tipWei: '1000000000' },
  });
});

it.each([
  ['http://127.0.0.1:8545/', 'http://127.0.0.1:8545'],
  ['https://me:pass@host/rpc', 'https://host/***'],
  ['https://host/v3/0123456789abcdef0123456789abcdef', 'https://host/***'],
  ['wss://host/ws?token=abc', 'wss://host/***'],
  ['/run/geth.ipc', '/run/geth.ipc'],
])('of %s keeps %s', (url, kept) => {
  expect(planToJson(makePlan({ target: { name: 'rpc', url } }, catalog)).target.options).toEqual({
    url: kept,
  });
});
