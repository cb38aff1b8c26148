/** Owns the way to the thread of the node: transactions in large pieces, questions a few at a time, news back. */
import type { MessagePort } from 'node:worker_threads';
import type { Answer } from '../spec/stage.ts';
import { Caller, type Notice, type RpcCall, unpackVerdicts } from '../targets/engine/index.ts';

/** Submissions on their way: one is admitted while the next is gathered. */
const SUBMISSIONS_AT_ONCE = 2;
/** The node answers one after the other in any case; more at once would only hold more answers in memory. */
const QUESTIONS_AT_ONCE = 16;

export interface NodeNews {
  notices(notices: readonly Notice[]): void;
  /** Something failed inside a method. */
  bug(message: string): void;
}

interface Submission {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

export class NodeLink {
  private readonly caller: Caller;
  private readonly port: MessagePort;
  private waiting: Submission[] = [];
  private scheduled = false;
  private underWay = 0;
  private asking = 0;
  private readonly line: (() => void)[] = [];

  constructor(port: MessagePort, news: NodeNews) {
    this.port = port;
    this.caller = new Caller(port, (message) => {
      if (message.kind === 'notices') news.notices(message.notices);
      else if (message.kind === 'bug') news.bug(message.message);
    });
    port.on('close', () => this.caller.end('the chain is gone'));
  }

  /**
   * Transactions that lie one after the other and end at `ends`. What comes in one turn of the event loop, over however
   * many connections, goes to the node as one message.
   */
  submit(bytes: Uint8Array, ends: Uint32Array): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ bytes, ends, resolve, reject });
      this.schedule();
    });
  }

  /** A text a call, in order: `"result":...` or `"error":...`. */
  async texts(calls: readonly RpcCall[]): Promise<readonly string[]> {
    if (this.asking >= QUESTIONS_AT_ONCE) await new Promise<void>((turn) => this.line.push(turn));
    else this.asking++;
    try {
      return (await this.caller.ask({ kind: 'texts', calls }, 'texts')).texts;
    } finally {
      // Whoever is next takes over the place.
      const next = this.line.shift();
      if (next) next();
      else this.asking--;
    }
  }

  async subscribe(subscription: string, params: readonly unknown[]): Promise<string> {
    return (await this.caller.ask({ kind: 'subscribe', subscription, params }, 'texts')).texts[0]!;
  }

  async unsubscribe(ids: readonly string[]): Promise<void> {
    await this.caller.ask({ kind: 'unsubscribe', ids }, 'done');
  }

  close(): void {
    this.caller.end('the server is closing');
    this.port.close();
  }

  private schedule(): void {
    if (this.scheduled || this.underWay >= SUBMISSIONS_AT_ONCE || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.send();
    });
  }

  private async send(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    this.underWay++;
    const { bytes, ends } = joined(taken);
    const transfer = [bytes.buffer as ArrayBuffer, ends.buffer as ArrayBuffer];
    try {
      const { codes, messages } = await this.caller.ask({ kind: 'submit', bytes, ends }, 'answers', transfer);
      const answers = unpackVerdicts(codes, messages);
      let from = 0;
      for (const { ends: own, resolve } of taken) {
        resolve(answers.slice(from, from + own.length));
        from += own.length;
      }
    } catch (error) {
      for (const one of taken) one.reject(error);
    } finally {
      this.underWay--;
      this.schedule();
    }
  }
}

/** All of them as one; its buffers are nobody else's. */
function joined(submissions: readonly Submission[]): { bytes: Uint8Array; ends: Uint32Array } {
  let length = 0;
  let count = 0;
  for (const { bytes, ends } of submissions) {
    length += bytes.length;
    count += ends.length;
  }
  const all = { bytes: new Uint8Array(length), ends: new Uint32Array(count) };
  let at = 0;
  let index = 0;
  for (const { bytes, ends } of submissions) {
    all.bytes.set(bytes, at);
    for (const end of ends) all.ends[index++] = at + end;
    at += bytes.length;
  }
  return all;
}
