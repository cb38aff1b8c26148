/** The command line of an anvil that is to be loaded. */
import type { AnvilOptions } from './options.ts';

/** Every flag is known to anvil 1.7.1 (`anvil --help`); `options.args` come last. */
export function anvilArguments(options: AnvilOptions, port: number, genesisPath: string): string[] {
  return [
    '--host=127.0.0.1',
    `--port=${port}`,
    '--silent',
    `--init=${genesisPath}`,
    // No accounts of its own: the run brings its accounts with the genesis.
    '--accounts=0',
    `--chain-id=${options.chainId}`,
    `--gas-limit=${options.gasLimit}`,
    `--base-fee=${Math.round(options.baseFeeGwei * 1e9)}`,
    // Arrival order: what a run measures is not to depend on tips that all transactions share.
    '--order=fifo',
    '--no-request-size-limit',
    '--slots-in-an-epoch=1',
    ...(options.blockTime > 0 ? [`--block-time=${options.blockTime / 1000}`] : []),
    ...(options.hardfork === undefined ? [] : [`--hardfork=${options.hardfork}`]),
    ...options.args,
  ];
}
