/** Public keys from signatures (SEC 1, 4.1.6): Q = (s / r) R - (z / r) G, with inversions of r and of Z shared. */
import { LANES } from './batch-add';
import { toBytes } from './bytes';
import { doubleMultiply } from './double-multiply';
import { copy, FIELD, invert, normalise } from './field';
import { liftAll } from './lift';
import { take } from './memory';
import { AFFINE, isInfinity, POINT } from './point';
import { multiply, square } from './product';
import { invertScalars, montgomery, negateScalar, SCALAR, scalarFromBytes } from './scalar';
import { SIGNATURE } from './sign';

let points: usize = 0;
let members: usize = 0;
let inverses: usize = 0;
let results: usize = 0;
let prefixes: usize = 0;

const s = memory.data(36);
const z = memory.data(36);
const inverse = memory.data(36);
const ofZ = memory.data(36);
const x = memory.data(36);
const y = memory.data(36);

export function takeRecovery(): bool {
  points = take(AFFINE * LANES);
  members = take(4 * LANES);
  inverses = take(SCALAR * LANES);
  results = take(POINT * LANES);
  prefixes = take(SCALAR * LANES);
  return prefixes != 0;
}

/** Writes x and y of 32 bytes each for every signature and sets found to 1, or zeros and 0 where there is no key. */
export function recoverAll(out: usize, found: usize, hashes: usize, signatures: usize, count: usize): void {
  memory.fill(out, 0, 64 * count);
  memory.fill(found, 0, count);
  for (let start: usize = 0; start < count; start += LANES) {
    const some = min<usize>(LANES, count - start);
    recoverLanes(out + 64 * start, found + start, hashes + 32 * start, signatures + SIGNATURE * start, some);
  }
}

function recoverLanes(out: usize, found: usize, hashes: usize, signatures: usize, count: usize): void {
  const lifted = liftAll(points, AFFINE, members, signatures, count, false);
  if (lifted == 0) return;
  for (let i: usize = 0; i < lifted; i++) {
    scalarFromBytes(inverses + SCALAR * i, signatures + SIGNATURE * <usize>load<u32>(members + 4 * i));
  }
  invertScalars(inverses, SCALAR, lifted, prefixes);
  let have: usize = 0;
  for (let i: usize = 0; i < lifted; i++) {
    const member = <usize>load<u32>(members + 4 * i);
    scalarFromBytes(s, signatures + SIGNATURE * member + 32);
    scalarFromBytes(z, hashes + 32 * member);
    montgomery(s, s, inverses + SCALAR * i);
    montgomery(z, z, inverses + SCALAR * i);
    negateScalar(z, z);
    doubleMultiply(results + POINT * have, z, s, points + AFFINE * i);
    if (isInfinity(results + POINT * have)) continue;
    store<u32>(members + 4 * have, <u32>member);
    have++;
  }
  if (have > 0) putKeys(out, found, have);
}

/** The affine forms of the first `count` results, with one inversion of all their Z. */
function putKeys(out: usize, found: usize, count: usize): void {
  copy(prefixes, results + 2 * FIELD);
  for (let i: usize = 1; i < count; i++) {
    multiply<u64>(prefixes + FIELD * i, prefixes + FIELD * (i - 1), results + POINT * i + 2 * FIELD);
  }
  invert(inverse, prefixes + FIELD * (count - 1));
  for (let i = count; i-- > 0; ) {
    const result = results + POINT * i;
    const member = <usize>load<u32>(members + 4 * i);
    if (i > 0) multiply<u64>(ofZ, inverse, prefixes + FIELD * (i - 1));
    else copy(ofZ, inverse);
    multiply<u64>(inverse, inverse, result + 2 * FIELD);
    square<u64>(y, ofZ);
    multiply<u64>(x, result, y);
    multiply<u64>(y, y, ofZ);
    multiply<u64>(y, y, result + FIELD);
    normalise(x);
    normalise(y);
    toBytes(out + 64 * member, x);
    toBytes(out + 64 * member + 32, y);
    store<u8>(found + member, 1);
  }
}
