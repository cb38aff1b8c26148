/** One transaction on the EVM's kernel and on @ethereumjs/vm: what each says of gas, success, logs and the state after. */
import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createTx } from '@ethereumjs/tx';
import { createAccount, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';
import { Wallet } from 'ethers';
import type { Fork } from '../../harness/kernel/evm/forks.ts';
import { Machine } from '../../harness/kernel/evm/machine.ts';
import { fromHex, toHex } from '../../harness/std/index.ts';
import { logsHashOf } from '../conformance-evm/roots.ts';

export interface Told {
  readonly gas: bigint;
  readonly succeeded: boolean;
  readonly logs: string;
  readonly root: string;
}

/** Code by address; the transaction goes to the first. */
export type Contracts = Readonly<Record<string, Uint8Array>>;

const KEY = `0x${'46'.repeat(32)}`;
export const SENDER = new Wallet(KEY).address;
const RECIPIENT = '0xfee0000000000000000000000000000000000fee';
const BALANCE = 10n ** 21n;
const HARDFORKS: Readonly<Partial<Record<Fork, Hardfork>>> = {
  byzantium: Hardfork.Byzantium,
  petersburg: Hardfork.Petersburg,
  istanbul: Hardfork.Istanbul,
  berlin: Hardfork.Berlin,
  london: Hardfork.London,
  shanghai: Hardfork.Shanghai,
  cancun: Hardfork.Cancun,
  prague: Hardfork.Prague,
  osaka: Hardfork.Osaka,
};

interface Call {
  readonly fork: Fork;
  readonly contracts: Contracts;
  readonly data: Uint8Array;
  readonly gasLimit: bigint;
  readonly value?: bigint;
}

function signedCall({ fork, contracts, data, gasLimit, value = 0n }: Call) {
  const common = new Common({ chain: Mainnet, hardfork: HARDFORKS[fork]! });
  const gasPrice = 10n ** 10n;
  const to = createAddressFromString(Object.keys(contracts)[0]!);
  const tx = createTx({ type: 0, nonce: 0n, gasLimit, gasPrice, to, data, value }, { common });
  return { common, tx: tx.sign(hexToBytes(KEY as `0x${string}`)) };
}

const machine = new Machine();

export function onKernel(call: Call): Told {
  const { tx } = signedCall(call);
  machine.setAccount(fromHex(SENDER), {
    balance: BALANCE,
    nonce: 0n,
    code: new Uint8Array(0),
    storage: new Map(),
  });
  for (const [address, code] of Object.entries(call.contracts)) {
    machine.setAccount(fromHex(address), { balance: 7n, nonce: 1n, code, storage: new Map([[1n, 5n]]) });
  }
  machine.beginBlock({
    fork: call.fork,
    number: 1n,
    timestamp: 1000n,
    feeRecipient: fromHex(RECIPIENT),
    gasLimit: 10n ** 9n,
    baseFee: hasBaseFee(call.fork) ? 7n : 0n,
    random: 0n,
    blobFee: 1n,
    maxBlobs: 6,
    chainId: 1n,
  });
  const decoded = machine.decode([tx.serialize()], [fromHex(SENDER)]);
  machine.run(decoded, 1);
  const { refused, gasUsed, succeeded, logs } = machine.result(decoded.results, 0);
  if (refused !== 0) throw new Error(`refused for reason ${refused}`);
  const accounts = [...machine.changedAccounts()].map((cell) => machine.changedAccount(cell));
  const told = { gas: gasUsed, succeeded, logs: logsHashOf(logs), root: toHex(machine.stateRoot()) };
  for (const { address, state } of accounts) if (state !== null) machine.removeAccount(address);
  return told;
}

export async function onVm(call: Call): Promise<Told> {
  const { common, tx } = signedCall(call);
  const stateManager = new MerkleStateManager({ common });
  const vm = await createVM({ common, stateManager });
  await stateManager.putAccount(createAddressFromString(SENDER), createAccount({ balance: BALANCE }));
  for (const [text, code] of Object.entries(call.contracts)) {
    const address = createAddressFromString(text);
    await stateManager.putAccount(address, createAccount({ balance: 7n, nonce: 1n }));
    await stateManager.putCode(address, code);
    await stateManager.putStorage(address, word(1), new Uint8Array([5]));
  }
  const header = {
    number: 1n,
    timestamp: 1000n,
    gasLimit: 10n ** 9n,
    coinbase: createAddressFromString(RECIPIENT),
    ...(hasBaseFee(call.fork) ? { baseFeePerGas: 7n } : {}),
  };
  const block = createBlock({ header }, { common, skipConsensusFormatValidation: true });
  const { totalGasSpent, execResult } = await runTx(vm, { tx, block, skipHardForkValidation: true });
  const logs = (execResult.logs ?? []).map(([address, topics, data]) => ({ address, topics, data }));
  return {
    gas: totalGasSpent,
    succeeded: execResult.exceptionError === undefined,
    logs: logsHashOf(execResult.exceptionError === undefined ? logs : []),
    root: toHex(await stateManager.getStateRoot()),
  };
}

function hasBaseFee(fork: Fork): boolean {
  return ['london', 'paris', 'shanghai', 'cancun', 'prague', 'osaka'].includes(fork);
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[31] = value;
  return bytes;
}
