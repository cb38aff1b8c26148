/** Owns the search for the least gas with which a call succeeds, as in geth's `eth/gasestimator`. */
import { LakhError } from '../../std/errors.ts';
import { RpcError } from './rpc-error.ts';

type Run = (
  gas: number,
) => Promise<{ readonly succeeded: boolean; readonly data: string; readonly gasUsed: number }>;

/** The estimate may be too high by this share; closer is not worth more calls (geth's `errorRatio`). */
const TOLERANCE = 0.015;

/** @throws RpcError 3 where the call fails with `limit` too. */
export async function estimateGas(run: Run, limit: number): Promise<number> {
  const most = await run(limit);
  if (!most.succeeded) throw new RpcError(3, 'execution reverted', most.data);
  // What it used is enough, unless gas came back at the end or an inner call was given 63 of 64 parts (EIP-150).
  if (await succeeds(run, most.gasUsed)) return most.gasUsed;
  let low = most.gasUsed;
  let high = limit;
  while (high - low > 1 && (high - low) / high >= TOLERANCE) {
    const middle = Math.min(Math.floor((low + high) / 2), low * 2);
    if (await succeeds(run, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Too little gas even to begin counts as a failure. */
async function succeeds(run: Run, gas: number): Promise<boolean> {
  try {
    return (await run(gas)).succeeded;
  } catch (error) {
    if (error instanceof LakhError) return false;
    throw error;
  }
}
