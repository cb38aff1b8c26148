/**
 * Multiples of the generator from a table: with windows of w bits an odd scalar is a sum of odd digits below 2^w in
 * absolute value, one a window, and the table has every positive one times 2^(w window) G. One affine addition a
 * window is left, and no doubling. No digit is ever zero.
 *
 * The table takes 2^(w-1) * ceil(256 / w) * 64 bytes.
 */
import { aX, aY, addAll, bX, bY, LANES, laneOf } from './batch-add';
import { fromWords, wordOf } from './bytes';
import { FIELD, normalise } from './field';
import { take } from './memory';
import { addAffine, double, fromAffine, toAffine } from './point';
import { isZeroScalar, negateScalar, SCALAR } from './scalar';

const G = memory.data<u64>([
  0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac,
  0x9c47d08ffb10d4b8, 0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465,
]);
/** An affine point of the table: x and y as 32 bytes each, least significant first, on a cache line. */
const ENTRY: usize = 64;
/** More parts of a sum than this save hardly anything; there are at least twice as many windows. */
const MOST_PARTS: usize = 8;
/** What holds the digits of one scalar: 32 bytes and what a read of 8 may go past them. */
export const DIGITS: usize = 40;

let bits: usize = 0;
let windows: usize = 0;
let table: usize = 0;
/** u32 a lane: where its entry is, and 1 more where the entry's negative is wanted. */
let wanted: usize = 0;

const base = memory.data(3 * 36);
const doubled = memory.data(3 * 36);
const affine = memory.data(2 * 36);
const packed = memory.data(64, 8);

/** Builds the table for windows of `width` bits; false where memory does not suffice. */
export function buildTable(width: usize): bool {
  bits = width;
  windows = (256 + width - 1) / width;
  const half = <usize>1 << (width - 1);
  table = take(windows * half * ENTRY);
  wanted = take(4 * LANES);
  if (table == 0 || wanted == 0) return false;
  fromWords(affine, 4, load<u64>(G), load<u64>(G, 8), load<u64>(G, 16), load<u64>(G, 24));
  fromWords(affine + FIELD, 4, load<u64>(G, 32), load<u64>(G, 40), load<u64>(G, 48), load<u64>(G, 56));
  fromAffine(base, affine);
  for (let window: usize = 0; window < windows; window++) {
    const row = table + window * half * ENTRY;
    toAffine(affine, base);
    pack(row, affine);
    // From the odd multiples below 2^t those below 2^(t+1), by adding 2^t.
    double(doubled, base);
    for (let have: usize = 1; have < half; have *= 2) {
      toAffine(affine, doubled);
      pack(packed, affine);
      shift(row, have);
      double(doubled, doubled);
    }
    for (let bit: usize = 0; bit < width; bit++) double(base, base);
  }
  return true;
}

/** entry[have + i] = entry[i] + packed for i < have. */
function shift(row: usize, have: usize): void {
  for (let start: usize = 0; start < have; start += LANES) {
    const count = min<usize>(LANES, have - start);
    for (let lane: usize = 0; lane < (count + 1 & ~1); lane++) {
      const entry = row + (start + min<usize>(lane, count - 1)) * ENTRY;
      unpack(laneOf(aX, lane), laneOf(aY, lane), 8, packed, false);
      unpack(laneOf(bX, lane), laneOf(bY, lane), 8, entry, false);
    }
    addAll((count + 1) >> 1);
    for (let lane: usize = 0; lane < count; lane++) {
      takeSum(affine, lane);
      pack(row + (have + start + lane) * ENTRY, affine);
    }
  }
}

/** The sum in a lane of B as an affine point in its normal form. */
export function takeSum(r: usize, lane: usize): void {
  const x = laneOf(bX, lane);
  const y = laneOf(bY, lane);
  for (let at: usize = 0; at < 9; at++) {
    store<u32>(r + 4 * at, load<u32>(x + 8 * at));
    store<u32>(r + FIELD + 4 * at, load<u32>(y + 8 * at));
  }
  normalise(r);
  normalise(r + FIELD);
}

/** Puts an affine point into a lane of B. */
export function putSum(a: usize, lane: usize): void {
  for (let at: usize = 0; at < 9; at++) {
    store<u32>(laneOf(bX, lane) + 8 * at, load<u32>(a + 4 * at));
    store<u32>(laneOf(bY, lane) + 8 * at, load<u32>(a + FIELD + 4 * at));
  }
}

/** An affine point in its normal form as an entry. */
export function pack(entry: usize, a: usize): void {
  for (let at: i32 = 0; at < 4; at++) {
    store<u64>(entry + 8 * at, wordOf(a, at));
    store<u64>(entry + 8 * at, wordOf(a + FIELD, at), 32);
  }
}

const P2_0: u32 = 2 * 0x1ffffc2f;
const P2_1: u32 = 2 * 0x1ffffff7;
const P2: u32 = 2 * 0x1fffffff;
const P2_8: u32 = 2 * 0xffffff;

/** An entry, or its negative with y of magnitude 2, into limbs that lie `step` bytes apart. */
// @ts-ignore: decorator
@inline
function unpack(x: usize, y: usize, step: usize, entry: usize, negative: bool): void {
  fromWords(x, step, load<u64>(entry), load<u64>(entry, 8), load<u64>(entry, 16), load<u64>(entry, 24));
  fromWords(y, step, load<u64>(entry, 32), load<u64>(entry, 40), load<u64>(entry, 48), load<u64>(entry, 56));
  // 2p - y = ~y + 2p + 1, limb by limb: signs are random, so that a branch would be guessed wrong half of the time.
  const mask: u32 = 0 - <u32>negative;
  store<u32>(y, (load<u32>(y) ^ mask) + ((P2_0 + 1) & mask));
  store<u32>(y + step, (load<u32>(y + step) ^ mask) + ((P2_1 + 1) & mask));
  store<u32>(y + 2 * step, (load<u32>(y + 2 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 3 * step, (load<u32>(y + 3 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 4 * step, (load<u32>(y + 4 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 5 * step, (load<u32>(y + 5 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 6 * step, (load<u32>(y + 6 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 7 * step, (load<u32>(y + 7 * step) ^ mask) + ((P2 + 1) & mask));
  store<u32>(y + 8 * step, (load<u32>(y + 8 * step) ^ mask) + ((P2_8 + 1) & mask));
}

/** The digits of an odd scalar below 2^256 in limbs: (k - 1) / 2 + 2^(w windows - 1) has all their signs and values. */
export function putDigits(digits: usize, k: usize): void {
  const w0 = wordOf(k, 0), w1 = wordOf(k, 1), w2 = wordOf(k, 2), w3 = wordOf(k, 3);
  store<u64>(digits, (w0 >> 1) | (w1 << 63));
  store<u64>(digits, (w1 >> 1) | (w2 << 63), 8);
  store<u64>(digits, (w2 >> 1) | (w3 << 63), 16);
  store<u64>(digits, w3 >> 1, 24);
  store<u64>(digits, 0, 32);
  const top = digits + ((bits * windows - 1) >> 3);
  store<u8>(top, load<u8>(top) | (<u8>1 << <u8>((bits * windows - 1) & 7)));
}

/** Where the entry of a scalar's digit in this window is, and 1 more where its negative is wanted. */
// @ts-ignore: decorator
@inline
function entryOf(digits: usize, window: usize): usize {
  const bit = bits * window;
  const half = <usize>1 << (bits - 1);
  const value = <usize>(load<u64>(digits + (bit >> 3)) >> (bit & 7)) & (2 * half - 1);
  const negative = value < half;
  const index = select<usize>(half - 1 - value, value - half, negative);
  return table + (window * half + index) * ENTRY + <usize>negative;
}

/**
 * Puts the entries of `count` scalars, the last one once more to fill `width` lanes, into the lanes from `lane` on.
 *
 * All are looked for before any is unpacked: most are in no cache that is near, and so the misses overlap.
 */
function gather(x: usize, y: usize, lane: usize, width: usize, digits: usize, count: usize, window: usize): void {
  let read: u64 = 0;
  for (let i: usize = 0; i < width; i++) {
    const entry = entryOf(digits + DIGITS * min<usize>(i, count - 1), window);
    store<u32>(wanted + 4 * i, <u32>entry);
    read += load<u64>(entry & ~1);
  }
  // Nobody wants the sum, but what nobody keeps might not be read.
  store<u64>(packed, read);
  for (let i: usize = 0; i < width; i++) {
    const entry = <usize>load<u32>(wanted + 4 * i);
    unpack(laneOf(x, lane + i), laneOf(y, lane + i), 8, entry & ~1, (entry & 1) != 0);
  }
}

const oneDigits = memory.data(40);
const odd = memory.data(36);

/** r += k G for one point in Jacobian coordinates and a scalar in limbs. */
export function addGenerator(r: usize, k: usize): void {
  if (isZeroScalar(k)) return;
  const negative = (load<u32>(k) & 1) == 0;
  if (negative) negateScalar(odd, k);
  else memory.copy(odd, k, SCALAR);
  putDigits(oneDigits, odd);
  for (let window: usize = 0; window < windows; window++) {
    const entry = entryOf(oneDigits, window);
    unpack(affine, affine + FIELD, 4, entry & ~1, ((entry & 1) != 0) != negative);
    addAffine(r, r, affine);
  }
  memory.fill(oneDigits, 0, DIGITS);
  memory.fill(odd, 0, SCALAR);
}

/**
 * B becomes the multiples of G by `count` scalars, whose digits lie one after the other.
 *
 * An inversion a window is dear where few share it. So the windows are cut into as many parts of one length as the lanes
 * have room for; all parts are summed side by side, then the upper half is added to the lower. No two sums that meet are
 * opposite: a sum over some of the parts is not zero, and neither is it the order, which is odd, unless it is over all.
 */
export function multiplyGenerator(digits: usize, count: usize): void {
  // The last pair is always whole.
  const width = (count + 1) & ~1;
  const most = min<usize>(MOST_PARTS, LANES / width);
  const length = (windows + most - 1) / most;
  for (let step: usize = 0; step < length; step++) {
    const x = step == 0 ? bX : aX;
    const y = step == 0 ? bY : aY;
    let lane: usize = 0;
    for (let window = step; window < windows; window += length, lane += width) {
      gather(x, y, lane, width, digits, count, window);
    }
    if (step > 0) addAll(lane >> 1);
  }
  let left = (windows + length - 1) / length;
  while (left > 1) {
    const half = left >> 1;
    left -= half;
    const from = laneOf(0, left * width);
    const bytes = laneOf(0, half * width);
    memory.copy(aX, bX + from, bytes);
    memory.copy(aY, bY + from, bytes);
    addAll((half * width) >> 1);
  }
  memory.fill(wanted, 0, 4 * width);
  store<u64>(packed, 0);
}
