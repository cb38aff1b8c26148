/**
 * Many affine additions B += A with one inversion: lambda = (Ay - By) / (Ax - Bx), and all the divisors are inverted
 * together by Montgomery's trick, two additions side by side in SIMD lanes. An addition costs five products and a
 * square that way, and its share of an inversion.
 */
import { isZero, isZeroProduct, PAIR, putLane, scale, setSmall, subtract, takeLane } from './field';
import { invert } from './inverse';
import { take } from './memory';
import { multiply, multiplySubtract, square, squareSubtract } from './product';

/** Additions in one batch at most. */
export const LANES: usize = 1024;
const ROW: usize = (LANES / 2) * PAIR;

/** The points A and B as rows of pairs of coordinates; B takes the sums. */
export let aX: usize = 0;
export let aY: usize = 0;
export let bX: usize = 0;
export let bY: usize = 0;
let divisors: usize = 0;
let slopes: usize = 0;
let prefixes: usize = 0;
/** A byte a lane: 1 where A was -B, so that the sum is the point at infinity. */
export let infinite: usize = 0;

export function takeRows(): bool {
  aX = take(ROW);
  aY = take(ROW);
  bX = take(ROW);
  bY = take(ROW);
  divisors = take(ROW);
  slopes = take(ROW);
  prefixes = take(ROW);
  infinite = take(LANES);
  return infinite != 0;
}

/** Where lane `at` begins in a row; its limbs lie 8 bytes apart. */
// @ts-ignore: decorator
@inline
export function laneOf(row: usize, at: usize): usize {
  return row + (at >> 1) * PAIR + 4 * (at & 1);
}

const first = memory.data(36);
const second = memory.data(36);
const inverse = memory.data(36);
const running = memory.data(72);
const lambda = memory.data(72);
const step = memory.data(72);

/** B += A in the first `pairs` pairs of lanes. */
export function addAll(pairs: usize): void {
  const last = (pairs - 1) * PAIR;
  for (let at: usize = 0; at <= last; at += PAIR) {
    subtract<v128>(divisors + at, aX + at, bX + at);
    subtract<v128>(slopes + at, aY + at, bY + at);
  }
  divideAndFinish(pairs, last);
}

/** B = 2B in the first `pairs` pairs of lanes; A becomes what B was. The slopes are those of the tangents, 3x^2 / 2y. */
export function doubleAll(pairs: usize): void {
  const last = (pairs - 1) * PAIR;
  memory.copy(aX, bX, pairs * PAIR);
  memory.copy(aY, bY, pairs * PAIR);
  for (let at: usize = 0; at <= last; at += PAIR) {
    square<v128>(slopes + at, bX + at);
    scalePair(slopes + at, slopes + at, 3);
    scalePair(divisors + at, bY + at, 2);
  }
  divideAndFinish(pairs, last);
}

// @ts-ignore: decorator
@inline
function scalePair(r: usize, a: usize, factor: u32): void {
  for (let at: usize = 0; at < PAIR; at += 8) {
    store<u32>(r + at, load<u32>(a + at) * factor);
    store<u32>(r + at, load<u32>(a + at, 4) * factor, 4);
  }
}

/** With divisors and slopes there: the sums. */
function divideAndFinish(pairs: usize, last: usize): void {
  multiplyUp(last);
  if (!invertLast(last)) {
    separate(2 * pairs);
    multiplyUp(last);
    invertLast(last);
  }
  for (let at = last; at > 0; at -= PAIR) {
    multiply<v128>(lambda, running, prefixes + at - PAIR);
    multiply<v128>(running, running, divisors + at);
    finish(at);
  }
  memory.copy(lambda, running, PAIR);
  finish(0);
}

/** Products of all divisors up to each. */
function multiplyUp(last: usize): void {
  memory.copy(prefixes, divisors, PAIR);
  for (let at = PAIR; at <= last; at += PAIR) {
    multiply<v128>(prefixes + at, prefixes + at - PAIR, divisors + at);
  }
}

/** Inverts the product of all divisors of either lane; false where one of them is zero. */
function invertLast(last: usize): bool {
  takeLane(first, prefixes + last, 0);
  takeLane(second, prefixes + last, 1);
  multiply<u64>(inverse, first, second);
  if (isZeroProduct(inverse)) return false;
  invert(inverse, inverse);
  multiply<u64>(second, second, inverse);
  multiply<u64>(first, first, inverse);
  putLane(running, 0, second);
  putLane(running, 1, first);
  return true;
}

/** With 1 / (Ax - Bx) in lambda: the sum. */
// @ts-ignore: decorator
@inline
function finish(at: usize): void {
  multiply<v128>(lambda, lambda, slopes + at);
  squareSubtract<v128>(bX + at, lambda, aX + at, bX + at);
  subtract<v128>(step, aX + at, bX + at);
  multiplySubtract<v128>(bY + at, lambda, step, aY + at);
}

/** Where A = B the slope becomes that of the tangent, 3x^2 / 2y; where A = -B there is no sum, and it says so. */
function separate(lanes: usize): void {
  for (let at: usize = 0; at < lanes; at++) {
    takeLane(first, divisors + (at >> 1) * PAIR, at & 1);
    if (!isZero(first)) continue;
    takeLane(second, slopes + (at >> 1) * PAIR, at & 1);
    if (isZero(second)) {
      takeLane(first, bX + (at >> 1) * PAIR, at & 1);
      square<u64>(second, first);
      scale(second, second, 3);
      putLane(slopes + (at >> 1) * PAIR, at & 1, second);
      takeLane(first, bY + (at >> 1) * PAIR, at & 1);
      scale(first, first, 2);
    }
    // Not so after a tangent, but for what was never a point: no lane may spoil the others.
    if (isZero(first)) {
      setSmall(first, 1);
      store<u8>(infinite + at, 1);
    }
    putLane(divisors + (at >> 1) * PAIR, at & 1, first);
  }
}
