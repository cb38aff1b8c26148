/** The number of the chain's newest block, as soon as this node will tell: pushed where it can, asked for where not. */
import { isObject } from './envelope.ts';
import type { PushListener, Reply, Transport } from './transport.ts';

export interface HeadListener {
  /** A block is known of; `hash` where the node pushed its header. Numbers may repeat and may fall. */
  head(number: number, hash: string | null): void;
  /** The node cannot be asked; again at every turn while it lasts. */
  trouble(message: string): void;
  /** The node answered. */
  fine(): void;
}

/** With a subscription, asking only has to notice a node that fell silent. */
const HEARTBEAT_MS = 1000;

/** Follows `newHeads` (geth's publish-subscribe) and `eth_blockNumber`; one question under way at a time. */
export class HeadFeed {
  private readonly transport: Transport;
  private readonly pollMs: number;
  private readonly listener: HeadListener;
  private subscription: string | null = null;
  private canSubscribe: boolean;
  private timer: NodeJS.Timeout | undefined;
  private readonly unlisten: () => void;
  private busy = false;
  private ended = false;

  constructor(transport: Transport, pollMs: number, listener: HeadListener) {
    this.transport = transport;
    this.pollMs = pollMs;
    this.listener = listener;
    this.canSubscribe = transport.push !== undefined;
    this.unlisten = transport.push?.listen(this.pushListener()) ?? (() => {});
  }

  start(): void {
    this.again(0);
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.unlisten();
    if (this.subscription !== null) void unsubscribe(this.transport, this.subscription);
  }

  private again(afterMs: number): void {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => void this.turn(), afterMs);
  }

  private async turn(): Promise<void> {
    const startedAt = performance.now();
    this.busy = true;
    if (this.canSubscribe && this.subscription === null) await this.subscribe();
    const [reply] = await this.transport.exchange([{ method: 'eth_blockNumber', params: [] }]);
    this.busy = false;
    if (this.ended) return;
    this.report(reply!);
    const everyMs = this.subscription === null ? this.pollMs : Math.max(HEARTBEAT_MS, this.pollMs);
    this.again(Math.max(0, everyMs - (performance.now() - startedAt)));
  }

  private report(reply: Reply): void {
    if (reply.kind !== 'result') {
      this.listener.trouble(reply.message);
      return;
    }
    const number = Number(reply.result);
    if (typeof reply.result !== 'string' || !Number.isSafeInteger(number)) {
      this.listener.trouble('eth_blockNumber answered no number');
      return;
    }
    this.listener.fine();
    this.listener.head(number, null);
  }

  private async subscribe(): Promise<void> {
    const reply = await subscribeToHeads(this.transport);
    if (reply.kind === 'result') this.subscription = String(reply.result);
    else if (reply.kind === 'error') this.canSubscribe = false;
  }

  private pushListener(): PushListener {
    return {
      notified: (subscription, header) => {
        if (this.ended || !isObject(header)) return;
        // The notice may overtake the answer that names the subscription; there is no other one here.
        if (this.subscription !== null && subscription !== this.subscription) return;
        const hash = typeof header.hash === 'string' ? header.hash : null;
        const number = Number(header.number);
        if (Number.isSafeInteger(number)) this.listener.head(number, hash);
      },
      lost: () => {
        this.subscription = null;
        // A turn under way comes to its end, and sees to the next one itself.
        if (!this.busy) this.again(this.pollMs);
      },
    };
  }
}

/** Asks for `newHeads`; an `error` reply means that this node does not push. */
export async function subscribeToHeads(transport: Transport): Promise<Reply> {
  const [reply] = await transport.exchange([{ method: 'eth_subscribe', params: ['newHeads'] }]);
  return reply!;
}

export async function unsubscribe(transport: Transport, subscription: unknown): Promise<void> {
  await transport.exchange([{ method: 'eth_unsubscribe', params: [subscription] }]);
}
