/** Owns the JSON that goes into edr and comes out of it: several calls at once, in their order. */
import { LakhError } from '../../std/errors.ts';
import type { EdrProvider } from './binding.ts';

export type Call = readonly [method: string, ...params: unknown[]];

export interface Rpc {
  /**
   * What each call answers, in order. edr stops at the first that it refuses: those before have been done.
   * @throws LakhError `target-failed` with the words of that refusal.
   */
  ask(calls: readonly Call[]): Promise<readonly unknown[]>;
}

type Answer = { readonly result: readonly unknown[] } | { readonly error: { readonly message: string } };

export class EdrRpc implements Rpc {
  private readonly provider: EdrProvider;

  constructor(provider: EdrProvider) {
    this.provider = provider;
  }

  async ask(calls: readonly Call[]): Promise<readonly unknown[]> {
    if (calls.length === 0) return [];
    const request = calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }));
    const { data } = await this.provider.handleRequest(JSON.stringify(request));
    const answer = (typeof data === 'string' ? JSON.parse(data) : data) as Answer;
    if ('error' in answer) throw new LakhError('target-failed', answer.error.message);
    return answer.result;
  }
}

/** The only answer of one call. */
export async function askOne<T>(rpc: Rpc, ...call: Call): Promise<T> {
  return (await rpc.ask([call]))[0] as T;
}
