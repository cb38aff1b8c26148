/** The genesis that gives a run its accounts, for `geth init`: Osaka, which is what the engines speak. */
import type { Allocation } from '../../spec/target.ts';
import { quantity } from '../../std/hex.ts';
import type { GethOptions } from './options.ts';

/** By block, up to London; then by time (go-ethereum, params/config.go). */
const BLOCK_FORKS = ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg'];
const LATER_BLOCK_FORKS = ['istanbul', 'berlin', 'london'];
const TIME_FORKS = ['shanghai', 'cancun', 'prague', 'osaka'];
/** EIP-7691; EIP-4844 before it. No load of ours has blobs. */
const BLOBS = { target: 6, max: 9, baseFeeUpdateFraction: 5_007_716 };

/**
 * Withdrawal and consolidation requests (EIP-7002, EIP-7251): a block without code there is no block. STOP stands in
 * for both, which is a queue that is always empty.
 */
const REQUEST_QUEUES = [
  '0x00000961ef480eb55e80d19ad83579a64c007002',
  '0x0000bbddc7ce488642fb579f8b00f3a590007251',
];
const STOP = '0x00';

/** The text of the file. Without it developer mode runs the next fork, under which everything costs other gas. */
export function gethGenesis(
  { chainId, gasLimit, baseFeeGwei }: Pick<GethOptions, 'chainId' | 'gasLimit' | 'baseFeeGwei'>,
  allocations: readonly Allocation[],
  timestampS: number,
): string {
  const byBlock = [...BLOCK_FORKS, ...LATER_BLOCK_FORKS].map((fork) => [`${fork}Block`, 0]);
  const byTime = TIME_FORKS.map((fork) => [`${fork}Time`, 0]);
  return JSON.stringify({
    config: {
      chainId,
      ...Object.fromEntries([...byBlock, ...byTime]),
      terminalTotalDifficulty: 0,
      blobSchedule: { cancun: BLOBS, prague: BLOBS, osaka: BLOBS },
    },
    timestamp: quantity(timestampS),
    gasLimit: quantity(gasLimit),
    baseFeePerGas: quantity(Math.round(baseFeeGwei * 1e9)),
    difficulty: '0x0',
    alloc: Object.fromEntries([
      ...REQUEST_QUEUES.map((address) => [address, { balance: '0x0', nonce: '0x1', code: STOP }]),
      ...allocations.map(({ address, balanceWei }) => [address, { balance: quantity(balanceWei) }]),
    ]),
  });
}
