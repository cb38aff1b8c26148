/** R of signatures: x from r and the recovery id, y from the equation of the curve, two square roots side by side. */
import { fromBytes, isBelow } from './bytes';
import { copy, FIELD, isEqual, isOdd, normalise, putLane, setSmall, squareRoot, subtract, takeLane } from './field';
import { AFFINE } from './point';
import { multiply, square } from './product';
import { isHigh, isScalar } from './scalar';
import { SIGNATURE } from './sign';

/** p - n: only an r below it can stand for an x of n or above. */
const P_MINUS_N = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
  0x45, 0x51, 0x23, 0x19, 0x50, 0xb7, 0x5f, 0xc4, 0x40, 0x2d, 0xa1, 0x72, 0x2f, 0xc9, 0xba, 0xee,
]);
const N_FIELD = memory.data<u32>([
  0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff,
]);

const right = memory.data(36);
const root = memory.data(36);
const squared = memory.data(36);
const pairRight = memory.data(72);
const pairRoot = memory.data(72);

/** Whether r and s are scalars, s at most n / 2 where that is asked for (EIP-2). */
export function isWellFormed(signature: usize, low: bool): bool {
  return isScalar(signature) && isScalar(signature + 32) && !(low && isHigh(signature + 32));
}

/** x becomes x + n where r is so small that this is below p; false where it is not. */
export function addOrder(x: usize, r: usize): bool {
  if (!isBelow(r, P_MINUS_N)) return false;
  for (let at: usize = 0; at < FIELD; at += 4) store<u32>(x + at, load<u32>(x + at) + load<u32>(N_FIELD + at));
  normalise(x);
  return true;
}

/** x of R from r and the recovery id; false where there is none below p. */
function liftX(x: usize, signature: usize): bool {
  const id = load<u8>(signature + 64);
  if (id > 3) return false;
  fromBytes(x, signature);
  return id < 2 || addOrder(x, signature);
}

/** x^3 + 7, magnitude 1 but for the 7. */
export function rightSide(out: usize, x: usize): void {
  square<u64>(out, x);
  multiply<u64>(out, out, x);
  store<u32>(out, load<u32>(out) + 7);
}

/** y from the root of the right side, with the parity of the recovery id; false where the root is none. */
function chooseY(y: usize, id: u8): bool {
  square<u64>(squared, root);
  if (!isEqual(right, squared)) return false;
  copy(y, root);
  normalise(y);
  if (isOdd(y) != ((id & 1) != 0)) {
    setSmall(squared, 0);
    subtract<u64>(y, squared, y);
    normalise(y);
  }
  return true;
}

/**
 * Lifts R of every signature that is one in form: affine points `step` bytes apart, and the u32 index of each one's
 * signature in `members`. Returns how many there are. Where `low` is asked for, s above n / 2 is refused.
 */
export function liftAll(points: usize, step: usize, members: usize, signatures: usize, count: usize, low: bool): usize {
  let lifted: usize = 0;
  let waiting: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const signature = signatures + SIGNATURE * i;
    const point = points + step * (lifted + waiting);
    if (!isWellFormed(signature, low) || !liftX(point, signature)) continue;
    rightSide(right, point);
    putLane(pairRight, waiting, right);
    store<u32>(members + 4 * (lifted + waiting), <u32>i);
    if (++waiting < 2) continue;
    lifted = liftPair(points, step, members, signatures, lifted, waiting);
    waiting = 0;
  }
  return waiting == 0 ? lifted : liftPair(points, step, members, signatures, lifted, waiting);
}

/** Gives y to the last `waiting` points behind those that stay; ones without y go. Returns how many stay in all. */
function liftPair(points: usize, step: usize, members: usize, signatures: usize, stay: usize, waiting: usize): usize {
  const first = stay;
  squareRoot<v128>(pairRoot, pairRight);
  for (let lane: usize = 0; lane < waiting; lane++) {
    const point = points + step * (first + lane);
    const member = load<u32>(members + 4 * (first + lane));
    takeLane(right, pairRight, lane);
    takeLane(root, pairRoot, lane);
    if (!chooseY(point + FIELD, load<u8>(signatures + SIGNATURE * member + 64))) continue;
    if (stay < first + lane) memory.copy(points + step * stay, point, AFFINE);
    store<u32>(members + 4 * stay, member);
    stay++;
  }
  return stay;
}
