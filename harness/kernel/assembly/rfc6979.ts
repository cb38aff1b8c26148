/** Nonces by RFC 6979 with HMAC-SHA256 for four signatures at a time. */
import { isScalar } from './scalar';
import { BLOCK, compress, DIGEST, setInitial } from './sha256-quad';

const block = memory.data(256, 16);
const inner = memory.data(128, 16);
const outer = memory.data(128, 16);
const innerKeyed = memory.data(128, 16);
const outerKeyed = memory.data(128, 16);
const key = memory.data(128, 16);
const value = memory.data(128, 16);
/** The secret keys, then the message hashes modulo n: int2octets(x) || bits2octets(h1). */
const seed = memory.data(256, 16);
const candidate = memory.data(32, 8);

/** Writes four nonces, 32 bytes each, for four pointers to secrets and to message hashes modulo n, u32 each. */
export function deriveNonces(out: usize, secrets: usize, hashes: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    gather(seed, lane, load<u32>(secrets + 4 * lane));
    gather(seed + DIGEST, lane, load<u32>(hashes + 4 * lane));
  }
  for (let i: usize = 0; i < DIGEST; i += 16) {
    v128.store(key + i, i32x4.splat(0));
    v128.store(value + i, i32x4.splat(0x01010101));
  }
  takeKey();
  for (let round: u32 = 0; round < 2; round++) {
    macSeed(round);
    takeKey();
    mac(value, -1);
  }
  let missing: u32 = 15;
  while (true) {
    mac(value, -1);
    for (let lane: usize = 0; lane < 4; lane++) {
      if ((missing & (1 << <u32>lane)) == 0) continue;
      scatter(candidate, value, lane);
      if (!isScalar(candidate)) continue;
      memory.copy(out + 32 * lane, candidate, 32);
      missing &= ~(1 << <u32>lane);
    }
    if (missing == 0) break;
    // K = HMAC(K, V || 0x00), V = HMAC(K, V): once in 2^128 signatures.
    mac(key, 0);
    takeKey();
    mac(value, -1);
  }
  forget();
}

/** What keys or nonces could be read or found from. */
function forget(): void {
  memory.fill(seed, 0, 2 * DIGEST);
  memory.fill(block, 0, BLOCK);
  memory.fill(candidate, 0, 32);
  memory.fill(key, 0, DIGEST);
  memory.fill(value, 0, DIGEST);
  memory.fill(inner, 0, DIGEST);
  memory.fill(outer, 0, DIGEST);
  memory.fill(innerKeyed, 0, DIGEST);
  memory.fill(outerKeyed, 0, DIGEST);
}

/** Lane `lane` of eight words from 32 bytes, most significant byte first. */
function gather(words: usize, lane: usize, bytes: usize): void {
  for (let i: usize = 0; i < 8; i++) store<u32>(words + 16 * i + 4 * lane, bswap<u32>(load<u32>(bytes + 4 * i)));
}

function scatter(bytes: usize, words: usize, lane: usize): void {
  for (let i: usize = 0; i < 8; i++) store<u32>(bytes + 4 * i, bswap<u32>(load<u32>(words + 16 * i + 4 * lane)));
}

/** The two states of HMAC (RFC 2104) after the key. */
function takeKey(): void {
  pad(innerKeyed, 0x36363636);
  pad(outerKeyed, 0x5c5c5c5c);
}

function pad(state: usize, byte: u32): void {
  for (let i: usize = 0; i < BLOCK; i += 16) v128.store(block + i, i32x4.splat(byte));
  for (let i: usize = 0; i < DIGEST; i += 16) {
    v128.store(block + i, v128.xor(v128.load(block + i), v128.load(key + i)));
  }
  setInitial(state);
  compress(state, block);
}

/** Ends the block of what was hashed so far: `used` words, whose last has its ending bit already. */
function endBlock(used: usize, bytes: u32): void {
  for (let i = used; i < 15; i++) v128.store(block + 16 * i, i32x4.splat(0));
  v128.store(block, i32x4.splat(8 * bytes), 240);
}

/** The outer hash over the inner one, into `out`. */
function finish(out: usize): void {
  memory.copy(block, inner, DIGEST);
  v128.store(block, i32x4.splat(0x80000000), 128);
  endBlock(9, 96);
  memory.copy(outer, outerKeyed, DIGEST);
  compress(outer, block);
  memory.copy(out, outer, DIGEST);
}

/** HMAC(K, V) into `out`, or with a byte after V where one is given. */
function mac(out: usize, byte: i32): void {
  memory.copy(block, value, DIGEST);
  v128.store(block, i32x4.splat(byte < 0 ? 0x80000000 : <u32>byte << 24 | 0x800000), 128);
  endBlock(9, byte < 0 ? 96 : 97);
  memory.copy(inner, innerKeyed, DIGEST);
  compress(inner, block);
  finish(out);
}

/** K = HMAC(K, V || byte || seed). The byte moves all words of the seed by eight bits. */
function macSeed(byte: u32): void {
  memory.copy(block, value, DIGEST);
  let above = i32x4.splat(byte << 24);
  for (let i: usize = 0; i < 8; i++) {
    const word = v128.load(seed + 16 * i);
    v128.store(block + DIGEST + 16 * i, v128.or(above, i32x4.shr_u(word, 8)));
    above = i32x4.shl(word, 24);
  }
  memory.copy(inner, innerKeyed, DIGEST);
  compress(inner, block);
  for (let i: usize = 0; i < 8; i++) {
    const word = v128.load(seed + DIGEST + 16 * i);
    v128.store(block + 16 * i, v128.or(above, i32x4.shr_u(word, 8)));
    above = i32x4.shl(word, 24);
  }
  v128.store(block, v128.or(above, i32x4.splat(0x800000)), 128);
  endBlock(9, 161);
  compress(inner, block);
  finish(key);
}
