/** Opcodes that read other accounts, the block or the transaction, and those that copy into memory. */
import { keccak256 } from '../../assembly/keccak';
import { cellOf } from './address';
import { block, BLOCK_HASHES, BLOCK_NUMBER } from './block';
import { CODE_BYTES, CODE_HASH, CODE_LENGTH } from './code';
import { blobCount, blobs } from './context';
import { BERLIN } from './fork';
import { charge, extendRange, extendTo, frame, FRAME_SELF, memoryBase, returned, returnedLength } from './frame';
import { coldAccountGas, COPY_WORD_GAS, exponentByteGas, fork, KECCAK_WORD_GAS, warmAccountGas } from './gas';
import { GIVE_UP, GO_ON, HALTED } from './outcome';
import {
  balanceOf, codeObjectOf, ENTRY_FLAGS, ENTRY_READ, entryOf, isEmpty, readInto, setFlags, WARM,
} from './overlay';
import { precompileOf } from './precompile-addresses';
import { byteLength, copy, fitsU64, fromU64, loadBigEndian, power, saturatedU64, setZero } from './u256';

/** Charges for access to an account by its address (EIP-2929) and warms it; nothing before Berlin. */
export function chargeAccess(entry: usize, address: usize): bool {
  if (fork < BERLIN) return true;
  if (load<u8>(entry, ENTRY_FLAGS) & <u8>WARM || precompileOf(address) != 0) return charge(warmAccountGas);
  setFlags(entry, WARM);
  return charge(warmAccountGas + coldAccountGas);
}

/** The last entry that `openAccount` looked up. */
let opened: usize = 0;

/** Finds, pays for and reads the account that a word names. */
function openAccount(word: usize): u32 {
  opened = entryOf(cellOf(word));
  if (!chargeAccess(opened, word)) return HALTED;
  return load<u8>(opened, ENTRY_READ) != 0 || readInto(opened) ? GO_ON : GIVE_UP;
}

/** BALANCE: replaces an address by its balance; likewise the two below. */
export function loadBalance(word: usize): u32 {
  const outcome = openAccount(word);
  if (outcome == GO_ON) copy(word, balanceOf(opened));
  return outcome;
}

export function loadCodeSize(word: usize): u32 {
  const outcome = openAccount(word);
  if (outcome != GO_ON) return outcome;
  const code = codeObjectOf(opened);
  fromU64(word, code == 0 ? 0 : <u64>load<u32>(code, CODE_LENGTH));
  return GO_ON;
}

/** EXTCODEHASH (EIP-1052): zero for what is empty. */
export function loadCodeHash(word: usize): u32 {
  const outcome = openAccount(word);
  if (outcome != GO_ON) return outcome;
  const code = codeObjectOf(opened);
  if (code != 0) loadBigEndian(word, code + CODE_HASH);
  else if (isEmpty(opened)) setZero(word);
  else putEmptyHash(word);
  return GO_ON;
}

/** keccak-256 of nothing. */
function putEmptyHash(word: usize): void {
  store<u64>(word, 0x7bfad8045d85a470);
  store<u64>(word, 0xe500b653ca82273b, 8);
  store<u64>(word, 0x927e7db2dcc703c0, 16);
  store<u64>(word, 0xc5d2460186f7233c, 24);
}

/** EXTCODECOPY: address, then as the copies below. */
export function copyExternalCode(top: usize): u32 {
  const outcome = openAccount(top - 32);
  if (outcome != GO_ON) return outcome;
  const code = codeObjectOf(opened);
  return code == 0 ? copyIn(top - 32, 0, 0) : copyIn(top - 32, code + CODE_BYTES, load<u32>(code, CODE_LENGTH));
}

/** CALLDATACOPY, CODECOPY: place in memory, place in the source, length, from `top` down; zeros past the source's end. */
export function copyIn(top: usize, source: usize, available: usize): u32 {
  const outcome = openCopy(top);
  if (outcome != GO_ON) return outcome;
  const length = <usize>load<u64>(top - 96);
  if (length == 0) return GO_ON;
  const to = memoryBase + <usize>load<u64>(top - 32);
  const skipped = saturatedU64(top - 64);
  const rest: usize = skipped < <u64>available ? available - <usize>skipped : 0;
  const copied = min<usize>(length, rest);
  if (copied != 0) memory.copy(to, source + <usize>skipped, copied);
  memory.fill(to + copied, 0, length - copied);
  return GO_ON;
}

/** Pays for memory and words of a copy. */
function openCopy(top: usize): u32 {
  if (!extendRange(top - 32, top - 96)) return HALTED;
  return charge(COPY_WORD_GAS * wordsOf(load<u64>(top - 96))) ? GO_ON : HALTED;
}

// @ts-ignore: decorator
@inline
export function wordsOf(bytes: u64): u64 {
  return (bytes + 31) >> 5;
}

/** RETURNDATACOPY (EIP-211): past the end it halts, even for no bytes. */
export function copyReturned(top: usize): u32 {
  const outcome = openCopy(top);
  if (outcome != GO_ON) return outcome;
  const length = load<u64>(top - 96);
  if (!fitsU64(top - 64)) return HALTED;
  const skipped = load<u64>(top - 64);
  const available = <u64>returnedLength;
  if (skipped > available || length > available - skipped) return HALTED;
  if (length != 0) memory.copy(memoryBase + <usize>load<u64>(top - 32), returned + <usize>skipped, <usize>length);
  return GO_ON;
}

/** MCOPY (EIP-5656). */
export function copyWithin(top: usize): u32 {
  if (!extendRange(top - 64, top - 96)) return HALTED;
  const outcome = openCopy(top);
  if (outcome != GO_ON) return outcome;
  const length = <usize>load<u64>(top - 96);
  if (length == 0) return GO_ON;
  memory.copy(memoryBase + <usize>load<u64>(top - 32), memoryBase + <usize>load<u64>(top - 64), length);
  return GO_ON;
}

/** KECCAK256: start at `top`, length below it, where the hash goes. */
export function hashRange(top: usize): u32 {
  const result = top - 64;
  if (!extendRange(top - 32, result)) return HALTED;
  const length = load<u64>(result);
  if (!charge(KECCAK_WORD_GAS * wordsOf(length))) return HALTED;
  // Where there are no bytes the start may be anything.
  const from = length == 0 ? memoryBase : memoryBase + <usize>load<u64>(top - 32);
  keccak256(result, from, <usize>length);
  loadBigEndian(result, result);
  return GO_ON;
}

/** EXP: base at `top`, exponent below it, where the power goes. */
export function raise(top: usize): u32 {
  if (!charge(exponentByteGas * <u64>byteLength(top - 64))) return HALTED;
  power(top - 64, top - 32, top - 64);
  return GO_ON;
}

/** SELFBALANCE. */
export function putOwnBalance(word: usize): void {
  copy(word, balanceOf(load<u32>(frame, FRAME_SELF)));
}

/** BLOCKHASH: of the 256 blocks before this one. */
export function loadBlockHash(word: usize): void {
  const asked = saturatedU64(word), present = load<u64>(block, BLOCK_NUMBER);
  if (asked >= present || present - asked > 256) setZero(word);
  else copy(word, block + BLOCK_HASHES + 32 * <usize>(asked & 255));
}

/** BLOBHASH (EIP-4844). */
export function loadBlobHash(word: usize): void {
  const at = saturatedU64(word);
  if (at < <u64>blobCount) loadBigEndian(word, blobs + 32 * <usize>at);
  else setZero(word);
}

/** Memory for one word at a place that does not fit the memory yet: MLOAD, MSTORE. */
export function extendWord(start: usize, bytes: u64): u32 {
  const from = saturatedU64(start);
  return from <= 0xffffffff && extendTo(from + bytes) ? GO_ON : HALTED;
}
