/** Owns the questions that the embedded chain answers (execution-apis, and what tests drive a chain with). */
import type { Clock } from '../../std/clock.ts';
import { LakhError } from '../../std/errors.ts';
import { Filters } from './filters.ts';
import { accountMethods } from './methods/accounts.ts';
import { blockMethods } from './methods/blocks.ts';
import { controlMethods } from './methods/control.ts';
import { executionMethods } from './methods/execution.ts';
import { feeMethods } from './methods/fees.ts';
import { identityMethods } from './methods/identity.ts';
import { logFinder, logMethods } from './methods/logs.ts';
import type { ChainParts, Method, Params } from './methods/method.ts';
import { poolMethods } from './methods/pool.ts';
import { traceMethods } from './methods/trace.ts';
import { RpcError } from './rpc-error.ts';

export class Chain {
  private readonly methods: ReadonlyMap<string, Method>;

  constructor(parts: ChainParts, clock: Clock) {
    const findLogs = logFinder(parts, clock);
    const filters = new Filters({ history: parts.history, feed: parts.feed, clock, findLogs });
    this.methods = new Map<string, Method>([
      ...Object.entries(identityMethods(parts)),
      ...Object.entries(feeMethods(parts)),
      ...Object.entries(accountMethods(parts)),
      ...Object.entries(executionMethods(parts)),
      ...Object.entries(blockMethods(parts)),
      ...Object.entries(logMethods(parts, filters, findLogs)),
      ...Object.entries(poolMethods(parts)),
      ...Object.entries(traceMethods(parts)),
      ...Object.entries(controlMethods(parts, filters)),
    ]);
  }

  get methodNames(): readonly string[] {
    return [...this.methods.keys()];
  }

  /** @throws RpcError with the code that JSON-RPC has for it. */
  async answer(method: string, params: Params = []): Promise<unknown> {
    const run = this.methods.get(method);
    if (run === undefined) throw new RpcError(-32601, `the method ${method} does not exist/is not available`);
    try {
      return await run(params);
    } catch (error) {
      if (error instanceof LakhError) throw new RpcError(-32000, error.message);
      throw error;
    }
  }
}
