/** Lower-case hexadecimal, sixteen bytes at a time. */
const DIGITS = memory.data<u8>([
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
], 16);

/** Writes two digits a byte, and up to 30 bytes past them; reads up to 15 bytes past the end of `bytes`. */
export function putHex(out: usize, bytes: usize, length: usize): void {
  const digits = v128.load(DIGITS);
  const low = i8x16.splat(15);
  for (let at: usize = 0; at < length; at += 16) {
    const sixteen = v128.load(bytes + at);
    const upper = v128.swizzle(digits, i8x16.shr_u(sixteen, 4));
    const lower = v128.swizzle(digits, v128.and(sixteen, low));
    v128.store(out + 2 * at, v128.shuffle<u8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(
      out + 2 * at,
      v128.shuffle<u8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
      16,
    );
  }
}

/** Decodes up to sixteen digits of either case, and returns how many there are; writes eight bytes in any case. */
export function readDigits(out: usize, text: usize): usize {
  const sixteen = v128.load(text);
  const decimals = i8x16.sub(sixteen, i8x16.splat(0x30));
  const letters = i8x16.sub(v128.or(sixteen, i8x16.splat(0x20)), i8x16.splat(0x61));
  const isDecimal = i8x16.lt_u(decimals, i8x16.splat(10));
  const isDigit = v128.or(isDecimal, i8x16.lt_u(letters, i8x16.splat(6)));
  const values = v128.bitselect(decimals, i8x16.add(letters, i8x16.splat(10)), isDecimal);
  // In each pair the first digit is the least byte, and counts sixteen times as much.
  const pairs = v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
  const bytes = v128.shuffle<u8>(pairs, pairs, 0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
  v128.store64_lane(out, bytes, 0);
  return ctz(~i8x16.bitmask(isDigit) | 0x10000);
}
