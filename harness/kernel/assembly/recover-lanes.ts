/**
 * a G + b P for many points P in step, every one in a lane of its own: all of them double and add at once, in affine
 * coordinates with one inversion for all. The scalar b goes by its two halves under the endomorphism, in windows of four
 * bits with odd digits, so that no lane ever stands idle: 128 doublings and 66 additions, and one a window of G.
 */
import { addAll, aX, aY, bX, bY, doubleAll, infinite, LANES, laneOf } from './batch-add';
import { wordOf } from './bytes';
import { DIGITS, multiplyGenerator, putDigits, putSum } from './comb';
import { splitOdd, timesBeta } from './endomorphism';
import { PAIR } from './field';
import { take } from './memory';
import { AFFINE } from './point';
import { isZeroScalar, negateScalar, SCALAR } from './scalar';

/** Lanes in step: tables for more would not fit into a core's second cache. */
export const STEP: usize = 512;
const ROW: usize = (STEP / 2) * PAIR;
/** Odd multiples, P to 15 P: a row of x, of y, and of beta x, which is x of lambda times the multiple. */
const MULTIPLES: usize = 8;
const MULTIPLE: usize = 3 * ROW;
/** Windows of four bits of a half, which is below 2^129. */
const WINDOWS: usize = 33;
/** Bytes of the digits of a half. */
const HALF: usize = 24;

let table: usize = 0;
let generatorX: usize = 0;
let generatorY: usize = 0;
let digits: usize = 0;
/** Digits of both halves of each lane, and bits: 1, 2 the halves are negative, 4 the part of G is. */
let halves: usize = 0;
let signs: usize = 0;

const k1 = memory.data(36);
const k2 = memory.data(36);
const odd = memory.data(36);

export function takeStep(): bool {
  table = take(MULTIPLES * MULTIPLE);
  generatorX = take(ROW);
  generatorY = take(ROW);
  digits = take(DIGITS * STEP);
  halves = take(2 * HALF * STEP);
  signs = take(STEP);
  return signs != 0;
}

/**
 * `count` sums of at most STEP: scalars `step` bytes apart from `ofG` and `ofP`, points one after the other. Afterwards
 * takeSum gives each sum; isUnsure says of which lanes it does not, since one of its steps met infinity.
 */
export function multiplyInStep(ofG: usize, ofP: usize, step: usize, points: usize, count: usize): void {
  memory.fill(infinite, 0, LANES);
  for (let lane: usize = 0; lane < count; lane++) putScalars(lane, ofG + step * lane, ofP + step * lane);
  multiplyGenerator(digits, count);
  const pairs = (count + 1) >> 1;
  memory.copy(generatorX, bX, PAIR * pairs);
  memory.copy(generatorY, bY, PAIR * pairs);
  for (let lane: usize = 0; lane < count; lane++) putSum(points + AFFINE * lane, lane);
  // The last pair is always whole.
  if ((count & 1) != 0) putSum(points + AFFINE * (count - 1), count);
  tabulate(pairs);
  gatherAll(bX, bY, WINDOWS - 1, 0, count);
  gatherAll(aX, aY, WINDOWS - 1, 1, count);
  addAll(pairs);
  for (let window = WINDOWS - 1; window-- > 0; ) {
    for (let bit = 0; bit < 4; bit++) doubleAll(pairs);
    gatherAll(aX, aY, window, 0, count);
    addAll(pairs);
    gatherAll(aX, aY, window, 1, count);
    addAll(pairs);
  }
  addGeneratorParts(count);
  addAll(pairs);
}

// @ts-ignore: decorator
@inline
export function isUnsure(lane: usize): bool {
  return load<u8>(infinite + lane) != 0;
}

function putScalars(lane: usize, ofG: usize, ofP: usize): void {
  let bits = splitOdd(k1, k2, ofP);
  putHalf(halves + 2 * HALF * lane, k1);
  putHalf(halves + 2 * HALF * lane + HALF, k2);
  // Nothing of G cannot be told by odd digits.
  if (isZeroScalar(ofG)) store<u8>(infinite + lane, 1);
  if ((load<u32>(ofG) & 1) == 0) {
    negateScalar(odd, ofG);
    bits |= 4;
  } else memory.copy(odd, ofG, SCALAR);
  putDigits(digits + DIGITS * lane, odd);
  store<u8>(signs + lane, <u8>bits);
}

/** (k - 1) / 2 + 2^131 of an odd k below 2^129: four bits of it are a digit and its sign. */
function putHalf(out: usize, k: usize): void {
  const low = wordOf(k, 0), high = wordOf(k, 1), top = wordOf(k, 2);
  store<u64>(out, (low >> 1) | (high << 63));
  store<u64>(out, (high >> 1) | (top << 63), 8);
  store<u64>(out, (top >> 1) | 8, 16);
}

/** From P in every lane of B. */
function tabulate(pairs: usize): void {
  const bytes = PAIR * pairs;
  keepMultiple(0, bytes);
  doubleAll(pairs);
  memory.copy(aX, bX, bytes);
  memory.copy(aY, bY, bytes);
  memory.copy(bX, table, bytes);
  memory.copy(bY, table + ROW, bytes);
  for (let i: usize = 1; i < MULTIPLES; i++) {
    addAll(pairs);
    keepMultiple(i, bytes);
  }
}

function keepMultiple(i: usize, bytes: usize): void {
  const x = table + MULTIPLE * i;
  memory.copy(x, bX, bytes);
  memory.copy(x + ROW, bY, bytes);
  for (let at: usize = 0; at < bytes; at += PAIR) timesBeta<v128>(x + 2 * ROW + at, x + at);
}

/** The multiple of every lane's digit in this window of one of its halves, into a row of x and one of y. */
function gatherAll(x: usize, y: usize, window: usize, half: usize, count: usize): void {
  const own = HALF * half + (window >> 1);
  const shift = <u32>(window & 1) * 4;
  for (let lane: usize = 0; lane < count; lane++) {
    const value = (<u32>load<u8>(halves + 2 * HALF * lane + own) >> shift) & 15;
    const negative = value < 8;
    const index = select<u32>(7 - value, value - 8, negative);
    const flip = ((<u32>load<u8>(signs + lane) >> <u32>half) & 1) != 0;
    const from = laneOf(table + MULTIPLE * <usize>index, lane);
    copyLane(laneOf(x, lane), from + (half == 0 ? 0 : 2 * ROW));
    copySigned(laneOf(y, lane), from + ROW, negative != flip);
  }
  if ((count & 1) == 0) return;
  copyLane(laneOf(x, count), laneOf(x, count - 1));
  copyLane(laneOf(y, count), laneOf(y, count - 1));
}

/** Into A: what multiplyGenerator made. */
function addGeneratorParts(count: usize): void {
  for (let lane: usize = 0; lane < count; lane++) {
    copyLane(laneOf(aX, lane), laneOf(generatorX, lane));
    copySigned(laneOf(aY, lane), laneOf(generatorY, lane), (load<u8>(signs + lane) & 4) != 0);
  }
  if ((count & 1) == 0) return;
  copyLane(laneOf(aX, count), laneOf(aX, count - 1));
  copyLane(laneOf(aY, count), laneOf(aY, count - 1));
}

// @ts-ignore: decorator
@inline
function copyLane(to: usize, from: usize): void {
  for (let at: usize = 0; at < PAIR; at += 8) store<u32>(to + at, load<u32>(from + at));
}

const P2_0: u32 = 2 * 0x1ffffc2f;
const P2_1: u32 = 2 * 0x1ffffff7;
const P2: u32 = 2 * 0x1fffffff;
const P2_8: u32 = 2 * 0xffffff;

/** y or 2p - y = ~y + 2p + 1, limb by limb: signs are random, so that a branch would be guessed wrong half of the time. */
// @ts-ignore: decorator
@inline
function copySigned(to: usize, from: usize, negative: bool): void {
  const mask: u32 = 0 - <u32>negative;
  store<u32>(to, (load<u32>(from) ^ mask) + ((P2_0 + 1) & mask));
  store<u32>(to, (load<u32>(from, 8) ^ mask) + ((P2_1 + 1) & mask), 8);
  for (let at: usize = 16; at < 64; at += 8) {
    store<u32>(to + at, (load<u32>(from + at) ^ mask) + ((P2 + 1) & mask));
  }
  store<u32>(to, (load<u32>(from, 64) ^ mask) + ((P2_8 + 1) & mask), 64);
}
