/** Small contracts whose transactions meet each other in all the ways that state has. */
import { assemble } from './assembler.ts';

/** Words: to, amount. Moves a balance, which stands at the slot of its owner; fails where it does not suffice. */
export const LEDGER = assemble(`
  CALLER SLOAD DUP1 32 CALLDATALOAD GT @short JUMPI
  32 CALLDATALOAD SWAP1 SUB CALLER SSTORE
  0 CALLDATALOAD SLOAD 32 CALLDATALOAD ADD 0 CALLDATALOAD SSTORE
  32 CALLDATALOAD 0 MSTORE 0 CALLDATALOAD CALLER 7 32 0 LOG3 STOP
  short: 0 0 REVERT`);

/** Word: a number. Everybody writes slot 0; what else is written follows from what was there. */
export const POOL = assemble(`
  0 SLOAD 31 MUL CALLER ADD 0 CALLDATALOAD ADD DUP1 0 SSTORE
  DUP1 2 SWAP1 MOD @odd JUMPI STOP
  odd: DUP1 8 SWAP1 MOD 1 ADD SSTORE STOP`);

/** Words: whose, mode. Reads a balance, and writes where the balance says; mode 1: that of the fee recipient. */
export const LOOKER = assemble(`
  0 CALLDATALOAD 32 CALLDATALOAD @own JUMPI BALANCE @write JUMP
  own: POP COINBASE BALANCE
  write: DUP1 5 SWAP1 MOD DUP1 SLOAD 1 ADD SWAP1 SSTORE 99 SSTORE STOP`);

/** Words: heir, mode. Counts, and with mode 1 destroys itself; takes money. */
export const MORTAL = assemble(`
  32 CALLDATALOAD @die JUMPI
  0 SLOAD 1 ADD DUP1 0 SSTORE CALLER SSTORE STOP
  die: 0 CALLDATALOAD SELFDESTRUCT`);

/** Words: to, amount. Pays from its own balance. */
export const PAYER = assemble(`
  0 0 0 0 32 CALLDATALOAD 0 CALLDATALOAD 30000 CALL 0 CALLDATALOAD SSTORE STOP`);

/** Deploys what follows it. */
export function initCodeOf(code: Uint8Array): Uint8Array {
  // PUSH2 length, DUP1, PUSH1 11, PUSH1 0, CODECOPY, PUSH1 0, RETURN
  const head = [0x61, code.length >> 8, code.length & 255, 0x80, 0x60, 12, 0x60, 0, 0x39, 0x60, 0, 0xf3];
  return Uint8Array.from([...head, ...code]);
}

/** Word: a salt. Makes a MORTAL at an address that follows from the salt, with the value that came along. */
export const FACTORY = (() => {
  const init = initCodeOf(MORTAL);
  // The end of this code is the code to deploy.
  const bodyOf = (start: number) =>
    assemble(
      `${init.length} ${start} 0 CODECOPY 0 CALLDATALOAD ${init.length} 0 CALLVALUE CREATE2 0 SSTORE STOP`,
    );
  const body = bodyOf(bodyOf(100).length);
  return Uint8Array.from([...body, ...init]);
})();
