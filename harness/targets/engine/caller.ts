/** Owns the asking end of a port: gives each question a number and finds the asker of each reply. */
import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { LakhError } from '../../std/errors.ts';
import type { Push, Question, Reply } from './wire.ts';

type Replied<K extends Reply['kind']> = Extract<Reply, { kind: K }>;
interface Asker {
  resolve(reply: Reply): void;
  reject(error: LakhError): void;
}

export class Caller {
  private readonly port: MessagePort | Worker;
  private readonly askers = new Map<number, Asker>();
  private asked = 0;
  private ended: LakhError | null = null;

  /** `pushed` gets what comes unasked. The owner must call `end` when the other side is gone. */
  constructor(port: MessagePort | Worker, pushed: (message: Push) => void = () => {}) {
    this.port = port;
    port.on('message', (message: (Reply & { id: number }) | Push) => {
      if (!('id' in message)) {
        pushed(message);
        return;
      }
      const asker = this.askers.get(message.id);
      this.askers.delete(message.id);
      asker?.resolve(message);
    });
  }

  /** True when nothing that is asked now would be heard. */
  get over(): boolean {
    return this.ended !== null;
  }

  /** Asks; rejects with a `LakhError` when the other side is gone before it replied. */
  ask<K extends Reply['kind']>(
    question: Question,
    _kind: K,
    transfer: Transferable[] = [],
  ): Promise<Replied<K>> {
    if (this.ended !== null) return Promise.reject(this.ended);
    const id = this.asked++;
    return new Promise<Replied<K>>((resolve, reject) => {
      this.askers.set(id, { resolve: resolve as Asker['resolve'], reject });
      this.port.postMessage({ id, ...question }, transfer);
    });
  }

  /** The other side is gone: says so to everybody who waits, and to whoever asks later. */
  end(reason: string): void {
    if (this.ended !== null) return;
    this.ended = new LakhError('target-failed', reason);
    for (const asker of this.askers.values()) asker.reject(this.ended);
    this.askers.clear();
  }
}
