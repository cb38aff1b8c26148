import { beforeAll, describe, expect, it } from 'vitest';
import type { Address } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { artifact } from '../../workloads/artifact.ts';
import { encode } from '../../workloads/supply-chain/calls.ts';
import supplyChain from '../../workloads/supply-chain/index.ts';
import { Journeys } from '../../workloads/supply-chain/journeys.ts';
import { answering, doubting, type Judged, judge, plusOne } from '../support/oracle-stand.ts';

const accounts = Array.from({ length: 40 }, (_, i): Address => `0x${(i + 1).toString(16).padStart(40, '0')}`);
const { abi } = artifact('SupplyChain');
const optionsOf = (given: object) => supplyChain.options.parse(given);

function drive(given: object) {
  const deployer = { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 };
  const bound = { options: optionsOf(given), seed: 1, chainId: 1337, accounts, deployer };
  const { stages, deployment } = supplyChain.setup(bound);
  const driver = supplyChain.drive(bound, deployment);
  const intent = (i: number) => driver.intent(i, keyedRandom(1, STREAM.intent, i));
  const intents = (count: number) => Array.from({ length: count }, (_, i) => intent(i));
  return { driver, intents, stages };
}

describe('journeys', () => {
  const cases = [
    {},
    { products: 7 },
    { products: 40 },
    { products: 13, handovers: 2 },
    { products: 5, handovers: 6, contention: 0.3 },
    { products: 9, contention: { share: 0.999, hot: 3 } },
    { products: 3, contention: 1 / 3 },
  ];

  it.each(cases)('an index is one step, and each step one index: %o', (given) => {
    const journeys = new Journeys(optionsOf(given), accounts.length, 1);
    const count = 3000;
    const seen = new Map<number, number>();
    for (let index = 0; index < count; index++) {
      const step = journeys.stepAt(index);
      expect(step === null).toBe(journeys.isHot(index));
      if (step === null) continue;
      expect(journeys.indexOf(step)).toBe(index);
      // Its steps follow each other without a gap.
      expect(step.slot).toBe(seen.get(step.product) ?? 0);
      expect(step.slot).toBeLessThan(journeys.lengthOf(step.product));
      seen.set(step.product, step.slot + 1);
    }
    expect(Math.max(...seen.keys())).toBeLessThan(journeys.productsEnd(count));
  });

  it('all kinds of steps are under way at any time once the first round is over', () => {
    const journeys = new Journeys(optionsOf({ products: 70 }), accounts.length, 1);
    for (let start = 70 * 7; start < 70 * 14; start += 70) {
      const slots = Array.from({ length: 70 }, (_, i) => journeys.stepAt(start + i)!.slot);
      expect(new Set(slots).size).toBe(journeys.length);
    }
  });

  it('have the shares that are asked for, and a log entry for what is left out', () => {
    const journeys = new Journeys(
      optionsOf({ inspected: 0.5, certified: 1, recalled: 0 }),
      accounts.length,
      1,
    );
    const actions = Array.from({ length: 2000 }, (_, product) => journeys.actionOf({ product, slot: 1 }));
    expect(actions.filter((action) => action === 'inspect').length / 2000).toBeCloseTo(0.5, 1);
    expect(new Set(actions)).toEqual(new Set(['inspect', 'log']));
    for (let product = 0; product < 100; product++) {
      expect(journeys.actionOf({ product, slot: 4 })).toBe('certify');
      expect(journeys.actionOf({ product, slot: 6 })).toBe('log');
    }
  });

  it('go by carriers and warehouses to a retailer', () => {
    const places = (handovers: number) => {
      const journeys = new Journeys(optionsOf({ handovers }), accounts.length, 1);
      return Array.from({ length: journeys.length }, (_, slot) => slot)
        .filter((slot) => journeys.actionOf({ product: 0, slot }) === 'handOver')
        .map((slot) => journeys.placeAfter(slot));
    };
    expect(places(2)).toEqual([2, 4]);
    expect(places(3)).toEqual([2, 3, 4]);
    expect(places(5)).toEqual([2, 3, 2, 3, 4]);
  });
});

describe('supply-chain', () => {
  it('encodes calls that the contract understands', () => {
    for (const { data, action } of drive({ products: 20 }).intents(300)) {
      const call = abi.parseTransaction({ data })!;
      expect(call.name).toBe(action);
      expect(abi.encodeFunctionData(call.name, [...call.args])).toBe(data);
    }
  });

  it.each([
    { products: 20 },
    { products: 40 },
    { products: 11, contention: { share: 0.4, sameSender: 0.2 } },
  ])('is handed on by who holds it, to somebody else: %o', (given) => {
    const custodians = new Map<bigint, string>();
    let changed = 0;
    for (const { from, data } of drive(given).intents(3000)) {
      const { name, args } = abi.parseTransaction({ data })!;
      if (name !== 'register' && name !== 'handOver') continue;
      const [product, to] = args;
      if (name === 'handOver') expect(custodians.get(product)).toBe(accounts[from]);
      if (name === 'handOver' && to.toLowerCase() !== accounts[from]) changed++;
      custodians.set(product, to.toLowerCase());
    }
    expect(changed).toBeGreaterThan(300);
  });

  it('waits for the step before, of the same product, and for nothing else', () => {
    const { driver, intents } = drive({ products: 15, contention: 0.2 });
    const all = intents(3000);
    const product = (index: number) => abi.parseTransaction({ data: all[index]!.data })!.args[0];
    const waitedFor = new Set<number>();
    for (const [index, { action }] of all.entries()) {
      const wait = driver.wait!(index);
      if (action === 'register' || product(index) === 0n) expect(wait).toBeNull();
      else {
        expect(wait!.after).toBeLessThan(index);
        expect(product(wait!.after)).toBe(product(index));
        expect(driver.awaited!(wait!.after)).toBe(true);
        waitedFor.add(wait!.after);
      }
    }
    // Whatever is awaited is waited for, as far as the steps behind it are among these.
    for (let index = 0; index < 2500; index++) expect(driver.awaited!(index)).toBe(waitedFor.has(index));
  });

  it('meets nobody at contention 0, and one product at 1', () => {
    const writes = (given: object, count: number) => {
      const { driver, intents } = drive(given);
      return intents(count).flatMap((intent) => driver.writes!(intent));
    };
    const near = writes({ products: 30 }, 3000);
    for (let start = 0; start < 3000; start += 30) {
      expect(new Set(near.slice(start, start + 30)).size).toBe(30);
    }
    expect(new Set(writes({ contention: 1 }, 200))).toEqual(new Set(['log 0']));
    const some = writes({ contention: { share: 0.5, hot: 4 } }, 1000).filter((name) =>
      /^log [0-3]$/.test(name),
    );
    expect(some).toHaveLength(500);
  });

  it('enrols everybody and registers the hot products under the limit of gas for a transaction', () => {
    const { stages } = drive({ contention: { share: 0.1, hot: 100 } });
    expect(stages.map((stage) => stage.map(({ action }) => action))).toEqual([
      ['deploy'],
      ['enrol'],
      ['register', 'register'],
    ]);
    expect(Math.max(...stages.flat().map(({ gasLimit }) => gasLimit))).toBeLessThan(16_777_216);
  });

  it('refuses what makes no journey', () => {
    expect(() => optionsOf({ handovers: 1 })).toThrow(/handovers/);
    expect(() => optionsOf({ recalled: 1.5 })).toThrow(/recalled/);
    expect(() => optionsOf({ steps: 4 })).toThrow(/steps/);
  });
});

describe('the oracle of supply-chain', () => {
  const products = encode.products(0).slice(0, 10);
  const chains = 'chains of custody are as driven';
  const custodians = 'custodians are right';
  const status = 'products are certified and recalled as asked';
  const counts = 'steps and inspections are counted';
  const logs = 'log entries add up';
  let judged: Judged;
  beforeAll(async () => {
    const options = {
      products: 9,
      inspected: 0.7,
      certified: 0.7,
      recalled: 0.7,
      contention: { share: 0.2, hot: 2 },
    };
    judged = await judge(
      supplyChain,
      { options, rate: 80, intents: 240 },
      {
        chain: answering(products, plusOne(6)),
        custodian: answering(products, plusOne(0)),
        place: answering(products, (answer) => answer.slice(0, 66) + '0'.repeat(64) + answer.slice(130)),
        'no certificate': answering(
          products,
          (answer) => answer.slice(0, 130) + '0'.repeat(64) + answer.slice(194),
        ),
        'no recall': answering(
          products,
          (answer) => answer.slice(0, 194) + '0'.repeat(64) + answer.slice(258),
        ),
        steps: answering(products, plusOne(4)),
        inspections: answering(products, plusOne(5)),
        'entries of a hot product': answering(encode.logs(1), plusOne(0)),
        'entries of a product': answering(encode.logs(2), plusOne(0)),
        'sum of a hot product': answering(encode.logs(1), plusOne(1)),
        ...Object.fromEntries(supplyChain.actions.map((action) => [action, doubting(action, 'none')])),
        ...Object.fromEntries(
          supplyChain.actions.map((action) => [`uncertain ${action}`, doubting(action, 'uncertain')]),
        ),
      },
    );
  }, 60_000);

  it('believes the truth of a run in which no step was lost, and what an unknown fate leaves open', () => {
    expect(judged.record.ledger).toMatchObject({ scheduled: 240, succeeded: 240 });
    expect(judged.record.actions.map(({ action }) => action).sort()).toEqual([...supplyChain.actions].sort());
    expect(judged.failed.truth).toEqual([]);
    for (const action of supplyChain.actions) expect(judged.failed[`uncertain ${action}`]).toEqual([]);
  });

  it.each([
    ['chain', [chains]],
    ['custodian', [custodians]],
    ['place', [custodians]],
    ['no certificate', [status]],
    ['no recall', [status]],
    ['steps', [counts]],
    ['inspections', [counts]],
    ['entries of a hot product', [logs]],
    ['entries of a product', [logs]],
    ['sum of a hot product', [logs]],
    // Steps after them put the custodian right again.
    ['register', [chains, counts]],
    ['handOver', [chains, counts]],
    ['inspect', [chains, counts]],
    ['certify', [chains, status, counts]],
    ['recall', [chains, status, counts]],
    ['log', [logs]],
  ])('notices a lie about %s', (lie, checks) => {
    expect(judged.failed[lie]).toEqual(checks);
  });
});
