/** How a call ends: what becomes of its gas, its writes and what it returns; and a contract's code is kept. */
import { CODE_BYTES, CODE_JUMPS, CODE_LENGTH, codeOf, markJumps } from './code';
import { refund, setRefund } from './context';
import { FRONTIER, LONDON, SPURIOUS } from './fork';
import {
  charge, CREATES, extendRange, frame, FRAME_ADDRESS, FRAME_FLAGS, FRAME_JOURNAL, FRAME_LOG, FRAME_LOGS, FRAME_OUT,
  FRAME_OUT_LENGTH, FRAME_REFUND, FRAME_SELF, FRAME_TOP, gasLeft, keepReturned, memoryBase, popFrame, setGas,
} from './frame';
import { DEPOSIT_GAS, fork, MAX_CODE } from './gas';
import { journalMark, undoTo } from './journal';
import { cutLogs, lastLog, logCount } from './log-writing';
import { HALTED, RETURNED } from './outcome';
import { setCode, takeForTransaction } from './overlay';
import { copy, fromU64, setZero } from './u256';

const NEW_CODE_MARK: u8 = 0xef;

/** What the call that ended last gave: in its memory, which is nobody's any more. */
export let output: usize = 0;
export let outputLength: usize = 0;
/** How the outermost call ended, and the gas that it left. */
export let finalOutcome: u32 = 0;
export let finalGas: u64 = 0;

let hash: usize = 0;

/** Once a thread. `room`: 32 bytes. */
export function attachReturns(room: usize): void {
  hash = room;
}

/** Notes in a frame what a revert of its call goes back to. */
export function saveForRevert(callee: usize): void {
  store<u32>(callee, journalMark(), FRAME_JOURNAL);
  store<u32>(callee, <u32>lastLog, FRAME_LOG);
  store<u32>(callee, logCount, FRAME_LOGS);
  store<i64>(callee, refund, FRAME_REFUND);
}

/** RETURN and REVERT: start and length of the output, from `top` down. */
export function endWith(top: usize, outcome: u32): u32 {
  if (!extendRange(top - 32, top - 64)) return HALTED;
  outputLength = <usize>load<u64>(top - 64);
  output = outputLength == 0 ? memoryBase : memoryBase + <usize>load<u64>(top - 32);
  return outcome;
}

/** Says what was given by something other than code. */
export function setOutput(bytes: usize, length: usize): void {
  output = bytes;
  outputLength = length;
}

/** STOP, SELFDESTRUCT. */
export function endWithNothing(): u32 {
  outputLength = 0;
  return RETURNED;
}

/** Ends the innermost call and hands its result to the caller. True where that was the outermost. */
export function leave(outcome: u32): bool {
  const creates = (load<u32>(frame, FRAME_FLAGS) & CREATES) != 0;
  if (outcome == RETURNED && creates) outcome = keepCode();
  if (outcome != RETURNED) goBack();
  if (outcome == HALTED) {
    setGas(0);
    outputLength = 0;
  }
  const callee = frame;
  const gas = gasLeft;
  if (!popFrame()) {
    finalOutcome = outcome;
    finalGas = gas;
    return true;
  }
  setGas(gasLeft + gas);
  const succeeded = outcome == RETURNED;
  keepReturned(output, creates && succeeded ? 0 : outputLength);
  const result: usize = load<u32>(frame, FRAME_TOP);
  if (!creates) {
    fromU64(result, succeeded ? 1 : 0);
    const copied = min<usize>(outputLength, load<u32>(callee, FRAME_OUT_LENGTH));
    if (copied != 0) memory.copy(memoryBase + <usize>load<u32>(callee, FRAME_OUT), output, copied);
  } else if (succeeded) copy(result, callee + FRAME_ADDRESS);
  else setZero(result);
  store<u32>(frame, <u32>(result + 32), FRAME_TOP);
  return false;
}

/** Takes back all that the innermost call did. */
function goBack(): void {
  undoTo(load<u32>(frame, FRAME_JOURNAL));
  setRefund(load<i64>(frame, FRAME_REFUND));
  cutLogs(load<u32>(frame, FRAME_LOG), load<u32>(frame, FRAME_LOGS));
}

/** Pays for the code that a creation returned and gives it to the new account. */
function keepCode(): u32 {
  const length = outputLength;
  if (fork >= LONDON && length != 0 && load<u8>(output) == NEW_CODE_MARK) return HALTED;
  if (fork >= SPURIOUS && length > MAX_CODE) return HALTED;
  if (!charge(DEPOSIT_GAS * <u64>length)) {
    if (fork != FRONTIER) return HALTED;
    // Frontier made the account all the same, without a code.
    outputLength = 0;
    return RETURNED;
  }
  if (length != 0) setCode(load<u32>(frame, FRAME_SELF), codeOf(output, length, hash));
  return RETURNED;
}

/** A code object for the transaction's time, which no table has: of what runs once, to make a contract. */
export function passingCode(bytes: usize, length: usize): usize {
  const padded = (CODE_BYTES + length + 64 + 3) & ~3;
  const words = (length >> 5) + 1;
  const code = takeForTransaction(padded + 4 * words);
  memory.fill(code, 0, CODE_BYTES);
  store<u32>(code, <u32>length, CODE_LENGTH);
  store<u32>(code, <u32>(code + padded), CODE_JUMPS);
  if (length != 0) memory.copy(code + CODE_BYTES, bytes, length);
  memory.fill(code + CODE_BYTES + length, 0, padded - CODE_BYTES - length + 4 * words);
  markJumps(code + CODE_BYTES, length, code + padded);
  return code;
}
