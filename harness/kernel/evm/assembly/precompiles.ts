/**
 * The precompiled contracts: their gas and what they give. Hashing by SHA-256, BLAKE2b's compression and copying are
 * done here, everything else by the host (harness/kernel/evm/precompiles.ts).
 */
import { takeShared } from './arena';
import { blake2f, lastOf } from './blake2f';
import { MODEXP_AREA, modulusLength, useModexpArea } from './modexp-gas';
import { precompileCost } from './precompile-gas';
import { BLAKE2F, IDENTITY, MODEXP, SHA256 } from './precompile-ids';
import { SHA256_AREA, sha256, useSha256Area } from './sha256';

/** Writes at most `room` bytes to `out`; returns how many, or -1 where the input is refused. */
// @ts-ignore: decorator
@external("host", "precompile")
declare function hostPrecompile(id: u32, input: usize, length: usize, out: usize, room: usize): i32;

/** Of this thread's last call: the gas it used, all there was where it failed; what it gave, until the next call. */
export let precompileGas: u64 = 0;
export let precompileOut: usize = 0;
export let precompileOutLength: usize = 0;

/** Room for what a precompile gives: 256 bytes suffice for all whose output has a fixed length. */
const LEAST_ROOM: usize = 4096;
const MOST_ROOM: u64 = 1 << 28;
let room: usize = 0;

export const PRECOMPILE_AREA: usize = SHA256_AREA + MODEXP_AREA;

export function usePrecompileArea(area: usize): void {
  useSha256Area(area);
  useModexpArea(area + SHA256_AREA);
}

/**
 * Runs the precompile of that number, which has to be there in that fork (isPrecompile). Returns whether it succeeded;
 * where it did not, all gas is gone and there is no output.
 */
export function runPrecompile(id: u32, fork: u32, input: usize, length: usize, gas: u64): bool {
  precompileOutLength = 0;
  precompileGas = gas;
  const cost = precompileCost(id, fork, input, length);
  if (cost > gas || cost == u64.MAX_VALUE) return false;
  const given = id == IDENTITY ? copied(input, length) : computed(id, input, length);
  if (given < 0) return false;
  precompileGas = cost;
  precompileOutLength = <usize>given;
  return true;
}

function copied(input: usize, length: usize): i32 {
  if (!makeRoom(length)) return -1;
  memory.copy(precompileOut, input, length);
  return <i32>length;
}

/** Returns the length of the output, or -1. */
function computed(id: u32, input: usize, length: usize): i32 {
  const size = id == MODEXP ? modulusLength(input, length) : 0;
  if (id == MODEXP && size == 0) return 0;
  if (!makeRoom(size)) return -1;
  if (id == SHA256) {
    sha256(precompileOut, input, length);
    return 32;
  }
  if (id == BLAKE2F) {
    // The length was looked at with the gas.
    if (lastOf(input) > 1) return -1;
    blake2f(precompileOut, input);
    return 64;
  }
  return hostPrecompile(id, input, length, precompileOut, room);
}

/** Room for that many bytes of output; what is outgrown is not given back, and each is twice the last at least. */
function makeRoom(bytes: u64): bool {
  if (bytes > MOST_ROOM) return false;
  if (<usize>bytes <= room && room != 0) return true;
  room = max<usize>(LEAST_ROOM, max<usize>(2 * room, <usize>bytes));
  precompileOut = takeShared(room);
  return true;
}
