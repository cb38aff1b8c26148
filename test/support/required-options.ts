/** Options of workloads that cannot do without any: the least that they run with, on a fresh chain. */
import { compiledContract } from '../../workloads/solidity/index.ts';

const counter = new URL('../../examples/own-workload/Counter.sol', import.meta.url);

export const REQUIRED_OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'contract-call': {
    deploy: compiledContract(counter),
    calls: [{ function: 'increment' }, { function: 'add', args: [{ hotObject: { count: 50 } }, 3] }],
  },
};
