/** What the host may call. Pointers and lengths are the host's to check. */
import { KECCAK_AREA, useKeccakArea } from '../../assembly/keccak';
import { newTable } from './account';
import { layOutMemory, take } from './arena';
import { newCodes } from './code';
import { CONTROL_ACCOUNTS, CONTROL_CODES, CONTROL_SLOTS } from './control';
import { PRECOMPILE_AREA, usePrecompileArea } from './precompiles';
import { DIVISION_AREA, POWER_AREA, useDivisionArea, usePowerArea } from './u256';

export { accountAt, growAccounts } from './account';
export { bytesTaken, take, takeShared } from './arena';
export { codeOf } from './code';
export { precompileCost } from './precompile-gas';
export { isPrecompile, precompileAt } from './precompile-ids';
export { precompileGas, precompileOut, precompileOutLength, runPrecompile } from './precompiles';
export { growSlots, slotAt } from './slot';
export * from './u256-exports';
export { keccak256 } from '../../assembly/keccak';

/** Once an engine, by its first thread, before `attach`. */
export function create(): void {
  layOutMemory();
  store<u32>(CONTROL_ACCOUNTS, <u32>newTable(16));
  store<u32>(CONTROL_SLOTS, <u32>newTable(18));
  store<u32>(CONTROL_CODES, <u32>newCodes());
}

/** Once a thread, the first included. */
export function attach(): void {
  useKeccakArea(take(KECCAK_AREA));
  usePrecompileArea(take(PRECOMPILE_AREA));
  useDivisionArea(take(DIVISION_AREA));
  usePowerArea(take(POWER_AREA));
}
