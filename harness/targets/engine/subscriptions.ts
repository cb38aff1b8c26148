/** Owns subscriptions: what each wants to hear of, and the notices that go out for a block or a transaction. */
import type { PooledTransaction, SealedBlock } from '../../spec/engine.ts';
import { headerJson } from './json.ts';
import { filterObject, type LogQuery, logQuery, logsIn } from './log-query.ts';
import type { Params } from './methods/method.ts';
import type { Node } from './node.ts';
import { invalid } from './params.ts';
import { transactionJson } from './transaction-json.ts';

/** One piece of news, as JSON, for each of the subscriptions. */
export interface Notice {
  readonly ids: readonly string[];
  readonly text: string;
}

type Subscription =
  | { readonly kind: 'heads' }
  | { readonly kind: 'logs'; readonly query: LogQuery }
  | { readonly kind: 'pending'; readonly whole: boolean };

export class Subscriptions {
  private readonly node: Node;
  private readonly notify: (notices: readonly Notice[]) => void;
  private readonly byId = new Map<string, Subscription>();
  private readonly endBlocks: () => void;
  /** Listens only while somebody wants to know: it is in the way of every transaction. */
  private endPending: (() => void) | null = null;
  private waiting: PooledTransaction[] = [];

  constructor(node: Node, notify: (notices: readonly Notice[]) => void) {
    this.node = node;
    this.notify = notify;
    this.endBlocks = node.onBlock((block) => this.tellBlock(block));
  }

  /** @throws RpcError -32602 for what nobody can subscribe to. */
  add(id: string, params: Params): void {
    this.byId.set(id, read(params));
    this.follow();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.byId.delete(id);
    this.follow();
  }

  close(): void {
    this.remove([...this.byId.keys()]);
    this.endBlocks();
  }

  private follow(): void {
    const wanted = this.idsOf('pending').length > 0;
    if (wanted) this.endPending ??= this.node.feed.listen((transaction) => this.gather(transaction));
    else {
      this.endPending?.();
      this.endPending = null;
    }
  }

  private idsOf(kind: Subscription['kind'], test: (one: Subscription) => boolean = () => true): string[] {
    return [...this.byId].filter(([, one]) => one.kind === kind && test(one)).map(([id]) => id);
  }

  private tellBlock(block: SealedBlock): void {
    const notices: Notice[] = [];
    const heads = this.idsOf('heads');
    if (heads.length > 0) notices.push({ ids: heads, text: JSON.stringify(headerJson(block)) });
    for (const [id, one] of this.byId) {
      if (one.kind !== 'logs') continue;
      for (const log of logsIn(block, one.query)) notices.push({ ids: [id], text: JSON.stringify(log) });
    }
    if (notices.length > 0) this.notify(notices);
  }

  /** Those of one turn go out together. */
  private gather(transaction: PooledTransaction): void {
    if (this.waiting.length === 0) setImmediate(() => this.tellPending());
    this.waiting.push(transaction);
  }

  private tellPending(): void {
    const came = this.waiting;
    this.waiting = [];
    const short = this.idsOf('pending', (one) => one.kind === 'pending' && !one.whole);
    const whole = this.idsOf('pending', (one) => one.kind === 'pending' && one.whole);
    const notices: Notice[] = [];
    for (const transaction of came) {
      const { hash, sender: from } = transaction;
      if (short.length > 0) notices.push({ ids: short, text: JSON.stringify(hash) });
      if (whole.length === 0) continue;
      const json = transactionJson(this.node.raw(transaction), { hash, from, place: null });
      notices.push({ ids: whole, text: JSON.stringify(json) });
    }
    if (notices.length > 0) this.notify(notices);
  }
}

function read([kind, given]: Params): Subscription {
  switch (kind) {
    case 'newHeads':
      return { kind: 'heads' };
    case 'logs':
      return { kind: 'logs', query: logQuery(filterObject(given)) };
    case 'newPendingTransactions':
      return { kind: 'pending', whole: given === true };
    default:
      throw invalid('the subscription', kind, 'newHeads, logs or newPendingTransactions');
  }
}
