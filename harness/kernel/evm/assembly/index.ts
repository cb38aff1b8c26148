/** What the host may call. Pointers and lengths are the host's to check. */
import { KECCAK_AREA, useKeccakArea } from '../../assembly/keccak';
import { attachAddress } from './address';
import { layOutMemory, take } from './arena';
import { attachAuthorisations } from './authorisations';
import { attachBlock, newBlockContext } from './block';
import { attachApply } from './block-apply';
import { newCounters } from './block-counters';
import { attachCalls } from './calls';
import { newCodes } from './code';
import { attachContext } from './context';
import { CONTROL_ACCOUNTS, CONTROL_CHANGED, CONTROL_CODES, CONTROL_SLOTS, CONTROL_STATE_ROOT } from './control';
import { attachCreate } from './create';
import { attachDecoder } from './decode';
import { attachExecute } from './execute';
import { attachFrames } from './frame';
import { attachGas } from './gas';
import { attachJournal } from './journal';
import { attachLogs } from './log-writing';
import { attachOverlay } from './overlay';
import { PRECOMPILE_AREA, usePrecompileArea } from './precompiles';
import { attachReturns } from './returns';
import { attachRoots } from './roots';
import { attachSeal } from './seal';
import { newTable } from './table';
import { attachTransient } from './transient';
import { DIVISION_AREA, POWER_AREA, useDivisionArea, usePowerArea } from './u256';
import { attachValidity } from './validity';
import { attachVersionReads } from './version-read';
import { attachVersions } from './versions';

export { accountAt, findAccount, growAccounts } from './account';
export { addBloom } from './bloom';
export { bytesTaken, take, takeShared } from './arena';
export { takeWaiting } from './barrier';
export { beginBlock, blockContext, followBlock, takeOwnBlock } from './block';
export { countersOf } from './block-counters';
export { runBlock } from './block-run';
export { countChanges, packChanges, unpackAccounts, unpackSlots } from './change-records';
export { markAccountChanged, markSlotChanged } from './changes';
export { codeOf } from './code';
export { commitSequential } from './commit';
export { decodeInto, decodeTransaction, decodeTransactions, resetDecoded } from './decode';
export { execute, runSequential, simulate } from './execute';
export { packedLength, packReceipts } from './packed';
export { sealBlock, sealRoom } from './seal';
export { readSealed } from './source';
export { noteLeastGas } from './validity';
export { precompileCost } from './precompile-gas';
export { isPrecompile, precompileAt } from './precompile-ids';
export { precompileGas, precompileOut, precompileOutLength, runPrecompile } from './precompiles';
export { listRoot, nameLeaves, rootOfLeaves } from './list-root';
export { logsLength, putLogs } from './log';
export { putReceipt, receiptLength } from './receipt';
export { proveAccount, proveSlot } from './roots';
export { scheduleTotals, taskOf } from './schedule-words';
export { stateRoot } from './state-root';
export { get as trieGet, remove as trieRemove, set as trieSet } from './trie';
export { hash as trieHash } from './trie-hash';
export { freeTrie } from './trie-nodes';
export { prove as trieProve } from './trie-proof';
export { findSlot, growSlots, slotAt } from './slot';
export { applyUndo, keepUndo, reviveStorage } from './undo';
export * from './u256-exports';
export { keccak256 } from '../../assembly/keccak';

/** Once an engine, by its first thread, before `attach`. */
export function create(): void {
  layOutMemory();
  store<u32>(CONTROL_ACCOUNTS, <u32>newTable(16));
  store<u32>(CONTROL_SLOTS, <u32>newTable(18));
  store<u32>(CONTROL_CODES, <u32>newCodes());
  newBlockContext();
  newCounters();
}

/** Once a thread, the first included. */
export function attach(): void {
  useKeccakArea(take(KECCAK_AREA));
  useDivisionArea(take(DIVISION_AREA));
  usePowerArea(take(POWER_AREA));
  attachDecoder();
  usePrecompileArea(take(PRECOMPILE_AREA));
  attachRoots();
  attachSeal();
  attachBlock();
  attachExecution();
}

/** What runs transactions. */
function attachExecution(): void {
  attachGas();
  attachAddress();
  attachContext();
  attachFrames();
  attachJournal();
  attachOverlay();
  attachTransient();
  attachLogs();
  attachCalls(take(32));
  attachReturns(take(32));
  attachCreate(take(32));
  attachAuthorisations();
  attachValidity();
  attachExecute();
  attachVersions();
  attachVersionReads();
  attachApply();
}

/** Where the last root of the state is, 32 bytes. */
export function stateRootAt(): usize {
  return CONTROL_STATE_ROOT;
}

/** The first of the accounts that changed since the last root, 0 for none. */
export function changedAccounts(): usize {
  return load<u32>(CONTROL_CHANGED);
}
