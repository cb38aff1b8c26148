/** OpenZeppelin's ERC-20: transfers, approvals and transfers on behalf of others, with skew of recipients. */
import { z } from 'zod';
import type {
  Address,
  Check,
  Driver,
  Hex,
  Oracle,
  OracleReader,
  Random,
  RunFacts,
  Setup,
  View,
  Workload,
  WorkloadContext,
} from '../harness/spec/index.ts';
import { encoder } from '../harness/std/index.ts';
import { artifact, errorsOf } from './artifact.ts';
import { contentionOf, objectPicker, senderPicker, withZipf, zipfOption } from './contention.ts';
import { compare, type NoncesBefore, noncesAddUp, noncesBefore, succeeded } from './oracle-parts.ts';
import { Site } from './site.ts';
import { weighted } from './weighted.ts';
import { addressOf, argumentsOf } from './words.ts';

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
  contention: contentionOf('recipients'),
  zipf: zipfOption,
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

/** How far round the circle of accounts the one is that may spend what another holds: not near in time. */
const quarter = (count: number) => Math.max(1, count >> 2);

/** The token, its holders, and for each account the right to spend what the one a quarter behind it has. */
function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { accounts } = context;
  const site = new Site(context);
  const contract = artifact('Token');
  const token = site.deploy(contract, ['Lakh', 'LAKH'], GAS.deploy);
  site.next();
  for (let at = 0; at < accounts.length; at += HOLDERS_PER_MINT) {
    const holders = accounts.slice(at, at + HOLDERS_PER_MINT);
    const data = contract.abi.encodeFunctionData('mintTo', [holders, HOLDING]) as Hex;
    site.call(token, data, GAS.mintBase + holders.length * GAS.mintEach, 'mint');
  }
  site.next();
  for (const account of accounts.keys()) {
    const spender = accounts[(account + quarter(accounts.length)) % accounts.length]!;
    site.by(account, token, encode.approve(spender, UNLIMITED), GAS.approve, 'approve');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { token } };
}

function drive({ options, accounts }: WorkloadContext<Options>, { token }: Deployment): Driver {
  const count = accounts.length;
  const sender = senderPicker(count, options.contention);
  const recipientOf = objectPicker(count, withZipf(options.contention, options.zipf, count));
  const pick = weighted<Action>(options.mix);
  const amount = BigInt(options.amount);

  function data(action: Action, index: number, random: Random): Hex {
    const from = sender(index);
    // Half-way round the circle, so that nobody near in time sends from the account.
    const recipient = accounts[recipientOf(index + (count >> 1), random)]!;
    switch (action) {
      case 'transfer':
        return encode.transfer(recipient, amount);
      case 'approve':
        // Not the one whose right to spend transferFrom lives on.
        return encode.approve(accounts[(from + quarter(count) + 1) % count]!, 1 + random.below(1_000_000));
      case 'transferFrom':
        return encode.transferFrom(accounts[(from + count - quarter(count)) % count]!, recipient, amount);
    }
  }

  return {
    sender,
    intent(index, random) {
      const action = pick(random);
      return {
        from: sender(index),
        to: token,
        valueWei: 0n,
        data: data(action, index, random),
        gasLimit: GAS[action],
        action,
      };
    },
    writes: ({ data }) => addressesIn(data),
    view: (random) => readOf(token, accounts, random),
  };
}

/** What wallets and explorers ask: mostly a balance, at times the supply, which no transfer changes. */
function readOf(token: Address, accounts: readonly Address[], random: Random): View {
  if (random.below(4) > 0) {
    return { to: token, data: encode.balanceOf(accounts[random.below(accounts.length)]!) };
  }
  const supply = HOLDING * BigInt(accounts.length);
  return { to: token, data: encode.totalSupply(), answer: `0x${supply.toString(16).padStart(64, '0')}` };
}

/** Whose balances or rights a call writes: every argument but the last is an address. */
function addressesIn(data: Hex): Address[] {
  const all = argumentsOf(data).length - 1;
  return Array.from({ length: all }, (_, argument) => addressOf(data, argument));
}

interface State {
  readonly supply: bigint;
  readonly balances: readonly bigint[];
}

interface Before extends State, NoncesBefore {}

async function read(token: Address, holders: readonly Address[], reader: OracleReader): Promise<State> {
  const datas = [encode.totalSupply(), ...holders.map((holder) => encode.balanceOf(holder))];
  const [supply, ...balances] = (await reader.calls(datas.map((data) => ({ to: token, data })))).map(BigInt);
  return { supply: supply!, balances };
}

/** Nothing is made or lost, every balance is what the included transfers make of it, and a nonce for each inclusion. */
const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts }, { token }, reader) {
    const nonces = await noncesBefore(accounts, reader);
    const holders = nonces.sample.map((account) => accounts[account]!);
    return { ...nonces, ...(await read(token, holders, reader)) };
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
      await noncesAddUp(accounts, before, facts, reader),
      compare('the supply is conserved', [
        { of: 'totalSupply', expected: before.supply, actual: now.supply },
      ]),
    ];
  },
};

/** The net movement of each account, and the accounts that a transfer of unknown fate touches. */
function replay(accounts: readonly Address[], amount: bigint, facts: RunFacts) {
  const indexOf = new Map(accounts.map((address, index) => [address, index]));
  const moved: bigint[] = accounts.map(() => 0n);
  const uncertain = new Set<number>();
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    if (intent.action === 'approve') continue;
    const named = addressesIn(intent.data).map((address) => indexOf.get(address)!);
    const [payer, payee] = intent.action === 'transfer' ? [intent.from, named[0]!] : [named[0]!, named[1]!];
    if (unknown) uncertain.add(payer).add(payee);
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
  errors: () => errorsOf(artifact('Token')),
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
