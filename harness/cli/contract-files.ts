/** Contracts that the options of a workload name by file: in the plan they stand themselves. */
import { resolve } from 'node:path';
import { contractInFile, isContractFile } from '../../workloads/index.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** The options that may name a file with a contract. */
const KEYS = ['abi', 'deploy'];

/**
 * The scenario with name, ABI and bytecode of a contract where an option `abi` or `deploy` is a path, relative to `folder`.
 *
 * @throws LakhError `file-unreadable` or `contract-unusable`
 */
export function inlineContracts(scenario: object, folder: string): object {
  const { workload } = scenario as Mapping;
  return workload === undefined ? scenario : { ...scenario, workload: inlined(workload, folder) };
}

function inlined(value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inlined(one, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      KEYS.includes(key) && isContractFile(inner)
        ? contractInFile(resolve(folder, inner))
        : inlined(inner, folder),
    ]),
  );
}
