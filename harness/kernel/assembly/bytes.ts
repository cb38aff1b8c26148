/** 256-bit numbers between bytes, 64-bit words and limbs of 29 bits, each limb in 32 bits of memory. */
const LIMB: u64 = 0x1fffffff;

/** Spreads 256 bits, least word first, over limbs that lie `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function fromWords(r: usize, step: usize, w0: u64, w1: u64, w2: u64, w3: u64): void {
  store<u32>(r, <u32>(w0 & LIMB));
  store<u32>(r + step, <u32>((w0 >> 29) & LIMB));
  store<u32>(r + 2 * step, <u32>(((w0 >> 58) | (w1 << 6)) & LIMB));
  store<u32>(r + 3 * step, <u32>((w1 >> 23) & LIMB));
  store<u32>(r + 4 * step, <u32>(((w1 >> 52) | (w2 << 12)) & LIMB));
  store<u32>(r + 5 * step, <u32>((w2 >> 17) & LIMB));
  store<u32>(r + 6 * step, <u32>(((w2 >> 46) | (w3 << 18)) & LIMB));
  store<u32>(r + 7 * step, <u32>((w3 >> 11) & LIMB));
  store<u32>(r + 8 * step, <u32>(w3 >> 40));
}

/** The 64-bit word at index `at`, least first, of limbs each in its bits. */
export function wordOf(a: usize, at: i32): u64 {
  if (at == 0) return load29(a, 0) | (load29(a, 1) << 29) | (load29(a, 2) << 58);
  if (at == 1) return (load29(a, 2) >> 6) | (load29(a, 3) << 23) | (load29(a, 4) << 52);
  if (at == 2) return (load29(a, 4) >> 12) | (load29(a, 5) << 17) | (load29(a, 6) << 46);
  return (load29(a, 6) >> 18) | (load29(a, 7) << 11) | (load29(a, 8) << 40);
}

// @ts-ignore: decorator
@inline
function load29(a: usize, at: usize): u64 {
  return <u64>load<u32>(a + 4 * at);
}

/** From 32 bytes, most significant first. */
export function fromBytes(r: usize, bytes: usize): void {
  const w3 = bswap<u64>(load<u64>(bytes));
  const w2 = bswap<u64>(load<u64>(bytes, 8));
  const w1 = bswap<u64>(load<u64>(bytes, 16));
  fromWords(r, 4, bswap<u64>(load<u64>(bytes, 24)), w1, w2, w3);
}

/** To 32 bytes, most significant first, from limbs each in its bits. */
export function toBytes(bytes: usize, a: usize): void {
  store<u64>(bytes, bswap<u64>(wordOf(a, 3)));
  store<u64>(bytes, bswap<u64>(wordOf(a, 2)), 8);
  store<u64>(bytes, bswap<u64>(wordOf(a, 1)), 16);
  store<u64>(bytes, bswap<u64>(wordOf(a, 0)), 24);
}

/** Whether 32 bytes are below 32 others as numbers, most significant byte first. */
export function isBelow(a: usize, b: usize): bool {
  for (let at: usize = 0; at < 32; at += 8) {
    const one = bswap<u64>(load<u64>(a + at)), other = bswap<u64>(load<u64>(b + at));
    if (one != other) return one < other;
  }
  return false;
}
