/** Owns who takes part in the comparison of engines: each makes blocks of signed transactions, and says what that took. */
import { EdrEngine, type Rpc } from '../../harness/engines/edr/index.ts';
import { ENGINES, type EngineName } from '../../harness/engines/index.ts';
import type { Engine, EngineOptions, PooledTransaction, SealedBlock } from '../../harness/spec/engine.ts';
import type { Address, Hex } from '../../harness/spec/intent.ts';
import { quantity, toHex } from '../../harness/std/hex.ts';
import { end, startAnvil } from '../support/anvil.ts';
import { CHAIN_ID, type Sent } from '../support/evm-scenes.ts';

export interface Made {
  /** From signed bytes to a sealed block with its receipts, ms. */
  readonly tookMs: number;
  /** Of which execution, with what cannot be told apart from it. */
  readonly executionMs: number;
  readonly gas: number;
}

export interface Contestant {
  readonly name: string;
  /** What is inside `tookMs`, and what inside `executionMs`. */
  readonly clock: string;
  readonly execution: string;
  block(sent: readonly Sent[], hints: readonly number[]): Promise<Made>;
  /** Null where the state cannot be the same: another base fee, another fee recipient. */
  stateRoot(): Hex | null;
  close(): Promise<void>;
}

const BASE_FEE = 10n ** 9n;
const BALANCE = 10n ** 24n;
const GAS_LIMIT = 2 ** 40;
const FEE_RECIPIENT: Address = '0xfee0000000000000000000000000000000000fee';
/** Transactions that go to anvil in one request. */
const BATCH = 100;

function optionsFor(funded: readonly string[], threads = 1): EngineOptions {
  return {
    chainId: CHAIN_ID,
    blockGasLimit: GAS_LIMIT,
    baseFeeWei: BASE_FEE,
    feeRecipient: FEE_RECIPIENT,
    allocations: funded.map((address) => ({
      address: address.toLowerCase() as Address,
      balanceWei: BALANCE,
    })),
    threads,
  };
}

/** Time since it was made. */
const lap = (since = performance.now()) => performance.now() - since;

async function decoded(engine: Engine, sent: readonly Sent[], hints: readonly number[]) {
  const raws = sent.map(({ raw }) => raw);
  return (await engine.decode(raws, hints)) as PooledTransaction[];
}

function checked(block: SealedBlock, refusals: readonly (string | null)[]): void {
  const refusal = refusals.find((reason) => reason !== null);
  if (refusal !== undefined) throw new Error(String(refusal));
  if (block.columns.succeeded.includes(0)) throw new Error(`a transaction of block ${block.number} failed`);
}

export async function engineContestant(
  engineName: EngineName,
  threads: number,
  funded: readonly string[],
): Promise<Contestant> {
  const engine = await ENGINES[engineName](optionsFor(funded, threads));
  const ours = engineName !== 'ethereumjs';
  return {
    name: engineName === 'parallel' ? `parallel, ${threads} threads` : engineName,
    clock: `decoding, signatures${ours ? ' by known keys' : ''}, execution, roots`,
    execution: ours ? 'execution alone' : 'execution, and the tries of transactions and receipts',
    async block(sent, hints) {
      const since = performance.now();
      const transactions = await decoded(engine, sent, hints);
      const builder = await engine.begin(engine.head.number + 1);
      const adding = performance.now();
      const refusals = await builder.add(transactions);
      const addedMs = lap(adding);
      const block = await builder.seal();
      const tookMs = lap(since);
      checked(block, refusals);
      return { tookMs, executionMs: block.work?.wallMs.execution ?? addedMs, gas: block.gasUsed };
    },
    stateRoot: () => engine.head.stateRoot,
    close: () => engine.close(),
  };
}

export async function edrContestant(funded: readonly string[]): Promise<Contestant> {
  let miningMs = 0;
  const timed = (rpc: Rpc): Rpc => ({
    async ask(calls) {
      const since = performance.now();
      const answers = await rpc.ask(calls);
      if (calls.some(([method]) => method === 'evm_mine')) miningMs = lap(since);
      return answers;
    },
  });
  const engine = await EdrEngine.create(optionsFor(funded), timed);
  return {
    name: 'edr',
    clock: 'its own decoding and recovery of senders, execution, roots, receipts; JSON in this process',
    execution: 'evm_mine: execution, roots and the keeping of the block',
    async block(sent, hints) {
      // For the pool around an engine: edr decodes anew.
      const transactions = await decoded(engine, sent, hints);
      const since = performance.now();
      const builder = await engine.begin(engine.head.number + 1);
      const refusals = await builder.add(transactions);
      const block = await builder.seal();
      const tookMs = lap(since);
      checked(block, refusals);
      return { tookMs, executionMs: miningMs, gas: block.gasUsed };
    },
    stateRoot: () => engine.head.stateRoot,
    close: () => engine.close(),
  };
}

export async function anvilContestant(funded: readonly string[]): Promise<Contestant> {
  const anvil = await startAnvil([
    ...['--no-mining', '--order', 'fifo', '--hardfork', 'osaka', '--accounts', '1'],
    ...['--chain-id', String(CHAIN_ID), '--gas-limit', String(GAS_LIMIT), '--base-fee', String(BASE_FEE)],
    ...['--timestamp', '1'],
  ]);
  // A second a block, as for the others: a pool of Uniswap uses other gas where two blocks share one.
  let timestampS = 1;
  await askAnvil(
    anvil.url,
    funded.map((address) => ['anvil_setBalance', address, quantity(BALANCE)]),
  );
  return {
    name: 'anvil',
    clock:
      'its own decoding and recovery of senders, execution, roots, receipts; JSON over HTTP, another process',
    execution: 'evm_mine: execution, roots and the keeping of the block, and one request over HTTP',
    block: (sent) => blockByAnvil(anvil.url, sent, ++timestampS),
    stateRoot: () => null,
    close: () => end(anvil.process),
  };
}

async function blockByAnvil(url: string, sent: readonly Sent[], timestampS: number): Promise<Made> {
  const since = performance.now();
  for (let from = 0; from < sent.length; from += BATCH) {
    const batch = sent.slice(from, from + BATCH);
    await askAnvil(
      url,
      batch.map(({ raw }) => ['eth_sendRawTransaction', toHex(raw)]),
    );
  }
  const mining = performance.now();
  await askAnvil(url, [['evm_mine', quantity(timestampS)]]);
  const executionMs = lap(mining);
  const [receipts] = (await askAnvil(url, [['eth_getBlockReceipts', 'latest']])) as [
    { status: Hex; gasUsed: Hex }[],
  ];
  const tookMs = lap(since);
  if (receipts.length !== sent.length || receipts.some(({ status }) => status !== '0x1')) {
    throw new Error(`anvil has ${receipts.length} receipts of ${sent.length}, or one that failed`);
  }
  return { tookMs, executionMs, gas: receipts.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0) };
}

async function askAnvil(url: string, calls: readonly (readonly unknown[])[]): Promise<unknown[]> {
  const body = JSON.stringify(
    calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params })),
  );
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const replies = (await answer.json()) as { result?: unknown; error?: { message: string } }[];
  return replies.map(({ result, error }) => {
    if (error) throw new Error(`anvil: ${error.message}`);
    return result;
  });
}
