/** Farming: stakes of a token share a stream of rewards; some stay and claim, some come and go. */
import type { Address, Driver, Hex, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { TOKEN } from '../assets.ts';
import { senderPicker } from '../contention.ts';
import { homesOf } from '../homes.ts';
import { weighted } from '../weighted.ts';
import { comesAndGoes, type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import { type Deployment, setup } from './setup.ts';

/** As an account's first transaction costs, which writes slots that were empty. */
const GAS = { stake: 160_000, withdraw: 160_000, claim: 150_000, exit: 180_000 };

const encode = {
  stake: encoder('stake(uint256,address)'),
  withdraw: encoder('withdraw(uint256)'),
  claim: encoder('claim()'),
  exit: encoder('exit()'),
};

type Action = keyof typeof encode;

function drive({ options, accounts }: WorkloadContext<Options>, { pools }: Deployment): Driver {
  const sender = senderPicker(accounts.length, options.contention);
  const homes = homesOf(options.pools, accounts.length, options.contention);
  const pick = weighted<Exclude<Action, 'exit'>>(options.mix);
  const amount = BigInt(options.amount) * TOKEN;

  function data(action: Action, of: Address): Hex {
    switch (action) {
      case 'stake':
        return encode.stake(amount, of);
      case 'withdraw':
        return encode.withdraw(amount);
      default:
        return encode[action]();
    }
  }

  return {
    sender,
    intent(index, random) {
      const from = sender(index);
      const drawn = pick(random);
      const action = comesAndGoes(from, options) ? turn(index, accounts.length) : drawn;
      const to = pools[homes.pick(from, random)]!;
      return { from, to, valueWei: 0n, data: data(action, accounts[from]!), gasLimit: GAS[action], action };
    },
  };
}

/** An account's transactions are a round of all accounts apart: in one it stakes, in the next it exits. */
function turn(index: number, accounts: number): Action {
  return Math.floor(index / accounts) % 2 === 0 ? 'stake' : 'exit';
}

const yieldFarm: Workload<Options, Deployment, Before> = {
  name: 'yield-farm',
  summary: 'Stakes that share rewards by the second: stake, withdraw, claim, exit',
  module: import.meta.url,
  options,
  actions: Object.keys(encode),
  errors: () => errorsOf(artifact('RewardPool')),
  requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: Math.max(...Object.values(GAS)) }),
  setup,
  drive,
  oracle,
};

export default yieldFarm;
