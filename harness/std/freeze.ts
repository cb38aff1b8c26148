/** Freezing what must not change while a run goes on. */

/** Freezes plain objects and lists all the way down; anything else in there is left as it is. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const plain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!plain) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
