/** What must be true of a supply chain afterwards: every product went the way that it was sent, and no other. */
import type {
  Address,
  Check,
  Oracle,
  OracleReader,
  RunFacts,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import {
  type Comparison,
  compare,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
} from '../oracle-parts.ts';
import { numberOf } from '../words.ts';
import { type Action, encode } from './calls.ts';
import {
  type Custody,
  custodyOf,
  type Diary,
  diaryOf,
  EMPTY,
  logged,
  stepped,
  UNREGISTERED,
} from './custody.ts';
import { Journeys } from './journeys.ts';
import type { Options } from './options.ts';

/** Where the contract stands, and how many products are hot: the ids before those of the journeys. */
export interface Deployment {
  readonly chain: Address;
  readonly hot: number;
}

interface Product {
  readonly id: number;
  readonly custody: Custody;
  readonly diary: Diary;
}

/** Hot products as they were. */
export interface Before extends NoncesBefore {
  readonly hot: readonly Product[];
}

type Context = WorkloadContext<Options>;

async function read(chain: Address, ids: readonly number[], reader: OracleReader): Promise<Product[]> {
  const datas = [...ids.map((id) => encode.products(id)), ...ids.map((id) => encode.logs(id))];
  const answers = await reader.calls(datas.map((data) => ({ to: chain, data })));
  return ids.map((id, at) => ({
    id,
    custody: custodyOf(answers[at]!),
    diary: diaryOf(answers[ids.length + at]!),
  }));
}

/** What must stand there of products on their way, without those with a step of unknown fate. */
function driven(context: Context, hot: number, facts: RunFacts, most: number): Product[] {
  const journeys = new Journeys(context.options, context.accounts.length, context.seed);
  return sampled(journeys.productsEnd(facts.scheduled), most).flatMap((product) => {
    let at: Product | null = { id: hot + product, custody: UNREGISTERED, diary: EMPTY };
    for (let slot = 0; slot < journeys.lengthOf(product); slot++) {
      const index = journeys.indexOf({ product, slot });
      if (index >= facts.scheduled) break;
      at = progressed(at, index, context, facts);
      if (at === null) return [];
    }
    return [at];
  });
}

/** What must stand there of hot products, whose entries came in any order. */
function remarked(context: Context, before: readonly Product[], facts: RunFacts): Product[] {
  const journeys = new Journeys(context.options, context.accounts.length, context.seed);
  const products = new Map<number, Product | null>(before.map((product) => [product.id, product]));
  for (let index = 0; index < facts.scheduled && products.size > 0; index++) {
    if (!journeys.isHot(index) || facts.outcome(index) === OUTCOME.none) continue;
    const id = numberOf(facts.intent(index).data, 0);
    const product = products.get(id);
    if (product) products.set(id, progressed(product, index, context, facts));
  }
  return [...products.values()].filter((product) => product !== null);
}

/** A product after what became of this index; `null` where nobody knows. */
function progressed(product: Product, index: number, { accounts }: Context, facts: RunFacts): Product | null {
  const outcome = facts.outcome(index);
  if (outcome === OUTCOME.uncertain) return null;
  if (outcome !== OUTCOME.succeeded) return product;
  const { action, from, data } = facts.intent(index);
  const actor = accounts[from]!;
  if (action === 'log') return { ...product, diary: logged(product.diary, actor, data) };
  return { ...product, custody: stepped(product.custody, action as Action, actor, data) };
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts }, { chain, hot }, reader) {
    const nonces = await noncesBefore(accounts, reader);
    return { ...nonces, hot: hot === 0 ? [] : await read(chain, sampled(hot, reader.sample), reader) };
  },

  async after(context, { chain, hot }, before, facts, reader): Promise<Check[]> {
    const expected = [...remarked(context, before.hot, facts), ...driven(context, hot, facts, reader.sample)];
    const now = await read(
      chain,
      expected.map(({ id }) => id),
      reader,
    );
    const check = (name: string, values: (product: Product) => Values) =>
      compare(
        name,
        expected.flatMap((product, at) => compared(product.id, values(product), values(now[at]!))),
      );
    return [
      check('chains of custody are as driven', ({ custody }) => ({ chain: BigInt(custody.chain) })),
      check('custodians are right', ({ custody: { custodian, place } }) => ({
        custodian: BigInt(custodian),
        place,
      })),
      check('products are certified and recalled as asked', ({ custody: { certified, recalled } }) => ({
        certified: Number(certified),
        recalled: Number(recalled),
      })),
      check('steps and inspections are counted', ({ custody: { steps, inspections } }) => ({
        steps,
        inspections,
      })),
      check('log entries add up', ({ diary: { entries, sum } }) => ({ entries, sum })),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

type Values = Readonly<Record<string, bigint | number>>;

function compared(id: number, expected: Values, actual: Values): Comparison[] {
  return Object.keys(expected).map((name) => ({
    of: `${name} of product ${id}`,
    expected: expected[name]!,
    actual: actual[name]!,
  }));
}
