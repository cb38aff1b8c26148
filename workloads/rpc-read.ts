/** Reads alone: JSON-RPC questions at the rate of the load, every answer checked, and no transaction sent. */
import type { Check, Oracle, ReadOptions, Workload } from '../harness/spec/index.ts';
import { readOptions } from '../harness/std/index.ts';
import { type NoncesBefore, noncesAddUp, noncesBefore } from './oracle-parts.ts';

/** Nothing was sent, so no nonce may have moved; balances are compared by the reads themselves. */
const oracle: Oracle<ReadOptions, null, NoncesBefore> = {
  before: ({ accounts }, _, reader) => noncesBefore(accounts, reader),
  async after({ accounts }, _, before, facts, reader): Promise<Check[]> {
    return [await noncesAddUp(accounts, before, facts, reader)];
  },
};

const rpcRead: Workload<ReadOptions, null, NoncesBefore> = {
  name: 'rpc-read',
  summary: 'Reads over JSON-RPC with their answers checked; sends no transaction',
  module: import.meta.url,
  options: readOptions,
  actions: [],
  reads: (options) => options,
  requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 0 }),
  setup: () => ({ stages: [], deployment: null }),
  drive: () => ({
    intent() {
      throw new Error('a workload that only reads has no intents');
    },
  }),
  oracle,
};

export default rpcRead;
