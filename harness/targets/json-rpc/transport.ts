/** What a way to a node can do: questions out, one reply a question back, whatever happens on the way. */
import type { Hex } from '../../spec/intent.ts';
import type { UnansweredCode } from '../../spec/stage.ts';

export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** JSON-RPC said no. */
export interface Refusal {
  readonly kind: 'error';
  /** The error code of JSON-RPC 2.0, section 5.1, or of the node. */
  readonly code: number;
  readonly message: string;
  /** What a reverted call returned. */
  readonly data?: Hex;
}

/** HTTP said no, before JSON-RPC could. */
export interface HttpRefusal {
  readonly kind: 'http';
  readonly status: number;
  readonly message: string;
}

/** Nobody knows what the node made of it. */
export interface Failure {
  readonly kind: 'failed';
  readonly code: UnansweredCode;
  readonly message: string;
  /** `false` promises that no byte reached the node. */
  readonly delivered: boolean;
}

/** What became of one call. Messages never hold credentials. */
export type Reply = { readonly kind: 'result'; readonly result: unknown } | Refusal | HttpRefusal | Failure;

/** One exchange in bytes. */
export interface Request {
  /** Calls in it: as many replies there will be. */
  readonly count: number;
  /** JSON-RPC for these calls, ids counting up from `firstId`. Asked for once a sending; sent as it then is. */
  body(firstId: number): Buffer;
  /** One reply a call, in order; `undefined` for an answer that must be parsed. Left out: all must. */
  read?(answer: Buffer, firstId: number): Reply[] | undefined;
}

/** One endpoint and the connections to it. */
export interface Transport {
  /** The endpoint without credentials. */
  readonly shown: string;
  /** Sends one call alone, several as a JSON-RPC batch. One reply a call, in order; never rejects. */
  exchange(calls: readonly Call[]): Promise<readonly Reply[]>;
  /** As `exchange`, with a body and a reader of one's own. */
  carry(request: Request): Promise<readonly Reply[]>;
  /** Exchanges handed over but not yet on the wire. */
  queued(): number;
  /** Notifications (`eth_subscription`), where the node can push. */
  readonly push?: PushListening;
  close(): Promise<void>;
}

export interface PushListening {
  /** The returned function ends the listening, not the subscription. */
  listen(listener: PushListener): () => void;
}

export interface PushListener {
  notified(subscription: string, result: unknown): void;
  /** The connection is gone, and its subscriptions with it. */
  lost(): void;
}

/** The same failure for every call of an exchange. */
export function failAll(count: number, failure: Omit<Failure, 'kind'>): Reply[] {
  return new Array<Reply>(count).fill({ kind: 'failed', ...failure });
}
