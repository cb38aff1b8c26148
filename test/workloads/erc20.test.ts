import { AbiCoder, Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../harness/spec/index.ts';
import { encoder, keyedRandom, STREAM } from '../../harness/std/index.ts';
import erc20 from '../../workloads/erc20.ts';
import { weighted } from '../../workloads/weighted.ts';

const accounts = Array.from({ length: 8 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: erc20.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function intents(given: object, count: number) {
  const bound = context(given);
  const driver = erc20.drive(bound, erc20.setup(bound).deployment);
  return Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
}

describe('erc20', () => {
  it('encodes calls as ethers does', () => {
    const abi = new Interface(['function transferFrom(address,address,uint256)']);
    const args = [accounts[0]!, accounts[1]!, 12345n] as const;
    expect(encoder('transferFrom(address,address,uint256)')(...args)).toBe(
      abi.encodeFunctionData('transferFrom', args),
    );
  });

  it('follows the weights of its mix', () => {
    const share = (action: string) =>
      intents({}, 4000).filter((intent) => intent.action === action).length / 4000;
    expect(share('transfer')).toBeCloseTo(0.8, 1);
    expect(share('transferFrom')).toBeCloseTo(0.15, 1);
    expect(
      new Set(intents({ mix: { transfer: 0, approve: 1, transferFrom: 0 } }, 100).map((i) => i.action)),
    ).toEqual(new Set(['approve']));
  });

  it('refuses a mix of nothing', () => {
    expect(() => erc20.options.parse({ mix: { transfer: 0, approve: 0, transferFrom: 0 } })).toThrow(
      /at least one weight/,
    );
  });

  it('spends what the partner granted, and never touches that grant', () => {
    for (const { from, data, action } of intents({}, 2000)) {
      const decode = (types: string[]) => AbiCoder.defaultAbiCoder().decode(types, `0x${data.slice(10)}`);
      if (action === 'transferFrom') {
        expect(decode(['address', 'address', 'uint256'])[0].toLowerCase()).toBe(accounts[(from + 6) % 8]);
      }
      if (action === 'approve') {
        expect(decode(['address', 'uint256'])[0].toLowerCase()).not.toBe(accounts[(from + 2) % 8]);
      }
    }
  });

  it('has its contract where the deployer and his nonce put it', () => {
    const { stages, deployment } = erc20.setup(context({}));
    expect(stages.map((stage) => stage.map((intent) => intent.action))).toEqual([
      ['deploy'],
      ['mint'],
      accounts.map(() => 'approve'),
    ]);
    const elsewhere = erc20.setup({ ...context({}), deployer: { ...context({}).deployer, nonce: 4 } });
    expect(elsewhere.deployment.token).not.toBe(deployment.token);
  });
});

describe('a weighted choice', () => {
  it('never draws a weight of zero, and draws the only one there is', () => {
    const draw = weighted({ a: 0, b: 2 });
    expect(new Set(Array.from({ length: 100 }, (_, i) => draw(keyedRandom(1, 1, i))))).toEqual(
      new Set(['b']),
    );
  });
});
