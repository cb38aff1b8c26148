/** A generator's way into the null target: everything is accepted at once, hashes go to the chain once a turn. */
import type { MessagePort } from 'node:worker_threads';
import type { Transaction } from '../../spec/intent.ts';
import type { Answer } from '../../spec/stage.ts';
import type { Session } from '../../spec/target.ts';

/** What a link carries. */
export interface NullLink {
  readonly port: MessagePort;
}

const ACCEPTED: Answer = { outcome: 'accepted' };

export class NullSession implements Session {
  private readonly port: MessagePort;
  private hashes: Uint8Array[] = [];

  constructor({ port }: NullLink) {
    this.port = port;
  }

  async submit(batch: readonly Transaction[]): Promise<readonly Answer[]> {
    if (this.hashes.length === 0) setImmediate(() => this.flush());
    for (const { hash } of batch) this.hashes.push(hash);
    return batch.map(() => ACCEPTED);
  }

  async pendingNonce(): Promise<number> {
    return 0;
  }

  queued(): number {
    return 0;
  }

  async close(): Promise<void> {
    this.port.close();
  }

  private flush(): void {
    this.port.postMessage(Uint8Array.from(Buffer.concat(this.hashes)));
    this.hashes = [];
  }
}
