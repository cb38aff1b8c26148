/** Owns the base fee of the chain: the same for every block. Apart from the other options, which threads need not check. */
import type { EngineTargetOptions } from './options.ts';

/** Wei, without the noise of a floating-point product. */
export function baseFeeWei(options: EngineTargetOptions): bigint {
  return BigInt(Math.round(options.baseFeeGwei * 1e9));
}
