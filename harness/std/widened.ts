type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigUint64Array;

/** `into`, which is longer, with what `from` holds at its beginning. */
export function widened<T extends Column>(from: T, into: T): T {
  into.set(from as never);
  return into;
}
