/** The precompiled contracts, each by the number that is its address, and the forks that brought them. */
export const ECRECOVER: u32 = 1;
export const SHA256: u32 = 2;
export const RIPEMD160: u32 = 3;
export const IDENTITY: u32 = 4;
export const MODEXP: u32 = 5;
export const BN_ADD: u32 = 6;
export const BN_MULTIPLY: u32 = 7;
export const BN_PAIRING: u32 = 8;
export const BLAKE2F: u32 = 9;
export const POINT_EVALUATION: u32 = 10;
export const BLS_G1_ADD: u32 = 11;
export const BLS_G1_MSM: u32 = 12;
export const BLS_G2_ADD: u32 = 13;
export const BLS_G2_MSM: u32 = 14;
export const BLS_PAIRING: u32 = 15;
export const BLS_MAP_FP_TO_G1: u32 = 16;
export const BLS_MAP_FP2_TO_G2: u32 = 17;
export const P256_VERIFY: u32 = 256;

/** Forks by number, as block.ts has them. */
export const BYZANTIUM: u32 = 4;
export const ISTANBUL: u32 = 6;
export const BERLIN: u32 = 7;
export const CANCUN: u32 = 11;
export const PRAGUE: u32 = 12;
export const OSAKA: u32 = 13;

/** Whether there is a precompile of that number in a fork. */
export function isPrecompile(id: u32, fork: u32): bool {
  if (id == 0) return false;
  if (id <= IDENTITY) return true;
  if (id <= BN_PAIRING) return fork >= BYZANTIUM;
  if (id == BLAKE2F) return fork >= ISTANBUL;
  if (id == POINT_EVALUATION) return fork >= CANCUN;
  if (id <= BLS_MAP_FP2_TO_G2) return fork >= PRAGUE;
  return id == P256_VERIFY && fork >= OSAKA;
}

/** The number of the precompile at an address of 20 bytes, 0 where there is none. */
export function precompileAt(address: usize, fork: u32): u32 {
  if ((load<u64>(address) | load<u64>(address, 8)) != 0) return 0;
  const id = bswap<u32>(load<u32>(address, 16));
  return isPrecompile(id, fork) ? id : 0;
}
