/** Public keys from signatures (SEC 1, 4.1.6): Q = (s / r) R - (z / r) G, with inversions of r and of Z shared. */
import { LANES } from './batch-add';
import { toBytes } from './bytes';
import { takeSum } from './comb';
import { doubleMultiply } from './double-multiply';
import { copy, FIELD, normalise } from './field';
import { invert } from './inverse';
import { liftAll } from './lift';
import { take } from './memory';
import { AFFINE, isInfinity, POINT } from './point';
import { multiply, square } from './product';
import { isUnsure, multiplyInStep, STEP, takeStep } from './recover-lanes';
import { invertScalars, montgomery, negateScalar, SCALAR, scalarFromBytes } from './scalar';
import { SIGNATURE } from './sign';

/** With fewer an inversion for every step costs more than it saves. */
const WORTH_STEPPING: usize = 64;

let points: usize = 0;
let members: usize = 0;
/** What G and R are multiplied by. */
let ofG: usize = 0;
let ofR: usize = 0;
/** Keys of those that go alone, how many there are, whose they are. */
let results: usize = 0;
let have: usize = 0;
let owners: usize = 0;
let prefixes: usize = 0;

const s = memory.data(36);
const z = memory.data(36);
const inverse = memory.data(36);
const ofZ = memory.data(36);
const x = memory.data(36);
const y = memory.data(36);
const sum = memory.data(2 * 36);

export function takeRecovery(): bool {
  points = take(AFFINE * LANES);
  members = take(4 * LANES);
  ofG = take(SCALAR * LANES);
  ofR = take(SCALAR * LANES);
  owners = take(4 * LANES);
  results = take(POINT * LANES);
  prefixes = take(SCALAR * LANES);
  return prefixes != 0 && takeStep();
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
    scalarFromBytes(ofR + SCALAR * i, signatures + SIGNATURE * <usize>load<u32>(members + 4 * i));
  }
  invertScalars(ofR, SCALAR, lifted, prefixes);
  for (let i: usize = 0; i < lifted; i++) {
    const member = <usize>load<u32>(members + 4 * i);
    const inverse = ofR + SCALAR * i;
    scalarFromBytes(z, hashes + 32 * member);
    montgomery(z, z, inverse);
    negateScalar(ofG + SCALAR * i, z);
    scalarFromBytes(s, signatures + SIGNATURE * member + 32);
    montgomery(inverse, s, inverse);
  }
  let done: usize = 0;
  have = 0;
  for (; lifted - done >= WORTH_STEPPING; done += min<usize>(STEP, lifted - done)) {
    recoverInStep(out, found, done, min<usize>(STEP, lifted - done));
  }
  for (; done < lifted; done++) recoverAlone(done);
  if (have > 0) putKeys(out, found);
}

/** The keys of `count` lifted points from `start` on; those whose way led through infinity go alone. */
function recoverInStep(out: usize, found: usize, start: usize, count: usize): void {
  const from = SCALAR * start;
  multiplyInStep(ofG + from, ofR + from, SCALAR, points + AFFINE * start, count);
  for (let lane: usize = 0; lane < count; lane++) {
    if (isUnsure(lane)) continue;
    const member = <usize>load<u32>(members + 4 * (start + lane));
    takeSum(sum, lane);
    toBytes(out + 64 * member, sum);
    toBytes(out + 64 * member + 32, sum + FIELD);
    store<u8>(found + member, 1);
  }
  for (let lane: usize = 0; lane < count; lane++) if (isUnsure(lane)) recoverAlone(start + lane);
}

/** Puts one key among the results, unless it is infinity. */
function recoverAlone(i: usize): void {
  const result = results + POINT * have;
  doubleMultiply(result, ofG + SCALAR * i, ofR + SCALAR * i, points + AFFINE * i);
  if (!isInfinity(result)) store<u32>(owners + 4 * have++, load<u32>(members + 4 * i));
}

/** The affine forms of the results, with one inversion of all their Z. */
function putKeys(out: usize, found: usize): void {
  const count = have;
  copy(prefixes, results + 2 * FIELD);
  for (let i: usize = 1; i < count; i++) {
    multiply<u64>(prefixes + FIELD * i, prefixes + FIELD * (i - 1), results + POINT * i + 2 * FIELD);
  }
  invert(inverse, prefixes + FIELD * (count - 1));
  for (let i = count; i-- > 0; ) {
    const result = results + POINT * i;
    const member = <usize>load<u32>(owners + 4 * i);
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
