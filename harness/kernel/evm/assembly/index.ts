/** What the host may call. Pointers and lengths are the host's to check. */
import { KECCAK_AREA, useKeccakArea } from '../../assembly/keccak';
import { newTable } from './account';
import { layOutMemory, take } from './arena';
import { newCodes } from './code';
import { CONTROL_ACCOUNTS, CONTROL_CODES, CONTROL_SLOTS, CONTROL_STATE_ROOT } from './control';
import { attachRoots } from './roots';

export { accountAt, growAccounts } from './account';
export { addBloom } from './bloom';
export { bytesTaken, take, takeShared } from './arena';
export { codeOf } from './code';
export { markAccountChanged, markSlotChanged } from './changes';
export { listRoot, nameLeaves, rootOfLeaves } from './list-root';
export { logsLength, putLogs } from './log';
export { putReceipt, receiptLength } from './receipt';
export { proveAccount, proveSlot } from './roots';
export { stateRoot } from './state-root';
export { get as trieGet, remove as trieRemove, set as trieSet } from './trie';
export { hash as trieHash } from './trie-hash';
export { freeTrie } from './trie-nodes';
export { prove as trieProve } from './trie-proof';
export { growSlots, slotAt } from './slot';
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
  attachRoots();
}

/** Where the last root of the state is, 32 bytes. */
export function stateRootAt(): usize {
  return CONTROL_STATE_ROOT;
}
