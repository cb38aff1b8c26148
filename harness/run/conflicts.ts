/** The realised conflict rate: how many transactions met what an earlier one of their block had changed. */
import type { Address, BlockConflicts, BlockRow, Chain, Conflicts, Driver, Hex } from '../spec/index.ts';

/** Blocks that are looked at, spread over the window: tracing one costs a chain about as much as executing it. */
const BLOCKS = 20;

interface Looked {
  readonly chain: Pick<Chain, 'conflicts' | 'request'>;
  readonly driver: Pick<Driver, 'writes'>;
  /** Who sends the load: the driver knows nothing of what others send. */
  readonly senders: readonly Address[];
  readonly blocks: readonly BlockRow[];
  /** Nanoseconds since the start. */
  readonly window: { readonly startNs: number; readonly endNs: number };
}

/** `null` where the window has no block of ours, or nobody can tell. */
export async function measureConflicts({
  chain,
  driver,
  senders,
  blocks,
  window,
}: Looked): Promise<Conflicts | null> {
  const ours = blocks.filter(
    ({ seenNs, ours }) => ours > 0 && seenNs >= window.startNs && seenNs <= window.endNs,
  );
  const numbers = spread(ours, BLOCKS).map(({ number }) => number);
  if (numbers.length === 0) return null;
  const traced = (await chain.conflicts?.(numbers)) ?? [];
  const written = writesOf(driver, new Set(senders));
  return (
    summary(traced, 'chain') ??
    summary(await Promise.all(numbers.map((number) => declared(chain, written, number))), 'declared')
  );
}

function spread<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(all.length, most);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

function summary(found: readonly (BlockConflicts | null)[], source: Conflicts['source']): Conflicts | null {
  const known = found.filter((one) => one !== null);
  const transactions = known.reduce((sum, block) => sum + block.transactions, 0);
  if (transactions === 0) return null;
  const conflicting = known.reduce((sum, block) => sum + block.conflicting, 0);
  return { rate: conflicting / transactions, source, blocks: known.length, transactions };
}

interface BlockTransaction {
  readonly from: Hex;
  readonly to: Hex | null;
  readonly input: Hex;
}

/** Names of what a transaction changes. */
type Writes = (transaction: BlockTransaction) => string[];

/** By what the workload says that it writes, and the sender, whose nonce and balance change. */
function writesOf(driver: Pick<Driver, 'writes'>, senders: ReadonlySet<Hex>): Writes {
  return ({ from, to, input }) => {
    const ours = senders.has(from.toLowerCase() as Hex);
    const own = (ours && driver.writes?.({ to, data: input })) || [to ?? ''];
    return [from, ...own].map((name) => name.replace(/^0x/, ''));
  };
}

async function declared(
  chain: Pick<Chain, 'request'>,
  writes: Writes,
  number: number,
): Promise<BlockConflicts | null> {
  const block = await chain.request('eth_getBlockByNumber', [`0x${number.toString(16)}`, true]);
  const transactions = (block as { transactions?: BlockTransaction[] } | null)?.transactions;
  // A target may keep no transactions: then nobody knows.
  if (!Array.isArray(transactions)) return null;
  const written = new Set<string>();
  let conflicting = 0;
  for (const transaction of transactions) {
    const names = writes(transaction);
    if (names.some((name) => written.has(name))) conflicting++;
    for (const name of names) written.add(name);
  }
  return { transactions: transactions.length, conflicting };
}
