/**
 * What each stage of the in-process engine costs, for plain transfers: decoding with sender recovery, execution,
 * sealing (state root, transaction and receipt roots, header). Prints the state root with the time, so that two
 * figures can be told to be of the same work.
 *
 * `npm run bench -- engine --full`; small without `--full`.
 */
import { Wallet } from 'ethers';
import { ENGINES } from '../../harness/engines/index.ts';
import type { PooledTransaction } from '../../harness/spec/engine.ts';
import type { Address, Hex } from '../../harness/spec/intent.ts';
import { fromHex } from '../../harness/std/hex.ts';

export interface EngineBench {
  readonly transactions: number;
  readonly accounts: number;
  /** Microseconds a transaction. */
  readonly decodeUs: number;
  readonly executeUs: number;
  readonly sealUs: number;
  readonly rateTps: number;
  readonly stateRoot: Hex;
  readonly genesisMs: number;
}

const BLOCK_TRANSACTIONS = 1_000;
const SENDERS = 100;

/** `transactions` transfers from 100 senders to `accounts` receivers, in blocks of a thousand. */
export async function benchEngine(transactions: number, accounts: number): Promise<EngineBench> {
  const { wallets, receivers, raws } = await makeTransfers(transactions, accounts);
  const allocations = [...wallets.map(({ address }) => address.toLowerCase() as Address), ...receivers].map(
    (address) => ({ address, balanceWei: 10n ** 18n }),
  );
  const lap = stopwatch();
  const engine = await ENGINES.ethereumjs({
    chainId: 1337,
    blockGasLimit: 100_000_000,
    baseFeeWei: 10n ** 9n,
    feeRecipient: '0xfee0000000000000000000000000000000000fee',
    allocations,
  });
  const genesisMs = lap();
  const pooled = (await engine.decode(raws)) as PooledTransaction[];
  const decodeMs = lap();
  let executeMs = 0;
  let sealMs = 0;
  for (let from = 0; from < pooled.length; from += BLOCK_TRANSACTIONS) {
    lap();
    const builder = await engine.begin(from);
    const refusals = await builder.add(pooled.slice(from, from + BLOCK_TRANSACTIONS));
    const refusal = refusals.find((reason) => reason !== null);
    if (refusal !== undefined) throw new Error(String(refusal));
    executeMs += lap();
    await builder.seal();
    sealMs += lap();
  }
  const each = (ms: number) => (ms * 1000) / transactions;
  return {
    transactions,
    accounts,
    decodeUs: each(decodeMs),
    executeUs: each(executeMs),
    sealUs: each(sealMs),
    rateTps: (transactions * 1000) / (decodeMs + executeMs + sealMs),
    stateRoot: engine.head.stateRoot,
    genesisMs,
  };
}

/** Milliseconds since the last look. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}

async function makeTransfers(transactions: number, accounts: number) {
  const keyOf = (index: number) => `0x${(index + 1).toString(16).padStart(64, '0')}`;
  const wallets = Array.from({ length: SENDERS }, (_, index) => new Wallet(keyOf(index)));
  const receivers = Array.from(
    { length: accounts },
    (_, index): Address => `0x${(0xacc0_0000 + index).toString(16).padStart(40, '0')}`,
  );
  const fees = { maxFeePerGas: 3n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n };
  const raws: Uint8Array[] = [];
  for (let index = 0; index < transactions; index++) {
    const nonce = Math.floor(index / SENDERS);
    const to = receivers[(index * 7919) % accounts]!;
    const request = { type: 2, chainId: 1337, nonce, to, value: 1n, gasLimit: 21_000, ...fees };
    raws.push(fromHex(await wallets[index % SENDERS]!.signTransaction(request)));
  }
  return { wallets, receivers, raws };
}

function print(bench: EngineBench): void {
  const rate = (us: number) =>
    `${us.toFixed(0).padStart(5)} us  ${Math.round(1e6 / us).toLocaleString('en')} tx/s`;
  console.log(`${bench.transactions} transfers among ${bench.accounts} accounts, one thread`);
  console.log(`  decode, recover  ${rate(bench.decodeUs)}`);
  console.log(`  execute          ${rate(bench.executeUs)}`);
  console.log(`  seal             ${rate(bench.sealUs)}`);
  console.log(`  all of it               ${Math.round(bench.rateTps).toLocaleString('en')} tx/s`);
  console.log(`  genesis          ${bench.genesisMs.toFixed(0)} ms`);
  console.log(`  state root       ${bench.stateRoot}`);
}

export async function printEngine(full: boolean): Promise<void> {
  print(await benchEngine(full ? 20_000 : 1_000, 100));
  if (full) print(await benchEngine(20_000, 20_000));
}
