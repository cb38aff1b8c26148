/** Copies that nobody can write into: a plugin that changes what it was lent throws. */

/** A deep copy, frozen all the way down. */
export function frozenCopy<Value>(value: Value): Value {
  return frozen(structuredClone(value));
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
