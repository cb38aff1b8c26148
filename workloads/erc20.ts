/** OpenZeppelin's ERC-20: transfers, approvals and transfers on behalf of others, with skew of recipients. */
import { z } from 'zod';
import type {
  Address,
  Check,
  Driver,
  Hex,
  Intent,
  Oracle,
  OracleReader,
  Random,
  RunFacts,
  Setup,
  Workload,
  WorkloadContext,
} from '../harness/spec/index.ts';
import { OUTCOME } from '../harness/spec/index.ts';
import { encoder, zipf } from '../harness/std/index.ts';
import { artifact, contractAddress, initCode } from './artifact.ts';
import { compare, sampled } from './oracle-parts.ts';
import { weighted } from './weighted.ts';

const share = z.number().min(0).max(1e6);
const options = z.strictObject({
  mix: z
    .strictObject({
      transfer: share.default(0.8),
      approve: share.default(0.05),
      transferFrom: share.default(0.15),
    })
    .prefault({})
    .refine(
      (mix) => Object.values(mix).some((weight) => weight > 0),
      'at least one weight must be more than 0',
    )
    .describe('Weights of the actions; they need not add up to 1'),
  zipf: z
    .number()
    .min(0)
    .max(4)
    .default(0)
    .describe('Skew of recipients: 0 is uniform, 1 the classic Zipf law'),
  amount: z
    .number()
    .int()
    .min(1)
    .max(1e15)
    .default(1)
    .describe('Smallest units of the token that a transfer moves'),
});
type Options = z.output<typeof options>;

/** What each account holds at the start: more than any run moves. */
const HOLDING = 10n ** 30n;
const UNLIMITED = 2n ** 256n - 1n;
const HOLDERS_PER_MINT = 100;
const GAS = {
  transfer: 80_000,
  approve: 70_000,
  transferFrom: 90_000,
  deploy: 1_500_000,
  mintBase: 100_000,
  mintEach: 35_000,
};

const encode = {
  transfer: encoder('transfer(address,uint256)'),
  approve: encoder('approve(address,uint256)'),
  transferFrom: encoder('transferFrom(address,address,uint256)'),
  balanceOf: encoder('balanceOf(address)'),
  totalSupply: encoder('totalSupply()'),
};

type Action = 'transfer' | 'approve' | 'transferFrom';

/** Where the token stands. */
interface Deployment {
  readonly token: Address;
}

/** The token, its holders, and for each account the right to spend what its neighbour on the left has. */
function setup({ accounts, deployer }: WorkloadContext<Options>): Setup<Deployment> {
  const contract = artifact('Token');
  const token = contractAddress(deployer.address, deployer.nonce);
  const by = (from: number, to: Address | null, data: Hex, gasLimit: number, action: string): Intent => ({
    from,
    to,
    valueWei: 0n,
    data,
    gasLimit,
    action,
  });
  const mints: Intent[] = [];
  for (let at = 0; at < accounts.length; at += HOLDERS_PER_MINT) {
    const holders = accounts.slice(at, at + HOLDERS_PER_MINT);
    const data = contract.abi.encodeFunctionData('mintTo', [holders, HOLDING]) as Hex;
    mints.push(by(accounts.length, token, data, GAS.mintBase + holders.length * GAS.mintEach, 'mint'));
  }
  const approvals = accounts.map((_, account) =>
    by(
      account,
      token,
      encode.approve(accounts[(account + 1) % accounts.length]!, UNLIMITED),
      GAS.approve,
      'approve',
    ),
  );
  const deploy = by(accounts.length, null, initCode(contract, ['Lakh', 'LAKH']), GAS.deploy, 'deploy');
  return { stages: [[deploy], mints, approvals], deployment: { token } };
}

function drive({ options, accounts }: WorkloadContext<Options>, { token }: Deployment): Driver {
  const count = accounts.length;
  const rank = zipf(count, options.zipf);
  const pick = weighted<Action>(options.mix);
  const amount = BigInt(options.amount);

  function data(action: Action, from: number, random: Random): Hex {
    const recipient = accounts[rank(random)]!;
    switch (action) {
      case 'transfer':
        return encode.transfer(recipient, amount);
      case 'approve':
        // Not the neighbour, whose right to spend transferFrom lives on.
        return encode.approve(accounts[(from + 2) % count]!, 1 + random.below(1_000_000));
      case 'transferFrom':
        return encode.transferFrom(accounts[(from + count - 1) % count]!, recipient, amount);
    }
  }

  return {
    intent(index, random) {
      const from = index % count;
      const action = pick(random);
      return {
        from,
        to: token,
        valueWei: 0n,
        data: data(action, from, random),
        gasLimit: GAS[action],
        action,
      };
    },
  };
}

interface State {
  readonly supply: bigint;
  readonly balances: readonly bigint[];
  readonly nonces: readonly number[];
}

interface Before extends State {
  /** Indices of the accounts that are looked at. */
  readonly sample: readonly number[];
}

async function read(token: Address, holders: readonly Address[], reader: OracleReader): Promise<State> {
  const datas = [encode.totalSupply(), ...holders.map((holder) => encode.balanceOf(holder))];
  const [words, nonces] = await Promise.all([
    reader.calls(datas.map((data) => ({ to: token, data }))),
    reader.nonces(holders),
  ]);
  const [supply, ...balances] = words.map(BigInt);
  return { supply: supply!, balances, nonces };
}

/** Nothing is made or lost, every balance is what the included transfers make of it, and a nonce for each inclusion. */
const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts }, { token }, reader) {
    const sample = sampled(accounts.length, reader.sample);
    const holders = sample.map((account) => accounts[account]!);
    return { sample, ...(await read(token, holders, reader)) };
  },

  async after({ accounts, options }, { token }, before, facts, reader): Promise<Check[]> {
    const holders = before.sample.map((account) => accounts[account]!);
    const now = await read(token, holders, reader);
    const { moved, uncertain } = replay(accounts, BigInt(options.amount), facts);
    const known = before.sample
      .map((account, at) => ({ account, at, of: accounts[account]! }))
      .filter(({ account }) => !uncertain.has(account));
    return [
      compare(
        'token balances add up',
        known.map(({ account, at, of }) => {
          return { of, expected: before.balances[at]! + moved[account]!, actual: now.balances[at]! };
        }),
      ),
      compare(
        'nonces add up',
        known.map(({ account, at, of }) => {
          return { of, expected: before.nonces[at]! + facts.included(account), actual: now.nonces[at]! };
        }),
      ),
      compare('the supply is conserved', [
        { of: 'totalSupply', expected: before.supply, actual: now.supply },
      ]),
    ];
  },
};

/** The net movement of each account, and the accounts that a transfer of unknown fate touches. */
function replay(accounts: readonly Address[], amount: bigint, facts: RunFacts) {
  const indexOf = new Map(accounts.map((address, index) => [address.slice(2), index]));
  const moved: bigint[] = accounts.map(() => 0n);
  const uncertain = new Set<number>();
  for (let index = 0; index < facts.scheduled; index++) {
    const outcome = facts.outcome(index);
    if (outcome !== OUTCOME.succeeded && outcome !== OUTCOME.uncertain) continue;
    const { from, data, action } = facts.intent(index);
    if (outcome === OUTCOME.uncertain) uncertain.add(from);
    if (action === 'approve') continue;
    // Arguments are words of 64 digits behind "0x" and the selector; an address is the last 40 of its word.
    const addressAt = (argument: number) => indexOf.get(data.slice(34 + 64 * argument, 74 + 64 * argument))!;
    const payer = action === 'transfer' ? from : addressAt(0);
    const payee = addressAt(action === 'transfer' ? 0 : 1);
    if (outcome === OUTCOME.uncertain) uncertain.add(payer).add(payee);
    else {
      moved[payer]! -= amount;
      moved[payee]! += amount;
    }
  }
  return { moved, uncertain };
}

const erc20: Workload<Options, Deployment, Before> = {
  name: 'erc20',
  summary: "OpenZeppelin's ERC-20: transfer, approve, transferFrom",
  module: import.meta.url,
  options,
  actions: ['transfer', 'approve', 'transferFrom'],
  requirements: () => ({
    accounts: 3,
    valueWei: 0n,
    gasLimit: Math.max(GAS.transfer, GAS.approve, GAS.transferFrom),
  }),
  setup,
  drive,
  oracle,
};

export default erc20;
