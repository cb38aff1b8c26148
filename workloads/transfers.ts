/** Native transfers between the run's accounts: the plainest load there is, with skew of recipients as its dial. */
import { z } from 'zod';
import type {
  Address,
  Check,
  Driver,
  Oracle,
  OracleReader,
  Random,
  RunFacts,
  Workload,
  WorkloadContext,
} from '../harness/spec/index.ts';
import { contentionOf, objectPicker, senderPicker, withZipf, zipfOption } from './contention.ts';
import { compare, type NoncesBefore, noncesAddUp, noncesBefore, succeeded } from './oracle-parts.ts';

const options = z.strictObject({
  pattern: z
    .enum(['many-to-many', 'one-to-many', 'ring'])
    .default('many-to-many')
    .describe(
      'many-to-many: any account to any; one-to-many: the first account to all others; ring: each to its neighbour',
    ),
  contention: contentionOf('recipients'),
  zipf: zipfOption,
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
  const { pattern, contention } = options;
  const valueWei = BigInt(options.valueWei);
  const sender = pattern === 'one-to-many' ? () => 0 : senderPicker(count, contention);
  const recipientOf = objectPicker(count, withZipf(contention, options.zipf, count));

  function recipient(index: number, from: number, random: Random): number {
    if (pattern === 'ring') return (from + 1) % count;
    // Half-way round the circle, so that nobody near in time sends from the account.
    const to = recipientOf(index + (count >> 1), random);
    // Nobody pays himself: the next account stands in.
    return to === from ? (to + 1) % count : to;
  }

  return {
    sender,
    intent(index, random) {
      const from = sender(index);
      const to = accounts[recipient(index, from, random)]!;
      return { from, to, valueWei, data: '0x', gasLimit: TRANSFER_GAS, action: 'transfer' };
    },
  };
}

interface Before extends NoncesBefore {
  readonly balances: readonly bigint[];
}

/** Balances and nonces add up: what came in, less what went out and the fees; a nonce for each inclusion. */
const oracle: Oracle<Options, null, Before> = {
  async before({ accounts }, _, reader) {
    const nonces = await noncesBefore(accounts, reader);
    return { ...nonces, balances: await reader.balances(nonces.sample.map((account) => accounts[account]!)) };
  },

  async after({ accounts }, _, before, facts, reader) {
    const nonces = await noncesAddUp(accounts, before, facts, reader);
    // Where others spend from the same accounts, their ether is not ours to explain.
    return facts.shared ? [nonces] : [await balancesAddUp(accounts, before, facts, reader), nonces];
  },
};

async function balancesAddUp(
  accounts: readonly Address[],
  before: Before,
  facts: RunFacts,
  reader: OracleReader,
): Promise<Check> {
  const addresses = before.sample.map((account) => accounts[account]!);
  const now = await reader.balances(addresses);
  const { movedWei, uncertain } = replay(accounts, facts);
  const known = before.sample
    .map((account, at) => ({ account, at }))
    .filter(({ account }) => !uncertain.has(account));
  return compare(
    'balances add up',
    known.map(({ account, at }) => ({
      of: addresses[at]!,
      expected: before.balances[at]! + movedWei[account]! - facts.feesWei(account),
      actual: now[at]!,
    })),
  );
}

/** Makes every intent again: the net value of each account, and those that an unknown fate touches. */
function replay(
  accounts: readonly Address[],
  facts: RunFacts,
): { movedWei: bigint[]; uncertain: Set<number> } {
  const indexOf = new Map(accounts.map((address, index) => [address, index]));
  const movedWei: bigint[] = accounts.map(() => 0n);
  const uncertain = new Set<number>();
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    const { from, to, valueWei } = intent;
    const recipient = indexOf.get(to!)!;
    if (unknown) uncertain.add(from).add(recipient);
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
  requirements: ({ valueWei }) => ({ accounts: 2, valueWei: BigInt(valueWei), gasLimit: TRANSFER_GAS }),
  setup: () => ({ stages: [], deployment: null }),
  drive,
  oracle,
};

export default transfers;
