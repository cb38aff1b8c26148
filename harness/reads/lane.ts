/** The way to one endpoint: its connections, the reads that wait for one, and the deadline of each. */
import type { HttpEndpoint } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import type { Fault } from './answers.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import type { Question } from './questions.ts';

/** A read that has come due; what it asks is made up when it goes. */
export interface DueRead {
  readonly index: number;
  readonly dueNs: number;
  sentNs: number | null;
  question: Question | null;
}

export interface LaneParts {
  readonly endpoint: Pick<HttpEndpoint, 'address' | 'headers' | 'shown'>;
  readonly connections: number;
  readonly timeoutNs: number;
  /** A connection is free: makes the request's text. */
  sending(read: DueRead): string;
  answered(read: DueRead, status: number, body: string): void;
  failed(read: DueRead, fault: Fault): void;
  /** Nothing was free for it when it was due. */
  waits(): void;
}

/** Before a connection that did not come about, or was of no use, is tried again. */
const RETRY_MS = 100;

export class Lane {
  private readonly parts: LaneParts;
  private readonly all = new Set<Connection>();
  private readonly free = new Set<Connection>();
  private readonly busy = new Map<Connection, DueRead>();
  private readonly waiting = new Set<DueRead>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private closed = false;
  private began: { opened(): void; failed(fault: Fault): void } | null = null;

  constructor(parts: LaneParts) {
    this.parts = parts;
  }

  /** Opens every connection. Throws `target-unreachable` where one does not open in time. */
  async open(): Promise<void> {
    const { connections, endpoint, timeoutNs } = this.parts;
    const whole = new Promise<void>((opened, reject) => {
      const failed = ({ detail }: Pick<Fault, 'detail'>) =>
        reject(
          new LakhError('target-unreachable', `reads: no connection to ${endpoint.shown}: ${detail}`, {
            hint: 'check that the node takes so many connections, or lower reads.connections',
          }),
        );
      this.began = { failed, opened: () => this.free.size === connections && opened() };
      this.later(timeoutNs / 1e6, () => this.began && failed({ detail: 'it did not open in time' }));
    });
    for (let count = 0; count < connections; count++) this.connect();
    try {
      await whole;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.began = null;
    }
  }

  take(read: DueRead): void {
    // In turn: the one that has rested longest.
    const [connection] = this.free;
    if (connection) this.send(connection, read);
    else {
      this.parts.waits();
      this.waiting.add(read);
    }
  }

  /** Fails what has waited or gone unanswered for too long. */
  expire(nowNs: number): void {
    const { timeoutNs, failed } = this.parts;
    for (const read of this.waiting) {
      if (nowNs - read.dueNs < timeoutNs) break;
      this.waiting.delete(read);
      failed(read, { code: 'timeout', detail: 'no connection was free in time' });
    }
    for (const [connection, read] of this.busy) {
      if (nowNs - read.dueNs < timeoutNs) continue;
      // What comes late would be taken for the answer to the next.
      this.drop(connection);
      connection.close();
      this.connect();
      failed(read, { code: 'timeout', detail: 'no answer in time' });
    }
  }

  /** Ends everything; what is undecided fails. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const connection of this.all) connection.close();
    const undecided = [...this.busy.values(), ...this.waiting];
    for (const set of [this.all, this.free, this.busy, this.waiting]) set.clear();
    for (const read of undecided) {
      this.parts.failed(read, { code: 'run-ended', detail: 'the run ended first' });
    }
  }

  private connect(): void {
    if (!this.closed) this.all.add(new Connection(this.parts.endpoint, this.events));
  }

  private readonly events: ConnectionEvents = {
    free: (connection) => {
      const [read] = this.waiting;
      if (!read) this.free.add(connection);
      else {
        this.waiting.delete(read);
        this.send(connection, read);
      }
      this.began?.opened();
    },
    answered: (connection, status, body) => {
      const read = this.busy.get(connection);
      this.busy.delete(connection);
      if (read) this.parts.answered(read, status, body);
    },
    lost: (connection, fault) => {
      const read = this.busy.get(connection);
      this.drop(connection);
      if (read) this.parts.failed(read, fault);
      this.began?.failed(fault);
      if (![...this.all].some(({ isOpen }) => isOpen)) this.failWaiting(fault);
      if (connection.served) this.connect();
      else this.later(RETRY_MS, () => this.connect());
    },
  };

  /** Nobody is there who could take them. */
  private failWaiting(fault: Fault): void {
    const reads = [...this.waiting];
    this.waiting.clear();
    for (const read of reads) this.parts.failed(read, fault);
  }

  private send(connection: Connection, read: DueRead): void {
    this.free.delete(connection);
    this.busy.set(connection, read);
    connection.send(this.parts.sending(read));
  }

  private drop(connection: Connection): void {
    this.all.delete(connection);
    this.free.delete(connection);
    this.busy.delete(connection);
  }

  private later(ms: number, run: () => void): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
  }
}
