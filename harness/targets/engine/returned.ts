/** Owns why a transaction failed: its receipt knows, or the engine is asked. */
import type { Engine, Receipt } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import type { RevertCause } from '../../spec/target.ts';

/** `null` where it succeeded, ran out of gas or broke another rule of the machine. */
export async function returnedBy(engine: Engine, receipt: Receipt): Promise<Hex | null> {
  if (receipt.returned !== undefined) return receipt.returned;
  return (await engine.returned?.(receipt.hash)) ?? null;
}

/** `null` where there is no such transaction, or it succeeded. */
export async function revertCause(engine: Engine, receipt: Receipt | undefined): Promise<RevertCause | null> {
  if (receipt === undefined || receipt.succeeded) return null;
  const returned = await returnedBy(engine, receipt);
  return returned === null ? { outOfGas: true } : { returned };
}
