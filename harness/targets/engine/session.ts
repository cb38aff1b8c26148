/** Owns a generator's way into the engine: a message port of its own. */
import type { MessagePort } from 'node:worker_threads';
import type { Address, Transaction } from '../../spec/intent.ts';
import type { Answer } from '../../spec/stage.ts';
import type { Session } from '../../spec/target.ts';
import { messageOf } from '../../std/errors.ts';
import { Caller } from './caller.ts';
import { packTransactions, unpackVerdicts } from './wire.ts';

/** What a link carries. */
export interface EngineLink {
  readonly port: MessagePort;
}

export class EngineSession implements Session {
  private readonly port: MessagePort;
  private readonly caller: Caller;

  constructor({ port }: EngineLink) {
    this.port = port;
    this.caller = new Caller(port);
    port.on('close', () => this.caller.end('the engine is gone: its thread ended'));
  }

  async submit(batch: readonly Transaction[], senders?: readonly number[]): Promise<readonly Answer[]> {
    const undelivered = this.caller.over;
    const { bytes, ends } = packTransactions(batch.map(({ raw }) => raw));
    try {
      const hints = senders && Uint32Array.from(senders);
      const question = { kind: 'submit', bytes, ends, ...(hints && { hints }) } as const;
      const transfer = [bytes, ends, ...(hints ? [hints] : [])].map(({ buffer }) => buffer as ArrayBuffer);
      const { codes, messages } = await this.caller.ask(question, 'answers', transfer);
      return unpackVerdicts(codes, messages);
    } catch (error) {
      return batch.map(() => ({
        outcome: 'unanswered',
        code: 'connection-lost',
        message: messageOf(error),
        ...(undelivered && { delivered: false }),
      }));
    }
  }

  async pendingNonce(address: Address): Promise<number> {
    return (await this.caller.ask({ kind: 'nonce', address }, 'nonce')).nonce;
  }

  /** A message is on its way as soon as it is posted. */
  queued(): number {
    return 0;
  }

  async close(): Promise<void> {
    this.caller.end('the session is closed');
    this.port.close();
  }
}
