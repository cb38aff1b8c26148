/**
 * The loop that runs code: cheap opcodes stand in it, the others are called. It does not call itself: calls within calls
 * are frames (frame.ts), so that 1,024 of them need no more of the native stack than one.
 */
import { toWord } from './address';
import {
  block, BLOCK_BASE_FEE, BLOCK_BLOB_FEE, BLOCK_CHAIN_ID, BLOCK_GAS_LIMIT, BLOCK_NUMBER, BLOCK_RANDOM,
  BLOCK_RECIPIENT_WORD, BLOCK_TIMESTAMP,
} from './block';
import { CALL, CALLCODE, callOut, DELEGATECALL, STATICCALL } from './calls';
import { CODE_BYTES, CODE_JUMPS, CODE_LENGTH } from './code';
import { gasPrice, origin } from './context';
import { createFrom, selfDestruct } from './create';
import {
  copyExternalCode, copyIn, copyReturned, copyWithin, extendWord, hashRange, loadBalance, loadBlobHash, loadBlockHash,
  loadCodeHash, loadCodeSize, putOwnBalance, raise,
} from './environment';
import {
  frame, FRAME_ADDRESS, FRAME_CALLER, FRAME_CODE, FRAME_FLAGS, FRAME_INPUT, FRAME_INPUT_LENGTH, FRAME_PC, FRAME_SELF,
  FRAME_STACK, FRAME_TOP, FRAME_VALUE, gasLeft, memoryBase, memoryLength, returnedLength, setGas, STATIC,
} from './frame';
import { RULE, rules } from './gas';
import { writeLog } from './log-writing';
import { ENTERED, GIVE_UP, GO_ON, HALTED, RETURNED, REVERTED } from './outcome';
import { endWith, endWithNothing, leave } from './returns';
import { loadSlot, storeSlot } from './storage';
import { loadTransient, storeTransient } from './transient';
import {
  add, addModulo, byteAt, copy, divide, equal, fromU64, isZero, leadingZeros, less, loadBigEndian, modulo, multiply,
  multiplyModulo, put, saturatedU64, setZero, shiftLeft, shiftRight, shiftRightArithmetic, signedDivide, signedLess,
  signedModulo, signExtend, storeBigEndian, subtract,
} from './u256';

/** 32 bytes that keep, 32 that do not: the window that keeps n of 32 begins at 32 - n. */
const MASK = memory.data<u64>([
  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0, 0, 0, 0,
], 16);

/** Writes the `n` bytes of a PUSH, of which the first is at `at`. Up to 31 bytes before it are read as well. */
// @ts-ignore: decorator
@inline
function pushBytes(word: usize, at: usize, n: usize): void {
  loadBigEndian(word, at + n - 32);
  const mask = MASK + 32 - n;
  v128.store(word, v128.and(v128.load(word), v128.load(mask)));
  v128.store(word, v128.and(v128.load(word, 16), v128.load(mask, 16)), 16);
}

/** CALLDATALOAD: zeros past the end. */
function loadInput(word: usize): void {
  const at = saturatedU64(word), length = <u64>load<u32>(frame, FRAME_INPUT_LENGTH);
  if (at >= length) return setZero(word);
  const from = <usize>load<u32>(frame, FRAME_INPUT) + <usize>at;
  const rest = <usize>(length - at);
  if (rest >= 32) return loadBigEndian(word, from);
  setZero(word);
  memory.copy(word, from, rest);
  loadBigEndian(word, word);
}

/** TSTORE. */
function storeTransientIn(key: usize, value: usize): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  storeTransient(load<u32>(frame, FRAME_SELF), key, value);
  return GO_ON;
}

/**
 * Runs from the innermost frame on until the outermost ends. False where the execution is to be given up.
 * One function, and longer than the house allows: what the opcodes share (next byte, top of the stack, gas, memory)
 * stays in registers only as locals of one loop, and one dispatch serves all.
 *
 * `top` is one past the top of the stack. Opcodes that leave the loop read and write gas and memory as globals.
 */
export function run(): bool {
  let gas = gasLeft;
  let base = memoryBase, size = <u64>memoryLength;
  let at: usize = 0, top: usize = 0, bottom: usize = 0, code: usize = 0;
  let outcome = ENTERED;
  while (true) {
    if (outcome != GO_ON) {
      if (outcome == GIVE_UP) return false;
      if (outcome != ENTERED && leave(outcome)) return true;
      at = load<u32>(frame, FRAME_PC);
      top = load<u32>(frame, FRAME_TOP);
      bottom = load<u32>(frame, FRAME_STACK);
      code = load<u32>(frame, FRAME_CODE);
      outcome = GO_ON;
    }
    gas = gasLeft;
    base = memoryBase;
    size = memoryLength;

    while (true) {
      const op: u32 = load<u8>(at++);
      const rule = load<u64>(rules + <usize>op * RULE);
      const cost = rule & 0xffff;
      const room = <u32>(top - bottom) - (<u32>rule >> 16);
      if (gas < cost || room > <u32>(rule >> 32)) {
        outcome = HALTED;
        break;
      }
      gas -= cost;
      switch (op) {
        case 0x01: { // ADD
          top -= 32;
          add(top - 32, top, top - 32);
          continue;
        }
        case 0x02: { // MUL
          top -= 32;
          multiply(top - 32, top, top - 32);
          continue;
        }
        case 0x03: { // SUB
          top -= 32;
          subtract(top - 32, top, top - 32);
          continue;
        }
        case 0x04: { // DIV
          top -= 32;
          divide(top - 32, top, top - 32);
          continue;
        }
        case 0x05: { // SDIV
          top -= 32;
          signedDivide(top - 32, top, top - 32);
          continue;
        }
        case 0x06: { // MOD
          top -= 32;
          modulo(top - 32, top, top - 32);
          continue;
        }
        case 0x07: { // SMOD
          top -= 32;
          signedModulo(top - 32, top, top - 32);
          continue;
        }
        case 0x08: { // ADDMOD
          top -= 64;
          addModulo(top - 32, top + 32, top, top - 32);
          continue;
        }
        case 0x09: { // MULMOD
          top -= 64;
          multiplyModulo(top - 32, top + 32, top, top - 32);
          continue;
        }
        case 0x0b: { // SIGNEXTEND
          top -= 32;
          signExtend(top - 32, top, top - 32);
          continue;
        }
        case 0x10: { // LT
          top -= 32;
          fromU64(top - 32, <u64>less(top, top - 32));
          continue;
        }
        case 0x11: { // GT
          top -= 32;
          fromU64(top - 32, <u64>less(top - 32, top));
          continue;
        }
        case 0x12: { // SLT
          top -= 32;
          fromU64(top - 32, <u64>signedLess(top, top - 32));
          continue;
        }
        case 0x13: { // SGT
          top -= 32;
          fromU64(top - 32, <u64>signedLess(top - 32, top));
          continue;
        }
        case 0x14: { // EQ
          top -= 32;
          fromU64(top - 32, <u64>equal(top, top - 32));
          continue;
        }
        case 0x15: { // ISZERO
          fromU64(top - 32, <u64>isZero(top - 32));
          continue;
        }
        case 0x16: { // AND
          top -= 32;
          v128.store(top - 32, v128.and(v128.load(top), v128.load(top - 32)));
          v128.store(top - 16, v128.and(v128.load(top + 16), v128.load(top - 16)));
          continue;
        }
        case 0x17: { // OR
          top -= 32;
          v128.store(top - 32, v128.or(v128.load(top), v128.load(top - 32)));
          v128.store(top - 16, v128.or(v128.load(top + 16), v128.load(top - 16)));
          continue;
        }
        case 0x18: { // XOR
          top -= 32;
          v128.store(top - 32, v128.xor(v128.load(top), v128.load(top - 32)));
          v128.store(top - 16, v128.xor(v128.load(top + 16), v128.load(top - 16)));
          continue;
        }
        case 0x19: { // NOT
          v128.store(top - 32, v128.not(v128.load(top - 32)));
          v128.store(top - 16, v128.not(v128.load(top - 16)));
          continue;
        }
        case 0x1a: { // BYTE
          top -= 32;
          byteAt(top - 32, top, top - 32);
          continue;
        }
        case 0x1b: { // SHL
          top -= 32;
          shiftLeft(top - 32, top, top - 32);
          continue;
        }
        case 0x1c: { // SHR
          top -= 32;
          shiftRight(top - 32, top, top - 32);
          continue;
        }
        case 0x1d: { // SAR
          top -= 32;
          shiftRightArithmetic(top - 32, top, top - 32);
          continue;
        }
        case 0x1e: { // CLZ
          leadingZeros(top - 32, top - 32);
          continue;
        }
        case 0x30: { // ADDRESS
          copy(top, frame + FRAME_ADDRESS);
          top += 32;
          continue;
        }
        case 0x32: { // ORIGIN
          copy(top, origin);
          top += 32;
          continue;
        }
        case 0x33: { // CALLER
          copy(top, frame + FRAME_CALLER);
          top += 32;
          continue;
        }
        case 0x34: { // CALLVALUE
          copy(top, frame + FRAME_VALUE);
          top += 32;
          continue;
        }
        case 0x35: { // CALLDATALOAD
          loadInput(top - 32);
          continue;
        }
        case 0x36: { // CALLDATASIZE
          fromU64(top, <u64>load<u32>(frame, FRAME_INPUT_LENGTH));
          top += 32;
          continue;
        }
        case 0x38: { // CODESIZE
          fromU64(top, <u64>load<u32>(code, CODE_LENGTH));
          top += 32;
          continue;
        }
        case 0x3a: { // GASPRICE
          copy(top, gasPrice);
          top += 32;
          continue;
        }
        case 0x3d: { // RETURNDATASIZE
          fromU64(top, <u64>returnedLength);
          top += 32;
          continue;
        }
        case 0x40: { // BLOCKHASH
          loadBlockHash(top - 32);
          continue;
        }
        case 0x41: { // COINBASE
          copy(top, block + BLOCK_RECIPIENT_WORD);
          top += 32;
          continue;
        }
        case 0x42: { // TIMESTAMP
          copy(top, block + BLOCK_TIMESTAMP);
          top += 32;
          continue;
        }
        case 0x43: { // NUMBER
          copy(top, block + BLOCK_NUMBER);
          top += 32;
          continue;
        }
        case 0x44: { // DIFFICULTY, PREVRANDAO
          copy(top, block + BLOCK_RANDOM);
          top += 32;
          continue;
        }
        case 0x45: { // GASLIMIT
          copy(top, block + BLOCK_GAS_LIMIT);
          top += 32;
          continue;
        }
        case 0x46: { // CHAINID
          copy(top, block + BLOCK_CHAIN_ID);
          top += 32;
          continue;
        }
        case 0x47: { // SELFBALANCE
          putOwnBalance(top);
          top += 32;
          continue;
        }
        case 0x48: { // BASEFEE
          copy(top, block + BLOCK_BASE_FEE);
          top += 32;
          continue;
        }
        case 0x49: { // BLOBHASH
          loadBlobHash(top - 32);
          continue;
        }
        case 0x4a: { // BLOBBASEFEE
          copy(top, block + BLOCK_BLOB_FEE);
          top += 32;
          continue;
        }
        case 0x50: { // POP
          top -= 32;
          continue;
        }
        case 0x51: { // MLOAD
          const start = load<u64>(top - 32);
          if (start < size && size - start >= 32 && isShort(top - 32)) {
            loadBigEndian(top - 32, base + <usize>start);
            continue;
          }
          setGas(gas);
          outcome = extendWord(top - 32, 32);
          if (outcome != GO_ON) break;
          gas = gasLeft;
          base = memoryBase;
          size = memoryLength;
          loadBigEndian(top - 32, base + <usize>start);
          continue;
        }
        case 0x52: { // MSTORE
          top -= 64;
          const start = load<u64>(top + 32);
          if (start < size && size - start >= 32 && isShort(top + 32)) {
            storeBigEndian(base + <usize>start, top);
            continue;
          }
          setGas(gas);
          outcome = extendWord(top + 32, 32);
          if (outcome != GO_ON) break;
          gas = gasLeft;
          base = memoryBase;
          size = memoryLength;
          storeBigEndian(base + <usize>start, top);
          continue;
        }
        case 0x53: { // MSTORE8
          top -= 64;
          setGas(gas);
          outcome = extendWord(top + 32, 1);
          if (outcome == GO_ON) store<u8>(memoryBase + <usize>load<u64>(top + 32), load<u8>(top));
          break;
        }
        case 0x54: { // SLOAD
          setGas(gas);
          outcome = loadSlot(top - 32);
          if (outcome != GO_ON) break;
          gas = gasLeft;
          continue;
        }
        case 0x55: { // SSTORE
          top -= 64;
          setGas(gas);
          outcome = storeSlot(top + 32, top);
          if (outcome != GO_ON) break;
          gas = gasLeft;
          continue;
        }
        case 0x56: { // JUMP
          top -= 32;
          const to = load<u64>(top);
          if (isShort(top) && isDestination(code, to)) {
            at = code + CODE_BYTES + <usize>to;
            continue;
          }
          outcome = HALTED;
          break;
        }
        case 0x57: { // JUMPI
          top -= 64;
          if (isZero(top)) continue;
          const to = load<u64>(top + 32);
          if (isShort(top + 32) && isDestination(code, to)) {
            at = code + CODE_BYTES + <usize>to;
            continue;
          }
          outcome = HALTED;
          break;
        }
        case 0x58: { // PC
          fromU64(top, <u64>(at - 1 - code - CODE_BYTES));
          top += 32;
          continue;
        }
        case 0x59: { // MSIZE
          fromU64(top, size);
          top += 32;
          continue;
        }
        case 0x5a: { // GAS
          fromU64(top, gas);
          top += 32;
          continue;
        }
        case 0x5b: continue; // JUMPDEST
        case 0x5c: { // TLOAD
          loadTransient(load<u32>(frame, FRAME_SELF), top - 32);
          continue;
        }
        case 0x5d: { // TSTORE
          top -= 64;
          outcome = storeTransientIn(top + 32, top);
          if (outcome != GO_ON) break;
          continue;
        }
        case 0x5f: { // PUSH0
          setZero(top);
          top += 32;
          continue;
        }
        case 0x60: { // PUSH1
          fromU64(top, <u64>load<u8>(at));
          top += 32;
          at++;
          continue;
        }
        case 0x61: { // PUSH2
          fromU64(top, <u64>bswap<u16>(load<u16>(at)));
          top += 32;
          at += 2;
          continue;
        }
        case 0x63: { // PUSH4
          fromU64(top, <u64>bswap<u32>(load<u32>(at)));
          top += 32;
          at += 4;
          continue;
        }
        case 0x73: { // PUSH20
          toWord(top, at);
          top += 32;
          at += 20;
          continue;
        }
        case 0x7f: { // PUSH32
          loadBigEndian(top, at);
          top += 32;
          at += 32;
          continue;
        }
        case 0x62: case 0x64: case 0x65: case 0x66: case 0x67: case 0x68: case 0x69: case 0x6a: case 0x6b: case 0x6c:
        case 0x6d: case 0x6e: case 0x6f: case 0x70: case 0x71: case 0x72: case 0x74: case 0x75: case 0x76: case 0x77:
        case 0x78: case 0x79: case 0x7a: case 0x7b: case 0x7c: case 0x7d: case 0x7e: { // PUSH3 and so on
          const n = <usize>op - 0x5f;
          pushBytes(top, at, n);
          top += 32;
          at += n;
          continue;
        }
        case 0x80: case 0x81: case 0x82: case 0x83: case 0x84: case 0x85: case 0x86: case 0x87: case 0x88: case 0x89:
        case 0x8a: case 0x8b: case 0x8c: case 0x8d: case 0x8e: case 0x8f: { // DUP1 to DUP16
          copy(top, top - ((<usize>op - 0x7f) << 5));
          top += 32;
          continue;
        }
        case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97: case 0x98: case 0x99:
        case 0x9a: case 0x9b: case 0x9c: case 0x9d: case 0x9e: case 0x9f: { // SWAP1 to SWAP16
          const other = top - 32 - ((<usize>op - 0x8f) << 5);
          const low = v128.load(top - 32), high = v128.load(top - 16);
          copy(top - 32, other);
          v128.store(other, low);
          v128.store(other, high, 16);
          continue;
        }
        case 0x00: { // STOP
          setGas(gas);
          outcome = endWithNothing();
          break;
        }
        case 0x0a: { // EXP
          setGas(gas);
          outcome = raise(top);
          top -= 32;
          break;
        }
        case 0x20: { // KECCAK256
          setGas(gas);
          outcome = hashRange(top);
          top -= 32;
          break;
        }
        case 0x31: { // BALANCE
          setGas(gas);
          outcome = loadBalance(top - 32);
          break;
        }
        case 0x37: { // CALLDATACOPY
          setGas(gas);
          outcome = copyIn(top, load<u32>(frame, FRAME_INPUT), load<u32>(frame, FRAME_INPUT_LENGTH));
          top -= 96;
          break;
        }
        case 0x39: { // CODECOPY
          setGas(gas);
          outcome = copyIn(top, code + CODE_BYTES, load<u32>(code, CODE_LENGTH));
          top -= 96;
          break;
        }
        case 0x3b: { // EXTCODESIZE
          setGas(gas);
          outcome = loadCodeSize(top - 32);
          break;
        }
        case 0x3c: { // EXTCODECOPY
          setGas(gas);
          outcome = copyExternalCode(top);
          top -= 128;
          break;
        }
        case 0x3e: { // RETURNDATACOPY
          setGas(gas);
          outcome = copyReturned(top);
          top -= 96;
          break;
        }
        case 0x3f: { // EXTCODEHASH
          setGas(gas);
          outcome = loadCodeHash(top - 32);
          break;
        }
        case 0x5e: { // MCOPY
          setGas(gas);
          outcome = copyWithin(top);
          top -= 96;
          break;
        }
        case 0xa0: case 0xa1: case 0xa2: case 0xa3: case 0xa4: { // LOG0 to LOG4
          setGas(gas);
          outcome = writeLog(top, <usize>op - 0xa0);
          top -= 64 + ((<usize>op - 0xa0) << 5);
          break;
        }
        case 0xf0: case 0xf5: { // CREATE, CREATE2
          setGas(gas);
          store<u32>(frame, <u32>at, FRAME_PC);
          outcome = createFrom(top, op == 0xf5);
          top -= op == 0xf5 ? 96 : 64;
          break;
        }
        case 0xf1: case 0xf2: case 0xf4: case 0xfa: { // CALL, CALLCODE, DELEGATECALL, STATICCALL
          setGas(gas);
          store<u32>(frame, <u32>at, FRAME_PC);
          const kind = op == 0xf1 ? CALL : op == 0xf2 ? CALLCODE : op == 0xf4 ? DELEGATECALL : STATICCALL;
          outcome = callOut(kind, top);
          top -= kind <= CALLCODE ? 192 : 160;
          break;
        }
        case 0xf3: { // RETURN
          setGas(gas);
          outcome = endWith(top, RETURNED);
          break;
        }
        case 0xfd: { // REVERT
          setGas(gas);
          outcome = endWith(top, REVERTED);
          break;
        }
        case 0xff: { // SELFDESTRUCT
          setGas(gas);
          outcome = selfDestruct(top - 32);
          break;
        }
        default: outcome = HALTED;
      }
      break;
    }
  }
}

/** Whether a word is below 2^64. */
// @ts-ignore: decorator
@inline
function isShort(word: usize): bool {
  return (load<u64>(word, 8) | load<u64>(word, 16) | load<u64>(word, 24)) == 0;
}

/** Whether a JUMP may go there. */
// @ts-ignore: decorator
@inline
function isDestination(code: usize, to: u64): bool {
  if (to >= <u64>load<u32>(code, CODE_LENGTH)) return false;
  const bits = load<u32>(<usize>load<u32>(code, CODE_JUMPS) + 4 * (<usize>to >> 5));
  return ((bits >> (<u32>to & 31)) & 1) != 0;
}
