/**
 * Gas a second of the EVM's kernel on one core, beside @ethereumjs/vm: ERC-20 transfers and swaps on Uniswap V2.
 * In the clock is execution with its checks and writes; decoding, signatures and the state root are not.
 * Both must use the same gas and end in the same state; its root is printed with the time.
 *
 * `npm run bench -- evm --full`; small without `--full`.
 */
import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createTxFromRLP } from '@ethereumjs/tx';
import { createAccount, createAddressFromString } from '@ethereumjs/util';
import { createVM, runTx, type VM } from '@ethereumjs/vm';
import { type BlockContext, Machine } from '../../harness/kernel/evm/machine.ts';
import { fromHex, toHex } from '../../harness/std/index.ts';
import { CHAIN_ID, type Scene, type Sent, swapScene, transferScene } from '../support/evm-scenes.ts';

export interface EvmRow {
  readonly work: string;
  readonly transactions: number;
  readonly gasPerTransaction: number;
  readonly kernelMgasPerSecond: number;
  readonly vmMgasPerSecond: number;
  readonly stateRoot: string;
}

const FEE_RECIPIENT = '0xfee0000000000000000000000000000000000fee';
const BALANCE = 10n ** 24n;
const TIMESTAMP = 1_700_000_000n;
const GAS_LIMIT = 10n ** 12n;
const BASE_FEE = 10n ** 9n;
/** Of the kernel's load, what runs before the clock, so that V8 has compiled the loop well. */
const WARM_UP = 0.25;

export function contextAt(number: bigint): BlockContext {
  return {
    fork: 'osaka',
    number,
    timestamp: TIMESTAMP,
    feeRecipient: fromHex(FEE_RECIPIENT),
    gasLimit: GAS_LIMIT,
    baseFee: BASE_FEE,
    random: 0n,
    blobFee: 1n,
    maxBlobs: 9,
    chainId: BigInt(CHAIN_ID),
  };
}

/** Runs a scene's load; returns gas used and seconds of the part inside the clock, and the root at the end. */
export function runOnKernel(scene: Scene, warmUp = WARM_UP) {
  const machine = new Machine();
  for (const address of scene.funded) {
    machine.setAccount(fromHex(address), {
      balance: BALANCE,
      nonce: 0n,
      code: new Uint8Array(0),
      storage: new Map(),
    });
  }
  machine.beginBlock(contextAt(1n));
  runAll(machine, scene.setup);
  const from = Math.floor(warmUp * scene.load.length);
  let gas = runAll(machine, scene.load.slice(0, from)).gas;
  const timed = runAll(machine, scene.load.slice(from));
  gas += timed.gas;
  const stateRoot = toHex(machine.stateRoot());
  return { gas, timedGas: timed.gas, seconds: timed.seconds, stateRoot };
}

function runAll(machine: Machine, sent: readonly Sent[]): { gas: bigint; seconds: number } {
  const decoded = machine.decode(
    sent.map(({ raw }) => raw),
    sent.map(({ sender }) => sender),
  );
  const start = performance.now();
  const gas = machine.run(decoded, sent.length);
  const seconds = (performance.now() - start) / 1000;
  for (let i = 0; i < sent.length; i++) {
    const { refused, succeeded } = machine.result(decoded.results, i);
    if (refused !== 0 || !succeeded) throw new Error(`transaction ${i}: refused ${refused}`);
  }
  return { gas, seconds };
}

/** The same by @ethereumjs/vm. */
export async function runOnVm(scene: Scene) {
  const common = new Common({ chain: { ...Mainnet, chainId: CHAIN_ID }, hardfork: Hardfork.Osaka });
  const stateManager = new MerkleStateManager({ common });
  const vm = await createVM({ common, stateManager });
  for (const address of scene.funded) {
    await stateManager.putAccount(createAddressFromString(address), createAccount({ balance: BALANCE }));
  }
  await runAllOnVm(vm, scene.setup);
  const { gas, seconds } = await runAllOnVm(vm, scene.load);
  const stateRoot = toHex(await stateManager.getStateRoot());
  return { gas, seconds, stateRoot };
}

async function runAllOnVm(vm: VM, sent: readonly Sent[]): Promise<{ gas: bigint; seconds: number }> {
  const { common } = vm;
  const header = {
    number: 1n,
    timestamp: TIMESTAMP,
    gasLimit: GAS_LIMIT,
    baseFeePerGas: BASE_FEE,
    coinbase: createAddressFromString(FEE_RECIPIENT),
    excessBlobGas: 0n,
  };
  const block = createBlock({ header }, { common });
  const transactions = sent.map(({ raw }) => createTxFromRLP(raw, { common }));
  // Recovered once and kept by the transaction: not in the clock.
  for (const transaction of transactions) transaction.getSenderAddress();
  let gas = 0n;
  const start = performance.now();
  for (const tx of transactions) {
    const { totalGasSpent, execResult } = await runTx(vm, { tx, block });
    if (execResult.exceptionError) throw new Error(execResult.exceptionError.error);
    gas += totalGasSpent;
  }
  return { gas, seconds: (performance.now() - start) / 1000 };
}

/** `transactions` of each kind on the kernel, a part of them on @ethereumjs/vm as well. */
export async function benchEvm(transactions: number, onVm: number): Promise<EvmRow[]> {
  const rows: EvmRow[] = [];
  const scenes = { 'ERC-20 transfer': transferScene, 'Uniswap V2 swap': swapScene };
  for (const [work, sceneOf] of Object.entries(scenes)) {
    const kernel = runOnKernel(sceneOf(transactions));
    const small = sceneOf(onVm);
    const [own, vm] = [runOnKernel(small), await runOnVm(small)];
    if (own.gas !== vm.gas || own.stateRoot !== vm.stateRoot) {
      throw new Error(
        `${work}: the kernel used ${own.gas} gas, root ${own.stateRoot}; the VM ${vm.gas}, ${vm.stateRoot}`,
      );
    }
    rows.push({
      work,
      transactions,
      gasPerTransaction: Number(kernel.gas / BigInt(transactions)),
      kernelMgasPerSecond: Number(kernel.timedGas) / kernel.seconds / 1e6,
      vmMgasPerSecond: Number(vm.gas) / vm.seconds / 1e6,
      stateRoot: kernel.stateRoot,
    });
  }
  return rows;
}

export async function printEvm(full: boolean): Promise<void> {
  for (const row of await (full ? benchEvm(20_000, 1_000) : benchEvm(400, 50))) {
    const times = row.kernelMgasPerSecond / row.vmMgasPerSecond;
    console.log(
      `evm: ${row.work}, ${row.transactions} of ${row.gasPerTransaction} gas: kernel ` +
        `${row.kernelMgasPerSecond.toFixed(0)} Mgas/s, @ethereumjs/vm ${row.vmMgasPerSecond.toFixed(1)} Mgas/s, ` +
        `${times.toFixed(0)} times; root ${row.stateRoot.slice(0, 18)}`,
    );
  }
}
