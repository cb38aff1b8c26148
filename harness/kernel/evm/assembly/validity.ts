/** Whether a transaction has a place in the block, in the order of execution-specs, and what it pays whatever happens. */
import { take } from './arena';
import {
  block, BLOCK_BASE_FEE, BLOCK_BLOB_FEE, BLOCK_CHAIN_ID, BLOCK_GAS_LIMIT, BLOCK_MAX_BLOBS,
} from './block';
import { isDelegation } from './delegation';
import { wordsOf } from './environment';
import { BERLIN, CANCUN, HOMESTEAD, ISTANBUL, LONDON, OSAKA, PRAGUE, SHANGHAI, SPURIOUS } from './fork';
import { fork, INIT_WORD_GAS, MAX_INIT_CODE } from './gas';
import { balanceOf, codeObjectOf, nonceOf } from './overlay';
import {
  BLOB_FEE_BELOW_BASE, BLOB_VERSION, FEE_BELOW_BASE, FLOOR_GAS, GAS_ABOVE_BLOCK, GAS_LIMIT_ABOVE_CAP,
  INIT_CODE_TOO_LARGE, INSUFFICIENT_FUNDS, INTRINSIC_GAS, NO_AUTHORISATIONS, NO_BLOBS, NONCE_IS_MAX, NONCE_TOO_HIGH,
  NONCE_TOO_LOW, SENDER_HAS_CODE, TIP_ABOVE_FEE, TOO_MANY_BLOBS, TYPE_BEFORE_FORK, TYPE_CANNOT_CREATE, WRONG_CHAIN,
} from './result';
import {
  ACCESS_ENTRY, ACCESS_KEY_COUNT, TX, TX_ACCESS, TX_ACCESS_COUNT, TX_AUTHORISATION_COUNT, TX_BLOB_COUNT, TX_BLOBS,
  TX_CHAIN_ID, TX_CREATES, TX_DATA, TX_DATA_LENGTH, TX_FLAGS, TX_GAS_LIMIT, TX_HAS_CHAIN_ID, TX_LEAST_GAS,
  TX_MAX_BLOB_FEE, TX_MAX_FEE, TX_NONCE, TX_TIP, TX_TYPE, TX_VALUE,
} from './transaction';
import { add, copy, fromU64, isZero, less, multiply, multiplyFull, setZero, subtract } from './u256';

const BASE_GAS: u64 = 21000;
const CREATE_GAS: u64 = 32000;
const ACCESS_ADDRESS_GAS: u64 = 2400;
const ACCESS_KEY_GAS: u64 = 1900;
export const AUTHORISATION_GAS: u64 = 25000;
/** EIP-7825: 2^24. EIP-7594: blobs of one transaction. */
const GAS_CAP: u64 = 1 << 24;
const BLOB_CAP: u32 = 6;
const BLOB_GAS: u64 = 1 << 17;
const BLOB_VERSION_KZG: u8 = 1;

/** Nobody signed what is looked at, so EIP-3607 says nothing of it. */
let isUnsigned: bool = false;

export function setUnsigned(value: bool): void {
  isUnsigned = value;
}

/**
 * Puts into each decoded record the least gas limit with which it has a place in any block, while the lists that it
 * points to are there. `reasons`: u32 each, not 0 where a transaction did not decode.
 */
export function noteLeastGas(records: usize, reasons: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    if (load<u32>(reasons + 4 * i) == 0) store<u64>(records + TX * i, leastGas(records + TX * i), TX_LEAST_GAS);
  }
}

function leastGas(tx: usize): u64 {
  countGas(tx, (load<u32>(tx, TX_FLAGS) & TX_CREATES) != 0);
  return max(intrinsicGas, floorGas);
}

/** Of the transaction looked at last: gas it pays before it runs, and the least that it pays (EIP-7623). */
export let intrinsicGas: u64 = 0;
export let floorGas: u64 = 0;
/** 256 bits: wei for a unit of gas, and for all its gas and blobs together. */
export let price: usize = 0;
export let upfront: usize = 0;
let factor: usize = 0;
let product: usize = 0;
let sum: usize = 0;

/** Once a thread. */
export function attachValidity(): void {
  price = take(32);
  upfront = take(32);
  factor = take(32);
  product = take(64);
  sum = take(64);
}

/** Why it has no place, of what can be told without the state; 0 where nothing of that stands against it. */
export function refusalOfForm(tx: usize): u32 {
  const type = load<u32>(tx, TX_TYPE), flags = load<u32>(tx, TX_FLAGS);
  const creates = (flags & TX_CREATES) != 0;
  if (type != 0 && fork < (type == 1 ? BERLIN : type == 2 ? LONDON : type == 3 ? CANCUN : PRAGUE)) {
    return TYPE_BEFORE_FORK;
  }
  const gas = load<u64>(tx, TX_GAS_LIMIT);
  countGas(tx, creates);
  if (intrinsicGas > gas) return INTRINSIC_GAS;
  if (floorGas > gas) return FLOOR_GAS;
  if (load<u64>(tx, TX_NONCE) == u64.MAX_VALUE) return NONCE_IS_MAX;
  if (fork >= SHANGHAI && creates && load<u32>(tx, TX_DATA_LENGTH) > <u32>MAX_INIT_CODE) return INIT_CODE_TOO_LARGE;
  if (fork >= OSAKA && gas > GAS_CAP) return GAS_LIMIT_ABOVE_CAP;
  fromU64(factor, gas);
  if (less(block + BLOCK_GAS_LIMIT, factor)) return GAS_ABOVE_BLOCK;
  if (flags & TX_HAS_CHAIN_ID) {
    if (fork < SPURIOUS || load<u64>(tx, TX_CHAIN_ID) != load<u64>(block, BLOCK_CHAIN_ID)) return WRONG_CHAIN;
  }
  const fees = refusalOfFees(tx, type);
  if (fees != 0) return fees;
  if (type == 3) {
    const blobs = refusalOfBlobs(tx);
    if (blobs != 0) return blobs;
  }
  if (type >= 3 && creates) return TYPE_CANNOT_CREATE;
  return type == 4 && load<u32>(tx, TX_AUTHORISATION_COUNT) == 0 ? NO_AUTHORISATIONS : 0;
}

/** The same of what the sender's account says. `sender` is its entry. Leaves in `upfront` what is to be paid at once. */
export function refusalOfSender(tx: usize, sender: usize): u32 {
  const nonce = load<u64>(tx, TX_NONCE), present = nonceOf(sender);
  if (nonce != present) return nonce < present ? NONCE_TOO_LOW : NONCE_TOO_HIGH;
  if (!affords(tx, balanceOf(sender))) return INSUFFICIENT_FUNDS;
  const code = codeObjectOf(sender);
  if (code != 0 && !isUnsigned && !isDelegation(code)) return SENDER_HAS_CODE;
  fromU64(factor, load<u64>(tx, TX_GAS_LIMIT));
  multiply(upfront, factor, price);
  if (load<u32>(tx, TX_TYPE) == 3) {
    fromU64(factor, BLOB_GAS * <u64>load<u32>(tx, TX_BLOB_COUNT));
    multiply(factor, factor, block + BLOCK_BLOB_FEE);
    add(upfront, upfront, factor);
  }
  return 0;
}

function refusalOfFees(tx: usize, type: u32): u32 {
  const base = block + BLOCK_BASE_FEE, most = tx + TX_MAX_FEE, tip = tx + TX_TIP;
  if (type >= 2 && less(most, tip)) return TIP_ABOVE_FEE;
  if (less(most, base)) return FEE_BELOW_BASE;
  copy(price, most);
  if (type < 2) return 0;
  subtract(factor, most, base);
  if (less(tip, factor)) add(price, base, tip);
  return 0;
}

function refusalOfBlobs(tx: usize): u32 {
  const count = load<u32>(tx, TX_BLOB_COUNT);
  if (count == 0) return NO_BLOBS;
  if (count > load<u32>(block, BLOCK_MAX_BLOBS) || (fork >= OSAKA && count > BLOB_CAP)) return TOO_MANY_BLOBS;
  const hashes: usize = load<u32>(tx, TX_BLOBS);
  for (let i: usize = 0; i < <usize>count; i++) {
    if (load<u8>(hashes + 32 * i) != BLOB_VERSION_KZG) return BLOB_VERSION;
  }
  return less(tx + TX_MAX_BLOB_FEE, block + BLOCK_BLOB_FEE) ? BLOB_FEE_BELOW_BASE : 0;
}

/** Whether a balance covers the most that may be paid, in numbers that do not wrap. */
function affords(tx: usize, balance: usize): bool {
  setZero(sum);
  setZero(sum + 32);
  copy(sum, tx + TX_VALUE);
  fromU64(factor, load<u64>(tx, TX_GAS_LIMIT));
  addProduct(tx + TX_MAX_FEE);
  if (load<u32>(tx, TX_TYPE) == 3) {
    fromU64(factor, BLOB_GAS * <u64>load<u32>(tx, TX_BLOB_COUNT));
    addProduct(tx + TX_MAX_BLOB_FEE);
  }
  return isZero(sum + 32) && !less(balance, sum);
}

/** Adds `factor` times a number to the 512 bits of `sum`. */
function addProduct(number: usize): void {
  multiplyFull(product, factor, number);
  const carry = add(sum, sum, product);
  add(sum + 32, sum + 32, product + 32);
  fromU64(product, carry);
  add(sum + 32, sum + 32, product);
}

/** Intrinsic gas and its floor (EIP-2028, EIP-2930, EIP-3860, EIP-7623, EIP-7702). */
function countGas(tx: usize, creates: bool): void {
  const length = <usize>load<u32>(tx, TX_DATA_LENGTH);
  const zeros = countZeros(load<u32>(tx, TX_DATA), length);
  const others = <u64>length - zeros;
  intrinsicGas = BASE_GAS + 4 * zeros + (fork >= ISTANBUL ? 16 : 68) * others;
  if (creates && fork >= HOMESTEAD) intrinsicGas += CREATE_GAS;
  if (creates && fork >= SHANGHAI) intrinsicGas += INIT_WORD_GAS * wordsOf(<u64>length);
  let entry: usize = load<u32>(tx, TX_ACCESS);
  for (let left = load<u32>(tx, TX_ACCESS_COUNT); left != 0; left--, entry += ACCESS_ENTRY) {
    intrinsicGas += ACCESS_ADDRESS_GAS + ACCESS_KEY_GAS * <u64>load<u32>(entry, ACCESS_KEY_COUNT);
  }
  intrinsicGas += AUTHORISATION_GAS * <u64>load<u32>(tx, TX_AUTHORISATION_COUNT);
  floorGas = fork >= PRAGUE ? BASE_GAS + 10 * (zeros + 4 * others) : 0;
}

function countZeros(bytes: usize, length: usize): u64 {
  let zeros: u64 = 0;
  let at = bytes;
  const end = bytes + length;
  for (; at + 16 <= end; at += 16) {
    zeros += popcnt<u64>(i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0))));
  }
  for (; at < end; at++) zeros += <u64>(load<u8>(at) == 0);
  return zeros;
}
