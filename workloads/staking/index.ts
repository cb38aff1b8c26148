/** OpenZeppelin's ERC-4626 vaults: deposits and withdrawals in assets and in shares, and yield that raises their rate. */
import type { Address, Driver, Hex, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { TOKEN } from '../assets.ts';
import { senderPicker } from '../contention.ts';
import { homesOf } from '../homes.ts';
import { weighted } from '../weighted.ts';
import { type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import { type Deployment, setup } from './setup.ts';

/** Nothing of this writes a slot that was empty: set-up left something everywhere. */
const GAS = { deposit: 80_000, mint: 80_000, withdraw: 80_000, redeem: 80_000, harvest: 60_000 };

const encode = {
  deposit: encoder('deposit(uint256,address)'),
  mint: encoder('mint(uint256,address)'),
  withdraw: encoder('withdraw(uint256,address,address)'),
  redeem: encoder('redeem(uint256,address,address)'),
  harvest: encoder('harvest(uint256)'),
};

type Action = keyof typeof encode;

function drive({ options, accounts }: WorkloadContext<Options>, { vaults }: Deployment): Driver {
  const sender = senderPicker(accounts.length, options.contention);
  const homes = homesOf(options.vaults, accounts.length, options.contention);
  const pick = weighted<Action>(options.mix);
  const amount = BigInt(options.amount) * TOKEN;
  const harvested = BigInt(options.yield) * TOKEN;

  function data(action: Action, owner: Address): Hex {
    switch (action) {
      case 'deposit':
      case 'mint':
        return encode[action](amount, owner);
      case 'withdraw':
      case 'redeem':
        return encode[action](amount, owner, owner);
      case 'harvest':
        return encode.harvest(harvested);
    }
  }

  return {
    sender,
    intent(index, random) {
      const from = sender(index);
      const action = pick(random);
      const to = vaults[homes.pick(from, random)]!;
      return { from, to, valueWei: 0n, data: data(action, accounts[from]!), gasLimit: GAS[action], action };
    },
  };
}

const staking: Workload<Options, Deployment, Before> = {
  name: 'staking',
  summary: "OpenZeppelin's ERC-4626 vaults: deposit, mint, withdraw, redeem, harvest",
  module: import.meta.url,
  options,
  actions: Object.keys(encode),
  errors: () => errorsOf(artifact('Vault')),
  requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: Math.max(...Object.values(GAS)) }),
  setup,
  drive,
  oracle,
};

export default staking;
