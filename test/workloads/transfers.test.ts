import { describe, expect, it } from 'vitest';
import {
  type Address,
  type OracleReader,
  OUTCOME,
  type Outcome,
  type RunFacts,
} from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import transfers from '../../workloads/transfers.ts';

const accounts: Address[] = Array.from({ length: 6 }, (_, i): Address => `0x${'ab'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: transfers.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: accounts[0]!, nonce: 0 },
});

function intents(given: object, count: number) {
  const driver = transfers.drive(context(given), null);
  return Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
}

describe('the pattern of transfers', () => {
  it('ring: each to its neighbour', () => {
    const ring = intents({ pattern: 'ring' }, 6);
    expect(ring.map((intent) => [intent.from, intent.to])).toEqual(
      accounts.map((_, i) => [i, accounts[(i + 1) % 6]]),
    );
  });

  it('one to many: one sender, and nobody pays himself', () => {
    const all = intents({ pattern: 'one-to-many' }, 200);
    expect(new Set(all.map((intent) => intent.from))).toEqual(new Set([0]));
    expect(all.every((intent) => intent.to !== accounts[0])).toBe(true);
    expect(new Set(all.map((intent) => intent.to)).size).toBe(5);
  });

  it('zipf makes the first account hot', () => {
    const shareOfFirst = (exponent: number) =>
      intents({ zipf: exponent }, 2000).filter((intent) => intent.to === accounts[0]).length / 2000;
    expect(shareOfFirst(0)).toBeLessThan(0.25);
    expect(shareOfFirst(2)).toBeGreaterThan(0.5);
  });
});

describe('the oracle', () => {
  const price = 3n;
  const count = 60;
  const driver = transfers.drive(context({ valueWei: 10 }), null);
  const intent = (index: number) => driver.intent(index, keyedRandom(1, STREAM.intent, index));

  /** A ledger of accounts that executes the intents as a chain would. */
  function chainAfter(outcomes: readonly Outcome[]) {
    const balances = accounts.map(() => 1_000_000n);
    const nonces = accounts.map(() => 4);
    const fees = accounts.map(() => 0n);
    const included = accounts.map(() => 0);
    outcomes.forEach((outcome, index) => {
      if (outcome !== OUTCOME.succeeded && outcome !== OUTCOME.reverted) return;
      const { from, to, valueWei } = intent(index);
      balances[from]! -= price;
      fees[from]! += price;
      nonces[from]!++;
      included[from]!++;
      if (outcome === OUTCOME.reverted) return;
      balances[from]! -= valueWei;
      balances[accounts.indexOf(to!)]! += valueWei;
    });
    const facts: RunFacts = {
      scheduled: outcomes.length,
      outcome: (index) => outcomes[index]!,
      intent,
      feesWei: (account) => fees[account]!,
      shared: false,
      included: (account) => included[account]!,
    };
    return { balances, nonces, facts };
  }

  function reader(balances: readonly bigint[], nonces: readonly number[], sample = 100): OracleReader {
    return {
      request: async () => null,
      calls: async () => [],
      sample,
      balances: async (addresses) => addresses.map((a) => balances[accounts.indexOf(a)]!),
      nonces: async (addresses) => addresses.map((a) => nonces[accounts.indexOf(a)]!),
    };
  }

  async function judge(
    outcomes: readonly Outcome[],
    tamper: (state: ReturnType<typeof chainAfter>) => void,
    sample = 100,
  ) {
    const state = chainAfter(outcomes);
    const before = await transfers.oracle.before(
      context({ valueWei: 10 }),
      null,
      reader(
        accounts.map(() => 1_000_000n),
        accounts.map(() => 4),
        sample,
      ),
    );
    tamper(state);
    return transfers.oracle.after(
      context({ valueWei: 10 }),
      null,
      before,
      state.facts,
      reader(state.balances, state.nonces, sample),
    );
  }

  const mixed: Outcome[] = Array.from(
    { length: count },
    (_, i) => [OUTCOME.succeeded, OUTCOME.reverted, OUTCOME.none][i % 3]!,
  );

  it('holds when the chain did what the run says', async () => {
    const checks = await judge(mixed, () => {});
    expect(checks.map((c) => [c.name, c.passed, c.compared])).toEqual([
      ['balances add up', true, 6],
      ['nonces add up', true, 6],
    ]);
  });

  it('fails when a balance is one wei off', async () => {
    const checks = await judge(mixed, ({ balances }) => {
      balances[2]! += 1n;
    });
    expect(checks[0]).toMatchObject({ passed: false });
    expect(checks[0]!.detail).toContain(accounts[2]!);
  });

  it('fails when a transaction ran that the run knows nothing of', async () => {
    const checks = await judge(mixed, ({ nonces }) => {
      nonces[1]! += 1;
    });
    expect(checks[1]).toMatchObject({ passed: false });
  });

  it('fails when a receipt is dropped', async () => {
    const checks = await judge(mixed, (state) => {
      const outcome = state.facts.outcome;
      Object.assign(state.facts, { outcome: (i: number) => (i === 0 ? OUTCOME.none : outcome(i)) });
    });
    expect(checks[0]!.passed).toBe(false);
  });

  it('leaves out the accounts that an unknown fate touches, and no others', async () => {
    const outcomes = [...mixed];
    outcomes[0] = OUTCOME.uncertain;
    const checks = await judge(outcomes, () => {});
    expect(checks.every((c) => c.passed)).toBe(true);
    expect(checks[0]!.compared).toBe(4);
  });

  it('takes a sample where it is told to', async () => {
    const checks = await judge(mixed, () => {}, 3);
    expect(checks[0]).toMatchObject({ passed: true, compared: 3 });
  });
});
