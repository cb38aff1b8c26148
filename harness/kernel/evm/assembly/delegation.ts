/** Delegations (EIP-7702): codes of 23 bytes that name another account's code. */
import { accountAt } from './account';
import { CODE_BYTES, CODE_LENGTH } from './code';
import { PRAGUE } from './fork';
import { fork } from './gas';

/** 0xef0100, as three bytes are read at once. */
const MARKER: u32 = 0x0001ef;
export const DELEGATION_BYTES: usize = 23;

/** Whether a code object is a delegation. Nothing is before Prague. */
export function isDelegation(code: usize): bool {
  if (code == 0 || fork < PRAGUE || load<u32>(code, CODE_LENGTH) != <u32>DELEGATION_BYTES) return false;
  return (load<u32>(code, CODE_BYTES) & 0xffffff) == MARKER;
}

/** The address that a delegation names, 20 bytes. */
export function delegateOf(code: usize): usize {
  return code + CODE_BYTES + 3;
}

/** The cell of the account that a delegation names. */
export function delegateCellOf(code: usize): usize {
  return accountAt(delegateOf(code));
}

/** Writes the 23 bytes of a delegation to an address of 20 bytes. */
export function writeDelegation(out: usize, address: usize): void {
  store<u32>(out, MARKER);
  memory.copy(out + 3, address, 20);
}
