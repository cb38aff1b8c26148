/** A target under examination: its chain started, with accounts that have ether, sessions and watchers. */
import type {
  Address,
  Answer,
  Chain,
  Intent,
  Session,
  StartContext,
  Target,
  Transaction,
} from '../spec/index.ts';
import { toHex } from '../std/index.ts';
import {
  type Accounts,
  accountFromKey,
  accountsFromSeed,
  type Signer,
  signerNamed,
} from '../wallet/index.ts';
import { must, shown, within } from './check.ts';
import { parsedOptions } from './options-checks.ts';
import { Watching } from './watching.ts';

export interface TargetKit {
  /** Options as they would stand in a scenario; default `{}`. The chain must make blocks by itself. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The private key of an account with ether, for targets whose `funding` is `funder`. Never shown. */
  readonly funderKey?: string;
  /** How long anything may take; default 30 s. */
  readonly timeoutMs?: number;
}

/** The accounts with ether; one more, the pauper, has none. Their keys are in this file: for test chains only. */
export const FUNDED = 3;
export const PAUPER = FUNDED;
const KIT_SEED = 20_150_730;

const ETHER = 10n ** 18n;
export const GENESIS_WEI = 1_000n * ETHER;
const TIP_WEI = 1_000_000_000n;
const TRANSFER_GAS = 21_000;
/** Far more than the kit spends. */
const NEEDED_GAS = 5_000_000n;

export type Wish = Partial<Pick<Intent, 'to' | 'valueWei' | 'data' | 'gasLimit'>> & {
  readonly chainId?: number;
};

export class Stand {
  readonly chain: Chain;
  readonly addresses: readonly Address[];
  private readonly target: Target;
  private readonly timeoutMs: number;
  private readonly keys: Uint8Array;
  private readonly type: 'eip1559' | 'legacy';
  private readonly maxFeeWei: bigint;
  private readonly closing: (() => unknown)[] = [];

  constructor(target: Target, timeoutMs: number, chain: Chain, { addresses, keys }: Accounts, fees: Fees) {
    this.target = target;
    this.timeoutMs = timeoutMs;
    this.chain = chain;
    this.addresses = addresses;
    this.keys = keys;
    this.type = fees.type;
    this.maxFeeWei = fees.maxFeeWei;
  }

  within<T>(what: string, promise: Promise<T>): Promise<T> {
    return within(this.timeoutMs, what, promise);
  }

  /** A session by a link that was cloned, as it is on its way to a thread. */
  async open(): Promise<Session> {
    const { data, transfer = [] } = await this.within('a link', this.chain.link());
    const session = await this.within(
      'a session',
      this.target.open(structuredClone(data, { transfer: [...transfer] })),
    );
    this.closing.push(() => session.close());
    return session;
  }

  async watch(): Promise<Watching> {
    const watching = new Watching(this.timeoutMs);
    this.closing.push(await this.within('a watch', this.chain.watch(watching)));
    return watching;
  }

  /** A watcher that has left again. */
  async unwatched(): Promise<Watching> {
    const watching = new Watching(this.timeoutMs);
    const leave = await this.within('a watch', this.chain.watch(watching));
    leave();
    return watching;
  }

  /** The account's next nonce, as the latest block has it. */
  async nonce(account: number): Promise<number> {
    return Number(await this.chain.request('eth_getTransactionCount', [this.addresses[account], 'latest']));
  }

  /** A signed transaction; without a wish, one wei for the next funded account. */
  sign(account: number, nonce: number, wish: Wish = {}): Transaction {
    const { chainId = this.chain.info.chainId, ...rest } = wish;
    return this.signWith(signerNamed('wasm', this.keys), chainId, nonce, {
      from: account,
      to: this.addresses[(account + 1) % FUNDED]!,
      valueWei: 1n,
      data: '0x',
      gasLimit: TRANSFER_GAS,
      action: 'transfer',
      ...rest,
    });
  }

  /** One answer a transaction, in batches that the chain allows. */
  async submit(session: Session, transactions: readonly Transaction[]): Promise<Answer[]> {
    const { maxBatch } = this.chain.capabilities;
    const answers: Answer[] = [];
    for (let at = 0; at < transactions.length; at += maxBatch) {
      const batch = transactions.slice(at, at + maxBatch);
      const some = await this.within('the answers to a batch', session.submit(batch));
      must(
        some.length === batch.length,
        `${batch.length} transactions were answered by ${some.length} answers`,
      );
      answers.push(...some);
    }
    return answers;
  }

  /** Submits a transaction that must be accepted. */
  async accept(session: Session, transaction: Transaction): Promise<void> {
    const [answer] = await this.submit(session, [transaction]);
    must(
      answer?.outcome === 'accepted',
      `a valid transaction must be accepted, but the answer is ${shown(answer)}`,
    );
  }

  /** Gives ether to those of the kit's accounts that lack it. */
  async fund(funderKey: string | undefined): Promise<void> {
    const needWei = NEEDED_GAS * this.maxFeeWei;
    const calls = this.addresses
      .slice(0, FUNDED)
      .map((address) => ({ method: 'eth_getBalance', params: [address, 'latest'] }));
    const balances = ((await this.chain.requestAll(calls)) as string[]).map(BigInt);
    const poor = this.addresses.slice(0, FUNDED).filter((_, i) => balances[i]! < needWei);
    if (poor.length === 0) return;
    must(
      funderKey,
      `the kit's accounts need ${needWei} wei each: give it a funderKey, or fund ${poor.join(', ')}`,
    );
    const funder = accountFromKey(funderKey);
    const signer = signerNamed('wasm', funder.keys);
    const next = Number(
      await this.chain.request('eth_getTransactionCount', [funder.addresses[0], 'pending']),
    );
    const watching = await this.watch();
    const gifts = poor.map((to, i) =>
      this.signWith(signer, this.chain.info.chainId, next + i, {
        from: 0,
        to,
        valueWei: 4n * needWei,
        data: '0x',
        gasLimit: TRANSFER_GAS,
        action: 'fund',
      }),
    );
    for (const { raw } of gifts) await this.chain.request('eth_sendRawTransaction', [toHex(raw)]);
    for (const gift of gifts) await watching.included(gift);
  }

  /** Closes what is open, and stops the chain. */
  async end(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
    await this.within('the stop of the chain', this.chain.stop());
  }

  private signWith(signer: Signer, chainId: number, nonce: number, intent: Intent): Transaction {
    const { type, maxFeeWei } = this;
    return signer.sign([{ type, chainId, nonce, maxFeeWei, tipWei: TIP_WEI, intent }])[0]!;
  }
}

interface Fees {
  readonly type: 'eip1559' | 'legacy';
  readonly maxFeeWei: bigint;
}

/** Starts the target as a run does; the caller ends it. */
export async function raise(
  target: Target,
  kit: TargetKit,
  signal: AbortSignal = new AbortController().signal,
): Promise<Stand> {
  const timeoutMs = kit.timeoutMs ?? 30_000;
  const accounts = accountsFromSeed(KIT_SEED, FUNDED + 1);
  const context: StartContext = {
    allocations: accounts.addresses.slice(0, FUNDED).map((address) => ({ address, balanceWei: GENESIS_WEI })),
    signal,
    log: () => {},
  };
  const options = parsedOptions(target.options, kit.options ?? {});
  const chain = await within(timeoutMs, 'the start of the chain', target.start(options, context));
  try {
    const stand = new Stand(target, timeoutMs, chain, accounts, await feesOf(chain));
    await stand.fund(kit.funderKey);
    return stand;
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

/** Twice the going price, so that a rising base fee does not matter. */
async function feesOf(chain: Chain): Promise<Fees> {
  const block = (await chain.request('eth_getBlockByNumber', ['latest', false])) as {
    baseFeePerGas?: string;
  };
  const price = BigInt((await chain.request('eth_gasPrice')) as string);
  return { type: block.baseFeePerGas === undefined ? 'legacy' : 'eip1559', maxFeeWei: 2n * price + TIP_WEI };
}
