/**
 * Verification of many signatures by known keys at once. Every one claims R = (z / s) G + (r / s) Q, with R lifted from
 * r and the recovery id. The claims are summed up with random weights of 128 bits: a false one among them survives
 * with a probability of 2^-128 (Naccache, M'Raihi, Vaudenay, Raphaeli 1994; Bellare, Garay, Rabin 1998). Where the sum
 * is off, halves are tried until the culprits stand alone.
 */
import { addGenerator } from './comb';
import { doubleMultiply } from './double-multiply';
import { split, timesLambda } from './endomorphism';
import { FIELD, isEqual, normalise, subtract } from './field';
import { liftAll } from './lift';
import { BUCKETS, multiMultiply, putTerm, TERM, WORK } from './multi-multiply';
import { AFFINE, isInfinity } from './point';
import { multiply, square } from './product';
import { addScalars, invertScalars, montgomery, SCALAR, scalarFromBytes, toMontgomery } from './scalar';
import { publicKeyPoint } from './signature';
import { SIGNATURE } from './sign';

/** Below this many, one by one is as fast. */
const ALONE: u32 = 8;
/** One claim: R, -R's y, z / s, r / s, and its weight, as limbs. */
const CLAIM: usize = AFFINE + 4 * 36;
const NEGATIVE: usize = AFFINE;
const OF_G: usize = AFFINE + 36;
const OF_Q: usize = AFFINE + 2 * 36;
const WEIGHT: usize = AFFINE + 3 * 36;

let claims: usize = 0;
/** u32 index of each claim's signature, sender of each signature. */
let members: usize = 0;
let senders: usize = 0;
let keys: usize = 0;
let keyCount: usize = 0;
let sums: usize = 0;
let terms: usize = 0;
let work: usize = 0;
let verdicts: usize = 0;

const scaled = memory.data(36);
const weighted = memory.data(36);
const ofG = memory.data(36);
const half1 = memory.data(36);
const half2 = memory.data(36);
const point = memory.data(72);
const result = memory.data(3 * 36);
const zz = memory.data(36);
const nothing = memory.data(36);

/** Bytes in the arena to verify `count` signatures of `keyCount` keys: more than there can be, where there are too many. */
export function batchVerifySize(count: f64, keyCount: f64): f64 {
  const perSignature = CLAIM + 4 + SCALAR + TERM + WORK;
  const perKey = AFFINE + SCALAR + 2 * (TERM + WORK);
  return count * <f64>perSignature + keyCount * <f64>perKey + <f64>(BUCKETS + 256);
}

/**
 * Sets verdict i to 1 where signature i is right for its hash and key with its recovery id and a low s, else to 0.
 * `weights` has 16 random bytes a signature, `publicKeys` 64 bytes a key, all points of the curve, `signers` the u32
 * index of each one's key. Returns the number of signatures that are right.
 */
export function verifyBatch(
  out: usize, hashes: usize, signatures: usize, signers: usize, count: usize, publicKeys: usize, keysHave: usize, weights: usize,
  arena: usize,
): u32 {
  verdicts = out;
  senders = signers;
  keyCount = keysHave;
  claims = (arena + 15) & ~15;
  members = claims + CLAIM * count;
  keys = members + 4 * count;
  sums = keys + AFFINE * keyCount;
  const prefixes = sums + SCALAR * keyCount;
  terms = (prefixes + SCALAR * count + 15) & ~15;
  work = terms + TERM * (count + 2 * keyCount) + 16;
  for (let i: usize = 0; i < keyCount; i++) publicKeyPoint(keys + AFFINE * i, publicKeys + 64 * i);
  memory.fill(verdicts, 0, count);
  const claimed = <u32>liftAll(claims, CLAIM, members, signatures, count, true);
  if (claimed == 0) return 0;
  prepare(hashes, signatures, weights, claimed, prefixes);
  return check(0, claimed, false);
}

/** The scalars of all claims, with one inversion of all s; the weights, and -R, with them. */
function prepare(hashes: usize, signatures: usize, weights: usize, claimed: u32, prefixes: usize): void {
  for (let i: usize = 0; i < claimed; i++) {
    const claim = claims + CLAIM * i;
    const member = <usize>load<u32>(members + 4 * i);
    scalarFromBytes(claim + OF_Q, signatures + SIGNATURE * member + 32);
    setWeight(claim + WEIGHT, weights + 16 * member);
    subtract<u64>(claim + NEGATIVE, nothing, claim + FIELD);
    normalise(claim + NEGATIVE);
  }
  invertScalars(claims + OF_Q, CLAIM, claimed, prefixes);
  for (let i: usize = 0; i < claimed; i++) {
    const claim = claims + CLAIM * i;
    const member = <usize>load<u32>(members + 4 * i);
    scalarFromBytes(claim + OF_G, hashes + 32 * member);
    montgomery(claim + OF_G, claim + OF_G, claim + OF_Q);
    scalarFromBytes(weighted, signatures + SIGNATURE * member);
    montgomery(claim + OF_Q, weighted, claim + OF_Q);
  }
}

/** 16 random bytes as a scalar; zero, which would leave a claim out, is taken as one. */
function setWeight(weight: usize, random: usize): void {
  const low = load<u64>(random), high = load<u64>(random, 8);
  memory.fill(weight, 0, SCALAR);
  store<u32>(weight, <u32>(low & 0x1fffffff) | ((low | high) == 0 ? 1 : 0));
  store<u32>(weight, <u32>((low >> 29) & 0x1fffffff), 4);
  store<u32>(weight, <u32>(((low >> 58) | (high << 6)) & 0x1fffffff), 8);
  store<u32>(weight, <u32>((high >> 23) & 0x1fffffff), 12);
  store<u32>(weight, <u32>(high >> 52), 16);
}

/** Gives the verdicts on claims from `start` to `end`; `fails` says that it is known that one of them is false. */
function check(start: u32, end: u32, fails: bool): u32 {
  const count = end - start;
  if (count < ALONE) {
    let rightOnes: u32 = 0;
    for (let i = start; i < end; i++) if (checkAlone(i)) rightOnes++;
    return rightOnes;
  }
  if (!fails && holds(start, end)) {
    for (let i = start; i < end; i++) store<u8>(verdicts + load<u32>(members + 4 * <usize>i), 1);
    return count;
  }
  const middle = start + count / 2;
  const lower = check(start, middle, false);
  // Where the lower half is right, the upper one is not.
  return lower + check(middle, end, lower == middle - start);
}

function checkAlone(at: u32): bool {
  const claim = claims + CLAIM * <usize>at;
  const member = load<u32>(members + 4 * <usize>at);
  doubleMultiply(result, claim + OF_G, claim + OF_Q, keys + AFFINE * <usize>load<u32>(senders + 4 * <usize>member));
  if (isInfinity(result)) return false;
  square<u64>(zz, result + 2 * FIELD);
  multiply<u64>(scaled, claim, zz);
  if (!isEqual(result, scaled)) return false;
  multiply<u64>(zz, zz, result + 2 * FIELD);
  multiply<u64>(scaled, claim + FIELD, zz);
  if (!isEqual(result + FIELD, scaled)) return false;
  store<u8>(verdicts + member, 1);
  return true;
}

/** Whether the weighted sum of the claims from `start` to `end` is nothing. */
function holds(start: u32, end: u32): bool {
  memory.fill(ofG, 0, SCALAR);
  memory.fill(sums, 0, SCALAR * keyCount);
  let count: usize = 0;
  for (let i = start; i < end; i++) {
    const claim = claims + CLAIM * <usize>i;
    const sum = sums + SCALAR * <usize>load<u32>(senders + 4 * <usize>load<u32>(members + 4 * <usize>i));
    // Montgomery products leave 2^-261 behind, the same in all of the sums: it goes once, below.
    montgomery(weighted, claim + WEIGHT, claim + OF_G);
    addScalars(ofG, ofG, weighted);
    montgomery(weighted, claim + WEIGHT, claim + OF_Q);
    addScalars(sum, sum, weighted);
    putTerm(terms, count++, claim, claim + NEGATIVE, claim + WEIGHT);
  }
  for (let i: usize = 0; i < keyCount; i++) {
    toMontgomery(weighted, sums + SCALAR * i);
    const signs = split(half1, half2, weighted);
    putKey(count++, keys + AFFINE * i, half1, (signs & 1) != 0);
    timesLambda(point, keys + AFFINE * i);
    putKey(count++, point, half2, (signs & 2) != 0);
  }
  multiMultiply(result, terms, count, work);
  toMontgomery(ofG, ofG);
  addGenerator(result, ofG);
  return isInfinity(result);
}

function putKey(at: usize, key: usize, k: usize, negative: bool): void {
  if (!negative) return putTerm(terms, at, key, key + FIELD, k);
  subtract<u64>(scaled, nothing, key + FIELD);
  normalise(scaled);
  putTerm(terms, at, key, scaled, k);
}
