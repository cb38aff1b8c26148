/** Copies that nobody can write into: a plugin that changes what it was lent throws. */
import { deepFreeze } from '../std/freeze.ts';

/** A deep copy, frozen all the way down. */
export function frozenCopy<Value>(value: Value): Value {
  return deepFreeze(structuredClone(value));
}
