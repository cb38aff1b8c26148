/** Owns RLP encoding of parts that are encoded already (Yellow Paper, appendix B), which the tries live on. */

/** The RLP of a string of bytes. */
export function encodeBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && bytes[0]! < 0x80) return bytes;
  return withHeader(0x80, [bytes], bytes.length);
}

/** The RLP of a list whose items are RLP already. */
export function encodeList(items: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const item of items) length += item.length;
  return withHeader(0xc0, items, length);
}

function withHeader(kind: number, parts: readonly Uint8Array[], length: number): Uint8Array {
  let sizeBytes = 0;
  if (length > 55) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) sizeBytes++;
  const encoded = new Uint8Array(1 + sizeBytes + length);
  encoded[0] = sizeBytes === 0 ? kind + length : kind + 55 + sizeBytes;
  for (let i = sizeBytes, rest = length; i > 0; i--, rest = Math.floor(rest / 256)) encoded[i] = rest % 256;
  let at = 1 + sizeBytes;
  for (const part of parts) {
    encoded.set(part, at);
    at += part.length;
  }
  return encoded;
}
