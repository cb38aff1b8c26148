/**
 * What a node's tracers tell after a run: who met whom in a block, and why a transaction reverted. The tracers are geth's
 * (`prestateTracer`, `callTracer`), which anvil, reth, Erigon, Nethermind and others have too.
 */
import type { Hex } from '../../spec/intent.ts';
import type { BlockConflicts, RevertCause } from '../../spec/target.ts';
import { quantity } from '../../std/hex.ts';
import { hexOf, isObject } from './envelope.ts';
import type { Transport } from './transport.ts';
import { answersWithin } from './within.ts';

type Json = Readonly<Record<string, unknown>>;
/** By address, lower case. */
type State = Readonly<Record<string, { readonly storage?: Json } & Json>>;

/**
 * Conflicts of these blocks, asked for `ms` at the most; `null` where the node does not trace, or for want of time. A
 * transaction meets an earlier one where it touches a slot, or changes an account, that the earlier one changed.
 */
export async function traceConflicts(
  transport: Transport,
  numbers: readonly number[],
  ms: number,
): Promise<(BlockConflicts | null)[]> {
  const blocks = await Promise.all(
    numbers.map((number) => ask(transport, 'eth_getBlockByNumber', [quantity(number), false])),
  );
  const questions = numbers.map((number, i) => ({
    size: sizeOf(blocks[i]),
    ask: () => conflictsOf(transport, quantity(number), blocks[i]),
  }));
  return answersWithin(questions, ms);
}

/** Transactions of a block; one that is empty, or not known, takes a question too. */
function sizeOf(block: unknown): number {
  const transactions = isObject(block) && Array.isArray(block.transactions) ? block.transactions.length : 0;
  return Math.max(transactions, 1);
}

async function conflictsOf(
  transport: Transport,
  tag: string,
  block: unknown,
): Promise<BlockConflicts | null> {
  if (!isObject(block)) return null;
  const touched = await trace(transport, tag, false);
  const changed = touched && (await trace(transport, tag, true));
  if (!touched || !changed || touched.length !== changed.length) return null;
  const feeRecipient = String(block.miner).toLowerCase();
  const sofar = new Set<string>();
  let conflicting = 0;
  for (const [at, pre] of touched.entries()) {
    const own = changedKeys(changed[at] as Json, feeRecipient);
    if ([...slotsOf(pre as State, feeRecipient), ...own].some((key) => sofar.has(key))) conflicting++;
    for (const key of own) sofar.add(key);
  }
  return { transactions: touched.length, conflicting };
}

/** A result a transaction; `null` where there is none, or one of them lacks. */
async function trace(transport: Transport, tag: string, diffMode: boolean): Promise<Json[] | null> {
  const options = { tracer: 'prestateTracer', tracerConfig: { diffMode } };
  const answer = await ask(transport, 'debug_traceBlockByNumber', [tag, options]);
  if (!Array.isArray(answer)) return null;
  const results = answer.map((each) => (isObject(each) ? each.result : null));
  return results.every(isObject) ? results : null;
}

function slotsOf(state: State, feeRecipient: string): string[] {
  return Object.entries(state).flatMap(([address, { storage = {} }]) =>
    address.toLowerCase() === feeRecipient ? [] : Object.keys(storage).map((slot) => `${address} ${slot}`),
  );
}

/** In difference mode `post` has what changed and `pre` what it was before; a slot that became zero is in `pre` only. */
function changedKeys(difference: Json, feeRecipient: string): string[] {
  const pre = (difference.pre ?? {}) as State;
  const post = (difference.post ?? {}) as State;
  return [...new Set([...Object.keys(pre), ...Object.keys(post)])].flatMap((address) => {
    if (address.toLowerCase() === feeRecipient) return [];
    const { storage: after = {}, ...account } = post[address] ?? {};
    const slots = [...Object.keys(pre[address]?.storage ?? {}), ...Object.keys(after)];
    const isGone = post[address] === undefined && slots.length === 0;
    const own = Object.keys(account).length > 0 || isGone ? [address] : [];
    return [...own, ...slots.map((slot) => `${address} ${slot}`)];
  });
}

/** The cause of a failure: by trace; where the node has none, by a call on the state that the block left behind. */
export async function traceCause(transport: Transport, hash: Hex): Promise<RevertCause | null> {
  const options = { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } };
  const traced = await ask(transport, 'debug_traceTransaction', [hash, options]);
  if (isObject(traced)) {
    if (/out of gas/i.test(String(traced.error))) return { outOfGas: true };
    return { returned: hexOf(traced.output) ?? '0x' };
  }
  return callAgain(transport, hash);
}

async function callAgain(transport: Transport, hash: Hex): Promise<RevertCause | null> {
  const sent = await ask(transport, 'eth_getTransactionByHash', [hash]);
  if (!isObject(sent)) return null;
  const { from, to, input, value, gas, blockNumber } = sent;
  const call = { method: 'eth_call', params: [{ from, to, data: input, value, gas }, blockNumber] };
  const [reply] = await transport.exchange([call]);
  if (reply?.kind !== 'error') return null;
  if (/out of gas/i.test(reply.message)) return { outOfGas: true };
  return reply.data === undefined ? null : { returned: reply.data };
}

/** The answer, or `undefined` where there is none: a node need not have these methods. */
async function ask(transport: Transport, method: string, params: readonly unknown[]): Promise<unknown> {
  const [reply] = await transport.exchange([{ method, params }]);
  return reply?.kind === 'result' ? reply.result : undefined;
}
