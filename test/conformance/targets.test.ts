import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ConformanceCheck, type TargetKit, targetChecks } from '../../harness/conformance/index.ts';
import type { Address, Chain } from '../../harness/spec/index.ts';
import anvil from '../../harness/targets/anvil/index.ts';
import engine from '../../harness/targets/engine/index.ts';
import rpc from '../../harness/targets/json-rpc/index.ts';
import { accountFromKey } from '../../harness/wallet/index.ts';

function each(checks: readonly ConformanceCheck[]): void {
  for (const { name, run } of checks) it(name, run);
}

describe('the target engine', () => each(targetChecks(engine, { options: { blockTime: '50ms' } })));
describe('the target anvil', () =>
  each(targetChecks(anvil, { options: { blockTime: '200ms', poll: '20ms' } })));

describe('the target rpc', () => {
  const funderKey = `0x${'5a'.repeat(32)}`;
  const kit = { funderKey, options: { url: '', poll: '20ms' } };
  let node: Chain;

  beforeAll(async () => {
    const funder: Address = accountFromKey(funderKey).addresses[0]!;
    node = await anvil.start(anvil.options.parse({ blockTime: '200ms' }), {
      allocations: [{ address: funder, balanceWei: 10n ** 21n }],
      signal: new AbortController().signal,
      log: () => {},
    });
    kit.options.url = String(node.info.facts.endpoint);
  });
  afterAll(() => node.stop());

  each(targetChecks(rpc, kit satisfies TargetKit));
});
