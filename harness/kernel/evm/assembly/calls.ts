/** CALL, CALLCODE, DELEGATECALL and STATICCALL: messages from one account to another, and their gas. */
import { cellOf, toWord } from './address';
import { chargeAccess } from './environment';
import { delegateCellOf, delegateOf, isDelegation } from './delegation';
import { PARIS, SPURIOUS, TANGERINE } from './fork';
import {
  charge, extendRange, forgetReturned, frame, FRAME_ADDRESS, FRAME_CALLER, FRAME_FLAGS, FRAME_INPUT,
  FRAME_INPUT_LENGTH, FRAME_OUT, FRAME_OUT_LENGTH, FRAME_SELF, FRAME_TOP, FRAME_VALUE, gasLeft, keepReturned,
  mayDescend, memoryBase, pushFrame, setGas, STATIC,
} from './frame';
import { CALL_VALUE_GAS, callGas, fork, NEW_ACCOUNT_GAS, STIPEND } from './gas';
import { journalMark, undoTo } from './journal';
import { ENTERED, GIVE_UP, GO_ON, HALTED } from './outcome';
import {
  account, balanceOf, codeObjectOf, credit, debit, ENTRY_CELL, ENTRY_FLAGS, entryOf, exists, isEmpty, makeExist,
  setFlags, TOUCHED,
} from './overlay';
import { precompileOf } from './precompile-addresses';
import { RIPEMD160 } from './precompile-ids';
import { precompileGas, precompileOut, precompileOutLength, runPrecompile } from './precompiles';
import { saveForRevert } from './returns';
import { copy, fromU64, isZero, less, saturatedU64, setZero } from './u256';

export const CALL: u32 = 0;
export const CALLCODE: u32 = 1;
export const DELEGATECALL: u32 = 2;
export const STATICCALL: u32 = 3;

/** What `openTarget` found: entry of the account called, object of the code to run, number of a precompile. */
let target: usize = 0;
let code: usize = 0;
let precompile: u32 = 0;

/**
 * One of the four. From `top` down stand gas, address, value for CALL and CALLCODE, start and length of the input,
 * start and length of the output; FRAME_TOP becomes where the result goes.
 */
export function callOut(kind: u32, top: usize): u32 {
  const sends = kind <= CALLCODE;
  const address = top - 64;
  const value = top - 96;
  const args = sends ? value : address;
  const result = args - 128;
  const transfers = sends && !isZero(value);
  if (kind == CALL && transfers && load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  if (!extendRange(args - 32, args - 64) || !extendRange(args - 96, args - 128)) return HALTED;
  const outcome = openTarget(address);
  if (outcome != GO_ON) return outcome;
  if (transfers && !charge(CALL_VALUE_GAS)) return HALTED;
  if (kind == CALL && makesAccount(transfers) && !charge(NEW_ACCOUNT_GAS)) return HALTED;

  // All but a 64th at most (EIP-150); before that what was asked for, or nothing happens.
  const asked = saturatedU64(top - 32);
  const passed = fork >= TANGERINE ? min<u64>(asked, gasLeft - gasLeft / 64) : asked;
  if (!charge(passed)) return HALTED;
  const gas = transfers ? passed + STIPEND : passed;
  forgetReturned();
  const self: usize = load<u32>(frame, FRAME_SELF);
  if ((transfers && less(balanceOf(self), value)) || !mayDescend()) {
    setGas(gasLeft + gas);
    setZero(result);
    return GO_ON;
  }
  const input = isZero(args - 64) ? memoryBase : memoryBase + <usize>load<u64>(args - 32);
  const length = <usize>load<u64>(args - 64);
  const out = <usize>load<u64>(args - 96), outLength = <usize>load<u64>(args - 128);
  if (precompile != 0) {
    callPrecompile(transfers && kind == CALL ? value : 0, kind, input, length, out, outLength, gas);
    fromU64(result, precompileSucceeded ? 1 : 0);
    return GO_ON;
  }
  if (code == 0) {
    if (kind == CALL) transfer(self, target, value, transfers);
    else if (kind == STATICCALL) touch(target);
    setGas(gasLeft + gas);
    fromU64(result, 1);
    return GO_ON;
  }
  enter(kind, address, sends ? value : 0, result, gas);
  store<u32>(frame, <u32>input, FRAME_INPUT);
  store<u32>(frame, <u32>length, FRAME_INPUT_LENGTH);
  store<u32>(frame, <u32>out, FRAME_OUT);
  store<u32>(frame, <u32>outLength, FRAME_OUT_LENGTH);
  if (kind == CALL) transfer(self, target, frame + FRAME_VALUE, transfers);
  else if (kind == STATICCALL) touch(target);
  return ENTERED;
}

/** Pays for access to the account called and to the one that it delegates to, and finds the code. */
function openTarget(address: usize): u32 {
  const entry = entryOf(cellOf(address));
  if (!charge(callGas) || !chargeAccess(entry, address)) return HALTED;
  target = account(load<u32>(entry, ENTRY_CELL));
  if (target == 0) return GIVE_UP;
  code = codeObjectOf(target);
  precompile = 0;
  if (code == 0) precompile = precompileOf(address);
  else if (isDelegation(code)) return openDelegate();
  return GO_ON;
}

/** A precompile that is delegated to is an account without code (EIP-7702). */
function openDelegate(): u32 {
  const entry = entryOf(delegateCellOf(code));
  toWord(delegateWord, delegateOf(code));
  if (!chargeAccess(entry, delegateWord)) return HALTED;
  const delegate = account(load<u32>(entry, ENTRY_CELL));
  if (delegate == 0) return GIVE_UP;
  code = codeObjectOf(delegate);
  return GO_ON;
}

/** Whether a CALL pays for an account that is not there: by EIP-161, or by whether it exists. */
function makesAccount(transfers: bool): bool {
  return fork >= SPURIOUS ? transfers && isEmpty(target) : !exists(target);
}

/** Makes the callee's frame. `value` is 0 where the call has none of its own. */
function enter(kind: u32, address: usize, value: usize, result: usize, gas: u64): void {
  const caller = frame;
  store<u32>(caller, <u32>result, FRAME_TOP);
  const callee = pushFrame(code, gas);
  saveForRevert(callee);
  const flags = load<u32>(caller, FRAME_FLAGS) & STATIC;
  store<u32>(callee, kind == STATICCALL ? STATIC : flags, FRAME_FLAGS);
  // The callee's stack will overwrite the arguments: they are copied before its first opcode.
  if (value != 0) copy(callee + FRAME_VALUE, value);
  else if (kind == DELEGATECALL) copy(callee + FRAME_VALUE, caller + FRAME_VALUE);
  else setZero(callee + FRAME_VALUE);
  copy(callee + FRAME_CALLER, caller + (kind == DELEGATECALL ? FRAME_CALLER : FRAME_ADDRESS));
  if (kind == CALL || kind == STATICCALL) {
    copy(callee + FRAME_ADDRESS, address);
    store<u64>(callee, load<u64>(callee, FRAME_ADDRESS + 16) & 0xffffffff, FRAME_ADDRESS + 16);
    store<u64>(callee, 0, FRAME_ADDRESS + 24);
    store<u32>(callee, <u32>target, FRAME_SELF);
  } else {
    copy(callee + FRAME_ADDRESS, caller + FRAME_ADDRESS);
    store<u32>(callee, load<u32>(caller, FRAME_SELF), FRAME_SELF);
  }
}

let delegateWord: usize = 0;
let precompileSucceeded: bool = false;

/** Once a thread. `room`: 32 bytes. */
export function attachCalls(room: usize): void {
  delegateWord = room;
}

/** Moves a value; before EIP-161 even nothing makes the recipient exist. */
export function transfer(from: usize, to: usize, value: usize, some: bool): void {
  touch(to);
  if (!some || from == to) return;
  debit(from, value);
  credit(to, value);
}

/** What a message does to its recipient: it exists (before EIP-161), it is touched (until Paris, EIP-161). */
export function touch(entry: usize): void {
  if (fork < SPURIOUS) makeExist(entry);
  else if (fork < PARIS) setFlags(entry, TOUCHED);
}

/** Runs the precompile in place of a callee. `value` is 0 where nothing is sent. */
function callPrecompile(
  value: usize, kind: u32, input: usize, length: usize, out: usize, outLength: usize, gas: u64,
): void {
  const mark = journalMark();
  if (kind == CALL) transfer(load<u32>(frame, FRAME_SELF), target, value, value != 0);
  else if (kind == STATICCALL) touch(target);
  precompileSucceeded = runPrecompile(precompile, fork, input, length, gas);
  if (!precompileSucceeded) {
    undoTo(mark);
    if (precompile == RIPEMD160) touchForEver(target);
    return;
  }
  setGas(gasLeft + gas - precompileGas);
  keepReturned(precompileOut, precompileOutLength);
  const copied = min<usize>(outLength, precompileOutLength);
  if (copied != 0) memory.copy(memoryBase + out, precompileOut, copied);
}

/** The touch of RIPEMD-160's address outlives a revert: so it went in block 2,675,119, where it was empty. */
function touchForEver(entry: usize): void {
  if (fork < SPURIOUS || fork >= PARIS) return;
  store<u8>(entry, load<u8>(entry, ENTRY_FLAGS) | <u8>TOUCHED, ENTRY_FLAGS);
}
