/** CREATE and CREATE2, and SELFDESTRUCT: accounts that begin and end. */
import { addressOfCreate, addressOfCreate2, cellOf } from './address';
import { VALUE_FLAGS } from './account';
import { transfer } from './calls';
import { addRefund } from './context';
import { wordsOf } from './environment';
import { BERLIN, CANCUN, LONDON, SHANGHAI, SPURIOUS, TANGERINE } from './fork';
import {
  charge, CREATES, extendRange, forgetReturned, frame, FRAME_ADDRESS, FRAME_CALLER, FRAME_FLAGS, FRAME_INPUT,
  FRAME_INPUT_LENGTH, FRAME_OUT_LENGTH, FRAME_SELF, FRAME_TOP, FRAME_VALUE, gasLeft, mayDescend, memoryBase,
  pushFrame, setGas, STATIC,
} from './frame';
import {
  coldAccountGas, fork, INIT_WORD_GAS, KECCAK_WORD_GAS, MAX_INIT_CODE, NEW_ACCOUNT_GAS, SELF_DESTRUCT_REFUND,
  warmAccountGas,
} from './gas';
import { ENTERED, GIVE_UP, GO_ON, HALTED } from './outcome';
import {
  account, balanceOf, codeObjectOf, CREATED, credit, debit, DELETED, ENTRY_VALUE, entryOf, exists,
  hasFlag, isEmpty, nonceOf, setFlags, setNonce, WARM,
} from './overlay';
import { precompileOf } from './precompile-addresses';
import { endWithNothing, passingCode, saveForRevert } from './returns';
import { copy, isZero, less, setZero } from './u256';

/** Flag of an account's value: some slot is not zero; set where accounts are loaded. Such an address is taken (EIP-7610). */
export const HAS_STORAGE: u32 = 2;

let made: usize = 0;

/** Once a thread. `room`: 32 bytes. */
export function attachCreate(room: usize): void {
  made = room;
}

/** From `top` down: value, start and length of the code, and salt for CREATE2; FRAME_TOP becomes where the result goes. */
export function createFrom(top: usize, salted: bool): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  const value = top - 32, start = top - 64, size = top - 96;
  const result = salted ? top - 128 : size;
  if (!extendRange(start, size)) return HALTED;
  const length = <usize>load<u64>(size);
  const words = wordsOf(<u64>length);
  if (fork >= SHANGHAI && (length > MAX_INIT_CODE || !charge(INIT_WORD_GAS * words))) return HALTED;
  if (salted && !charge(KECCAK_WORD_GAS * words)) return HALTED;
  const gas = fork >= TANGERINE ? gasLeft - gasLeft / 64 : gasLeft;
  forgetReturned();
  const self: usize = load<u32>(frame, FRAME_SELF);
  const nonce = nonceOf(self);
  if (less(balanceOf(self), value) || nonce == u64.MAX_VALUE || !mayDescend()) {
    setZero(result);
    return GO_ON;
  }
  const from = length == 0 ? memoryBase : memoryBase + <usize>load<u64>(start);
  if (salted) addressOfCreate2(made, frame + FRAME_ADDRESS, result, from, length);
  else addressOfCreate(made, frame + FRAME_ADDRESS, nonce);
  const child = account(cellOf(made));
  if (child == 0) return GIVE_UP;
  setGas(gasLeft - gas);
  setFlags(child, WARM);
  setNonce(self, nonce + 1);
  if (isTaken(child)) {
    setZero(result);
    return GO_ON;
  }
  const caller = frame;
  store<u32>(caller, <u32>result, FRAME_TOP);
  const callee = pushFrame(passingCode(from, length), gas);
  copy(callee + FRAME_VALUE, value);
  copy(callee + FRAME_CALLER, caller + FRAME_ADDRESS);
  copy(callee + FRAME_ADDRESS, made);
  begin(callee, self, child);
  return ENTERED;
}

/** An address where no contract may be made any more (EIP-684, EIP-7610). */
export function isTaken(entry: usize): bool {
  if (nonceOf(entry) != 0 || codeObjectOf(entry) != 0) return true;
  return (load<u32>(entry + ENTRY_VALUE, VALUE_FLAGS) & HAS_STORAGE) != 0;
}

/** Makes the account of a frame whose value and addresses are there, and moves the value. */
export function begin(callee: usize, creator: usize, child: usize): void {
  saveForRevert(callee);
  store<u32>(callee, CREATES, FRAME_FLAGS);
  store<u32>(callee, <u32>child, FRAME_SELF);
  store<u32>(callee, 0, FRAME_INPUT);
  store<u32>(callee, 0, FRAME_INPUT_LENGTH);
  store<u32>(callee, 0, FRAME_OUT_LENGTH);
  setFlags(child, CREATED);
  if (fork >= SPURIOUS) setNonce(child, 1);
  transfer(creator, child, callee + FRAME_VALUE, !isZero(callee + FRAME_VALUE));
}

/** SELFDESTRUCT, to the address at `word`. */
export function selfDestruct(word: usize): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  const self: usize = load<u32>(frame, FRAME_SELF);
  const heir = entryOf(cellOf(word));
  if (fork >= BERLIN && !hasFlag(heir, WARM) && precompileOf(word) == 0) {
    setFlags(heir, WARM);
    if (!charge(coldAccountGas + warmAccountGas)) return HALTED;
  }
  if (account(cellOf(word)) == 0) return GIVE_UP;
  const something = !isZero(balanceOf(self));
  if (fork >= TANGERINE) {
    const makes = fork >= SPURIOUS ? something && isEmpty(heir) : !exists(heir);
    if (makes && !charge(NEW_ACCOUNT_GAS)) return HALTED;
  }
  if (fork < LONDON && !hasFlag(self, DELETED)) addRefund(SELF_DESTRUCT_REFUND);
  bequeath(self, heir);
  return endWithNothing();
}

/** Moves the balance, and marks the account for deletion: from Cancun on only what this transaction made (EIP-6780). */
function bequeath(self: usize, heir: usize): void {
  const deletes = fork < CANCUN || hasFlag(self, CREATED);
  if (self != heir) {
    copy(made, balanceOf(self));
    debit(self, made);
    credit(heir, made);
  } else if (deletes) {
    // What it leaves to itself is burnt.
    copy(made, balanceOf(self));
    debit(self, made);
  }
  if (deletes) setFlags(self, DELETED);
}
