/**
 * Sums of many multiples by scalars of 128 bits: Pippenger's buckets. In every window the points are sorted by their
 * digit, and each bucket is summed up as a tree, so that many affine additions share an inversion.
 */
import { aX, aY, addAll, bX, bY, infinite, LANES, laneOf } from './batch-add';
import { wordOf } from './bytes';
import { FIELD, takeLane } from './field';
import { addAffine, addPoints, AFFINE, double, setInfinity } from './point';

const NOWHERE: u32 = 0xffffffff;
/** Bits of a scalar and of the carry of its signed digits. */
const SPAN_BITS: u32 = 130;

/** What the sum of n points needs in the arena: points, scalars, then the room to work in. */
export const TERM: usize = AFFINE + 24;
/** Bytes to work in a point, and besides: an affine point and a place; the buckets. */
export const WORK: usize = AFFINE + 4;
export const BUCKETS: usize = 4 * (2 * 1024 + 2);

const running = memory.data(3 * 36);
const windowSum = memory.data(3 * 36);
let jobs: usize = 0;
const places = memory.data(4 * 1024);

/** Puts a point and its scalar of at most 128 bits, given in limbs, at the end of `terms`. */
export function putTerm(terms: usize, at: usize, x: usize, y: usize, k: usize): void {
  const term = terms + TERM * at;
  memory.copy(term, x, FIELD);
  memory.copy(term + FIELD, y, FIELD);
  store<u64>(term + AFFINE, wordOf(k, 0));
  store<u64>(term + AFFINE, wordOf(k, 1), 8);
  store<u64>(term + AFFINE, wordOf(k, 2), 16);
}

/** Bits of a window for that many terms: where summing the buckets up weighs about as much as a bit more. */
function widthFor(count: usize): u32 {
  const log = 31 - clz<u32>(<u32>count | 1);
  return min<u32>(max<u32>(log, 5) - 3, 10);
}

/** r = the sum of scalar times point over `count` terms. `work` has BUCKETS + WORK * count bytes. */
export function multiMultiply(r: usize, terms: usize, count: usize, work: usize): void {
  const width = widthFor(count);
  const windows = (SPAN_BITS + width - 1) / width;
  addHalves(terms, count, width, windows);
  setInfinity(r);
  for (let window = windows; window-- > 0; ) {
    for (let bit: u32 = 0; bit < width; bit++) double(r, r);
    sumWindow(terms, count, width, window * width, work);
    addPoints(r, r, windowSum);
  }
  // The scalars are as they were.
  addHalves(terms, count, width, windows, true);
}

/**
 * Adds half of every window's size to the scalar, or takes it off again: the digit less that half is then signed and
 * needs no carry.
 */
function addHalves(terms: usize, count: usize, width: u32, windows: u32, takeOff: bool = false): void {
  let low: u64 = 0, high: u64 = 0, top: u64 = 0;
  for (let window: u32 = 0; window < windows; window++) {
    const bit = window * width + width - 1;
    if (bit < 64) low |= <u64>1 << bit;
    else if (bit < 128) high |= <u64>1 << (bit - 64);
    else top |= <u64>1 << (bit - 128);
  }
  if (takeOff) {
    // Two's complement.
    low = ~low + 1;
    high = ~high + (low == 0 ? 1 : 0);
    top = ~top + (low == 0 && high == 0 ? 1 : 0);
  }
  for (let at = terms + AFFINE; count-- > 0; at += TERM) {
    const sum0 = load<u64>(at) + low;
    const carry0: u64 = sum0 < low ? 1 : 0;
    const partial = load<u64>(at, 8) + high;
    const sum1 = partial + carry0;
    const carry1: u64 = partial < high || sum1 < carry0 ? 1 : 0;
    store<u64>(at, sum0);
    store<u64>(at, sum1, 8);
    store<u64>(at, load<u64>(at, 16) + top + carry1, 16);
  }
}

/** The signed digit of a scalar in the window that begins at `bit`. */
// @ts-ignore: decorator
@inline
function digitAt(term: usize, bit: u32, width: u32): i32 {
  // 24 bytes of scalar, and a read of 4 may go past them into the next term or the room to work in.
  const word = load<u32>(term + AFFINE + (bit >> 3)) >> (bit & 7);
  return <i32>(word & ((1 << width) - 1)) - <i32>(1 << (width - 1));
}

/** windowSum = the sum over all terms of digit times point. */
function sumWindow(terms: usize, count: usize, width: u32, bit: u32, work: usize): void {
  const buckets: u32 = 1 << (width - 1);
  const starts = work;
  const points = work + BUCKETS;
  sortTerms(terms, count, width, bit, starts, points);
  while (halve(starts, buckets, points)) {}
  sumBuckets(starts, buckets, points);
}

/**
 * Copies the points, negated where their digit is negative, in the order of the size of their digits. starts[d] and
 * starts[d] + ends[d] in the upper half tell where those of digit d + 1 lie and how many they are.
 */
function sortTerms(terms: usize, count: usize, width: u32, bit: u32, starts: usize, points: usize): void {
  const buckets: u32 = 1 << (width - 1);
  const counts = starts + 4 * (buckets + 1);
  memory.fill(counts, 0, 4 * (buckets + 1));
  for (let i: usize = 0; i < count; i++) {
    const at = counts + 4 * abs<i32>(digitAt(terms + TERM * i, bit, width));
    store<u32>(at, load<u32>(at) + 1);
  }
  let start: u32 = 0;
  for (let bucket: u32 = 1; bucket <= buckets; bucket++) {
    store<u32>(starts + 4 * bucket, start);
    start += load<u32>(counts + 4 * bucket);
    store<u32>(counts + 4 * bucket, 0);
  }
  for (let i: usize = 0; i < count; i++) {
    const term = terms + TERM * i;
    const digit = digitAt(term, bit, width);
    if (digit == 0) continue;
    const bucket: usize = abs<i32>(digit);
    const filled = load<u32>(counts + 4 * bucket);
    store<u32>(counts + 4 * bucket, filled + 1);
    const point = points + AFFINE * <usize>(load<u32>(starts + 4 * bucket) + filled);
    copyPoint(point, term);
    if (digit < 0) negateY(point + FIELD);
  }
}

/** y = -y, magnitude 2. */
function negateY(y: usize): void {
  store<u32>(y, 2 * 0x1ffffc2f - load<u32>(y));
  store<u32>(y, 2 * 0x1ffffff7 - load<u32>(y, 4), 4);
  for (let at: usize = 8; at < 32; at += 4) store<u32>(y + at, 2 * 0x1fffffff - load<u32>(y + at));
  store<u32>(y, 2 * 0xffffff - load<u32>(y, 32), 32);
}

// @ts-ignore: decorator
@inline
function copyPoint(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
  store<u64>(to, load<u64>(from, 64), 64);
}

/** Replaces the points of every bucket by the sums of neighbours; false where no bucket has two points any more. */
function halve(starts: usize, buckets: u32, points: usize): bool {
  const counts = starts + 4 * (buckets + 1);
  let any = false;
  for (let bucket: u32 = 1; bucket <= buckets; bucket++) {
    const have = load<u32>(counts + 4 * bucket);
    if (have < 2) continue;
    any = true;
    const from = points + AFFINE * <usize>load<u32>(starts + 4 * bucket);
    // Whatever is read here was read before anything pending is written below it.
    for (let i: u32 = 0; i + 1 < have; i += 2) {
      addTo(from + AFFINE * <usize>(i >> 1), from + AFFINE * <usize>i, from + AFFINE * <usize>(i + 1));
    }
    if ((have & 1) != 0) copyPoint(from + AFFINE * <usize>(have >> 1), from + AFFINE * <usize>(have - 1));
    store<u32>(counts + 4 * bucket, (have + 1) >> 1);
  }
  finishJobs();
  return any;
}

/** Puts a + b on the list of sums to be made, or makes it at once where one of them is infinity. */
function addTo(to: usize, a: usize, b: usize): void {
  if (load<u32>(a) == NOWHERE) return copyPoint(to, b);
  if (load<u32>(b) == NOWHERE) return copyPoint(to, a);
  spread(laneOf(aX, jobs), a);
  spread(laneOf(aY, jobs), a + FIELD);
  spread(laneOf(bX, jobs), b);
  spread(laneOf(bY, jobs), b + FIELD);
  store<u32>(places + 4 * jobs, <u32>to);
  if (++jobs == LANES) finishJobs();
}

// @ts-ignore: decorator
@inline
function spread(lane: usize, a: usize): void {
  store<u32>(lane, load<u32>(a));
  store<u32>(lane, load<u32>(a, 4), 8);
  store<u32>(lane, load<u32>(a, 8), 16);
  store<u32>(lane, load<u32>(a, 12), 24);
  store<u32>(lane, load<u32>(a, 16), 32);
  store<u32>(lane, load<u32>(a, 20), 40);
  store<u32>(lane, load<u32>(a, 24), 48);
  store<u32>(lane, load<u32>(a, 28), 56);
  store<u32>(lane, load<u32>(a, 32), 64);
}

function finishJobs(): void {
  if (jobs == 0) return;
  if ((jobs & 1) != 0) {
    // The last pair is always whole.
    for (let at: usize = 0; at < 72; at += 8) {
      store<u32>(laneOf(aX, jobs) + at, load<u32>(laneOf(aX, jobs - 1) + at));
      store<u32>(laneOf(aY, jobs) + at, load<u32>(laneOf(aY, jobs - 1) + at));
      store<u32>(laneOf(bX, jobs) + at, load<u32>(laneOf(bX, jobs - 1) + at));
      store<u32>(laneOf(bY, jobs) + at, load<u32>(laneOf(bY, jobs - 1) + at));
    }
  }
  memory.fill(infinite, 0, LANES);
  addAll((jobs + 1) >> 1);
  for (let i: usize = 0; i < jobs; i++) {
    const to = <usize>load<u32>(places + 4 * i);
    takeLane(to, bX + (i >> 1) * 72, i & 1);
    takeLane(to + FIELD, bY + (i >> 1) * 72, i & 1);
    if (load<u8>(infinite + i)) store<u32>(to, NOWHERE);
  }
  jobs = 0;
}

/** windowSum = the sum of d times bucket d: the sums from the top bucket down to each, summed up. */
function sumBuckets(starts: usize, buckets: u32, points: usize): void {
  const counts = starts + 4 * (buckets + 1);
  setInfinity(running);
  setInfinity(windowSum);
  for (let bucket = buckets; bucket > 0; bucket--) {
    const point = points + AFFINE * <usize>load<u32>(starts + 4 * bucket);
    if (load<u32>(counts + 4 * bucket) != 0 && load<u32>(point) != NOWHERE) addAffine(running, running, point);
    addPoints(windowSum, windowSum, running);
  }
}
