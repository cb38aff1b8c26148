/** Native transfers between the run's accounts: the plainest load there is, with skew of recipients as its dial. */
import { z } from 'zod';
import type {
  Address,
  Driver,
  Oracle,
  OracleReader,
  Random,
  RunFacts,
  Workload,
  WorkloadContext,
} from '../harness/spec/index.ts';
import { OUTCOME } from '../harness/spec/index.ts';
import { zipf } from '../harness/std/index.ts';
import { compare, sampled } from './oracle-parts.ts';

const options = z.strictObject({
  pattern: z
    .enum(['many-to-many', 'one-to-many', 'ring'])
    .default('many-to-many')
    .describe(
      'many-to-many: any account to any; one-to-many: the first account to all others; ring: each to its neighbour',
    ),
  zipf: z
    .number()
    .min(0)
    .max(4)
    .default(0)
    .describe('Skew of recipients: 0 is uniform, 1 is the classic Zipf law, more is hotter'),
  valueWei: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe('Wei moved by each transfer'),
});
type Options = z.output<typeof options>;

/** The gas of a transfer to an account without code (Yellow Paper, appendix G). */
const TRANSFER_GAS = 21_000;

function drive({ options, accounts }: WorkloadContext<Options>): Driver {
  const count = accounts.length;
  const rank = zipf(count, options.zipf);
  const valueWei = BigInt(options.valueWei);
  const sender = options.pattern === 'one-to-many' ? () => 0 : (index: number) => index % count;

  function recipient(from: number, random: Random): number {
    if (options.pattern === 'ring') return (from + 1) % count;
    const to = rank(random);
    // Nobody pays himself: the next account stands in.
    return to === from ? (to + 1) % count : to;
  }

  return {
    sender,
    intent(index, random) {
      const from = sender(index);
      const to = accounts[recipient(from, random)]!;
      return { from, to, valueWei, data: '0x', gasLimit: TRANSFER_GAS, action: 'transfer' };
    },
  };
}

interface Before {
  /** Indices of the accounts that are looked at. */
  readonly sample: readonly number[];
  readonly balances: readonly bigint[];
  readonly nonces: readonly number[];
}

/** Balances and nonces add up: what came in, less what went out and the fees; a nonce for each inclusion. */
const oracle: Oracle<Options, null, Before> = {
  async before({ accounts }, _, reader) {
    const sample = sampled(accounts.length, reader.sample);
    return { sample, ...(await readAccounts(sample, accounts, reader)) };
  },

  async after({ accounts }, _, before, facts, reader) {
    const now = await readAccounts(before.sample, accounts, reader);
    const { movedWei, uncertain } = replay(accounts, facts);
    const known = before.sample
      .map((account, at) => ({ account, at }))
      .filter(({ account }) => !uncertain.has(account));
    return [
      compare(
        'balances add up',
        known.map(({ account, at }) => ({
          of: accounts[account]!,
          expected: before.balances[at]! + movedWei[account]! - facts.feesWei(account),
          actual: now.balances[at]!,
        })),
      ),
      compare(
        'nonces add up',
        known.map(({ account, at }) => ({
          of: accounts[account]!,
          expected: before.nonces[at]! + facts.included(account),
          actual: now.nonces[at]!,
        })),
      ),
    ];
  },
};

async function readAccounts(sample: readonly number[], accounts: readonly Address[], reader: OracleReader) {
  const addresses = sample.map((account) => accounts[account]!);
  const [balances, nonces] = await Promise.all([reader.balances(addresses), reader.nonces(addresses)]);
  return { balances, nonces };
}

/** Makes every intent again: the net value of each account, and those that an unknown fate touches. */
function replay(
  accounts: readonly Address[],
  facts: RunFacts,
): { movedWei: bigint[]; uncertain: Set<number> } {
  const indexOf = new Map(accounts.map((address, index) => [address, index]));
  const movedWei: bigint[] = accounts.map(() => 0n);
  const uncertain = new Set<number>();
  for (let index = 0; index < facts.scheduled; index++) {
    const outcome = facts.outcome(index);
    if (outcome !== OUTCOME.succeeded && outcome !== OUTCOME.uncertain) continue;
    const { from, to, valueWei } = facts.intent(index);
    const recipient = indexOf.get(to!)!;
    if (outcome === OUTCOME.uncertain) uncertain.add(from).add(recipient);
    else {
      movedWei[from]! -= valueWei;
      movedWei[recipient]! += valueWei;
    }
  }
  return { movedWei, uncertain };
}

const transfers: Workload<Options, null, Before> = {
  name: 'transfers',
  summary: 'Native transfers between accounts, with skew of recipients',
  module: import.meta.url,
  options,
  actions: ['transfer'],
  requirements: ({ valueWei, pattern }) => ({
    accounts: 2,
    valueWei: BigInt(valueWei),
    gasLimit: TRANSFER_GAS,
    ...(pattern === 'one-to-many' && { senders: 1 }),
  }),
  setup: () => ({ stages: [], deployment: null }),
  drive,
  oracle,
};

export default transfers;
