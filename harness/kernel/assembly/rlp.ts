/** RLP (Ethereum Yellow Paper, appendix B): writers that return where the next byte goes, and lengths beforehand. */

/** Bytes of the header of a list or string of so many bytes; a string of one small byte has none, which is not seen here. */
export function headerLength(length: usize): usize {
  if (length < 56) return 1;
  return length < 0x100 ? 2 : length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 5;
}

/** The header of a string (`kind` 0x80) or list (0xc0). */
export function putHeader(out: usize, kind: u8, length: usize): usize {
  if (length < 56) {
    store<u8>(out, kind + <u8>length);
    return out + 1;
  }
  const extra = headerLength(length) - 1;
  store<u8>(out, kind + 55 + <u8>extra);
  for (let i: usize = 0; i < extra; i++) store<u8>(out + extra - i, <u8>(length >> (8 * i)));
  return out + 1 + extra;
}

export function putBytes(out: usize, bytes: usize, length: usize): usize {
  if (length == 1 && load<u8>(bytes) < 0x80) {
    store<u8>(out, load<u8>(bytes));
    return out + 1;
  }
  const at = putHeader(out, 0x80, length);
  memory.copy(at, bytes, length);
  return at + length;
}

/** 20 bytes. Writes up to 4 bytes past them. */
export function putAddress(out: usize, bytes: usize): usize {
  store<u8>(out, 0x94);
  store<u64>(out + 1, load<u64>(bytes));
  store<u64>(out + 9, load<u64>(bytes, 8));
  store<u32>(out + 17, load<u32>(bytes, 16));
  return out + 21;
}

/** A number without leading zeros; zero is the empty string. Writes up to 8 bytes past its end. */
export function putNumber(out: usize, value: u64): usize {
  if (value < 0x80) {
    store<u8>(out, value == 0 ? 0x80 : <u8>value);
    return out + 1;
  }
  const zeros = clz<u64>(value) >> 3;
  store<u8>(out, <u8>(0x88 - zeros));
  store<u64>(out + 1, bswap<u64>(value << (8 * zeros)));
  return out + 9 - <usize>zeros;
}

export function numberLength(value: u64): usize {
  return value < 0x80 ? 1 : 9 - <usize>(clz<u64>(value) >> 3);
}

/** A number of 32 bytes, most significant first. Writes up to 8 bytes past its end. */
export function putNumber256(out: usize, bytes: usize): usize {
  const length = significantBytes(bytes);
  if (length <= 8) return putNumber(out, bswap<u64>(load<u64>(bytes, 24)));
  store<u8>(out++, 0x80 + <u8>length);
  const from = bytes + 32 - length;
  for (let at: usize = 0; at < length; at += 8) store<u64>(out + at, load<u64>(from + at));
  return out + length;
}

export function number256Length(bytes: usize): usize {
  const length = significantBytes(bytes);
  return length <= 8 ? numberLength(bswap<u64>(load<u64>(bytes, 24))) : 1 + length;
}

function significantBytes(bytes: usize): usize {
  for (let at: usize = 0; at < 32; at += 8) {
    const word = bswap<u64>(load<u64>(bytes + at));
    if (word != 0) return 32 - at - <usize>(clz<u64>(word) >> 3);
  }
  return 0;
}
