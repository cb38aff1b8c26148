/** contract-call against a real node, on a contract that stood there before lakh came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, run } from '../../harness/index.ts';
import type { Address, Chain } from '../../harness/spec/index.ts';
import anvil from '../../harness/targets/anvil/index.ts';
import { accountFromKey } from '../../harness/wallet/index.ts';
import { compileSolidity } from '../../workloads/solidity/index.ts';

const COUNTER: Address = `0x${'c0'.repeat(20)}`;
const funderKey = `0x${'5b'.repeat(32)}`;
const never = new AbortController().signal;

let node: Chain;
let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-standing-'));
  node = await anvil.start(anvil.options.parse({ blockTime: '200ms', poll: '20ms' }), {
    allocations: [{ address: accountFromKey(funderKey).addresses[0]!, balanceWei: 10n ** 22n }],
    signal: never,
    log: () => {},
  });
  const { bytecode } = compileSolidity(new URL('../../examples/own-workload/Counter.sol', import.meta.url));
  // A call without callee answers with the code that it would leave.
  const code = await node.request('eth_call', [{ data: bytecode }, 'latest']);
  await node.request('anvil_setCode', [COUNTER, code]);
});
afterAll(async () => {
  await node?.stop();
  rmSync(folder, { recursive: true });
});

async function load(options: object) {
  const plan = makePlan(
    {
      workload: { name: 'contract-call', address: COUNTER, ...options },
      target: { url: node.info.facts.endpoint, poll: '20ms' },
      load: { rate: 50, duration: '1s' },
      accounts: { count: 10 },
      workers: 0,
      validity: { lagP99: '1m' },
      out: join(folder, String(runs++)),
    },
    BUILT_IN,
  );
  const { record } = await run(plan, {
    workload: BUILT_IN.workloads.find(({ name }) => name === 'contract-call')!,
    target: BUILT_IN.targets.find(({ name }) => name === 'rpc')!,
    sinks: [],
    secrets: { funderKey },
    stop: never,
    abort: never,
    log: () => {},
    lakh: 'test',
  });
  return record;
}

describe('a contract that stands', () => {
  it('is called, and counts what succeeded', async () => {
    const record = await load({
      calls: [{ function: 'increment()' }, { function: 'add(uint256,uint256)', args: [{ counter: {} }, 2] }],
      expect: [{ call: 'total()', growsBy: { increment: 1 } }],
    });
    expect(record.verdict.verdict).toBe('valid');
    expect(record.ledger).toMatchObject({ scheduled: 50, succeeded: 50, reverted: 0 });
    expect(record.setup.setupTransactions).toBe(0);
    expect(record.oracle).toMatchObject({ read: true, passed: true, checks: 2 });
  });

  it('makes the run invalid where it is not as expected', async () => {
    const record = await load({
      calls: [{ function: 'increment()' }],
      expect: [{ call: 'total()', growsBy: { increment: 2 } }],
    });
    expect(record.verdict.reasons.map(({ code }) => code)).toContain('oracle-failed');
    expect(record.oracle.failures[0]).toMatch(/grew by 50 from \d+, 100 expected/);
  });

  const abi = ['function add(uint256 key, uint256 amount)', 'error TooMuch(uint256 amount)'];
  it.each<[string, object, RegExp]>([
    [
      'nothing stands there',
      { address: `0x${'c1'.repeat(20)}`, calls: [{ function: 'increment()' }] },
      /no contract at 0xc1c1/,
    ],
    [
      'the ABI is of another contract',
      { calls: [{ function: 'mint(address)', args: [{ account: 'sender' }] }] },
      /mint would fail: .*does not know the function/,
    ],
    ['a call reverts', { abi, calls: [{ function: 'add', args: [1, 2000] }] }, /add would fail: TooMuch$/],
    [
      'the gas does not do',
      { calls: [{ function: 'add(uint256,uint256)', args: [7_000_000, 1], gasLimit: 22_000 }] },
      /its gas limit is 22000/,
    ],
  ])('refuses to start when %s', async (_, options, message) => {
    await expect(load(options)).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(message),
    });
  });

  it('lets a call pass that said it should not be tried', async () => {
    const record = await load({
      abi,
      calls: [{ function: 'add', args: [1, 2000], rehearse: false }],
      meantReverts: ['TooMuch'],
    });
    expect(record.ledger).toMatchObject({ succeeded: 0, reverted: 50 });
  });
});
