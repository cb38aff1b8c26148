/** What is asked: by index alone, in the shares of the mix, of what is there. */
import { describe, expect, it } from 'vitest';
import { bodyOf, type Ground, Questions } from '../../../harness/reads/questions.ts';
import type { ReadMethod } from '../../../harness/spec/index.ts';

const accounts = [1, 2, 3].map((n) => `0x${String(n).repeat(40)}` as const);
const ground: Ground = { accounts, contracts: [], balancesWei: null };
const MIX = { call: 4, balance: 3, logs: 2, block: 1 };
const HEAD = 100;

const questions = (mix: Record<ReadMethod, number> = MIX, over: Partial<Ground> = {}) =>
  new Questions({ ...ground, ...over }, mix, 1, null);
const bodies = (of: Questions, indices: readonly number[], head = HEAD) =>
  indices.map((index) => bodyOf(index, of.ask(index, head)));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('questions', () => {
  it('follow from the index, whatever was asked before', () => {
    const inOrder = bodies(questions(), upTo(200));
    const backwards = bodies(questions(), upTo(200).reverse()).reverse();
    expect(backwards).toEqual(inOrder);
    expect(new Set(inOrder).size).toBe(200);
  });

  it('differ by the seed', () => {
    const other = new Questions(ground, MIX, 2, null);
    expect(bodies(other, upTo(50))).not.toEqual(bodies(questions(), upTo(50)));
  });

  it('come in the shares of the mix', () => {
    const counts = { call: 0, balance: 0, logs: 0, block: 0 };
    for (const index of upTo(10_000)) counts[questions().ask(index, HEAD).method]++;
    for (const [method, weight] of Object.entries(MIX)) {
      expect(counts[method as ReadMethod] / 10_000).toBeCloseTo(weight / 10, 1);
    }
  });

  it.each(['call', 'balance', 'logs', 'block'] as const)('%s alone, where nothing else is asked', (only) => {
    const mix = { call: 0, balance: 0, logs: 0, block: 0, [only]: 0.5 };
    expect(new Set(upTo(100).map((index) => questions(mix).ask(index, HEAD).method))).toEqual(
      new Set([only]),
    );
  });

  it('are JSON-RPC, with an id of their own', () => {
    for (const [index, body] of bodies(questions(), upTo(50)).entries()) {
      expect(JSON.parse(body)).toMatchObject({ jsonrpc: '2.0', id: index + 1, params: expect.any(Array) });
    }
  });

  it('ask for blocks that are there, down to the first', () => {
    const mix = { call: 0, balance: 0, logs: 1, block: 1 };
    for (const head of [0, 1, 5, HEAD]) {
      for (const index of upTo(300)) {
        const [first] = questions(mix).ask(index, head).params;
        const range = typeof first === 'string' ? [first] : Object.values(first as object);
        for (const number of range.map(Number)) {
          expect(number).toBeGreaterThanOrEqual(Math.max(0, head - 63));
          expect(number).toBeLessThanOrEqual(head);
        }
      }
    }
  });

  it('call the identity contract, and know what it returns', () => {
    const { params, check } = questions({ call: 1, balance: 0, logs: 0, block: 0 }).ask(3, HEAD);
    const [{ to, data }] = params as [{ to: string; data: string }];
    expect(Number(to)).toBe(4);
    expect(check(data)).toBeNull();
    expect(check(`${data}00`)).toMatchObject({ code: 'wrong-value' });
  });

  it('call what the workload has to show, where it has something', () => {
    const view = { to: accounts[0]!, data: '0x01', answer: '0x02' } as const;
    const asked = new Questions(ground, { call: 1, balance: 0, logs: 0, block: 0 }, 1, () => view).ask(
      0,
      HEAD,
    );
    expect(asked.params).toEqual([{ to: view.to, data: view.data }, 'latest']);
    expect(asked.check('0x02')).toBeNull();
    expect(asked.check('0x03')).toMatchObject({ code: 'wrong-value' });
  });

  it('compare balances that are known, each with its own account', () => {
    const of = questions({ call: 0, balance: 1, logs: 0, block: 0 }, { balancesWei: [1n, 2n, 3n] });
    for (const index of upTo(50)) {
      const { params, check } = of.ask(index, HEAD);
      const account = accounts.indexOf(params[0] as (typeof accounts)[number]);
      expect(check(`0x${account + 1}`)).toBeNull();
      expect(check('0x9')).toMatchObject({ code: 'wrong-value' });
    }
  });

  it("ask for logs of the workload's contracts alone", () => {
    const of = questions({ call: 0, balance: 0, logs: 1, block: 0 }, { contracts: [accounts[2]!] });
    expect(of.ask(0, HEAD).params).toEqual([expect.objectContaining({ address: [accounts[2]] })]);
  });
});
