/** Which words on the stack name precompiles, in the fork under way. */
import { fork } from './gas';
import { isPrecompile } from './precompile-ids';

/** The number of the precompile that a word names, its upper 12 bytes ignored; 0 where there is none. */
export function precompileOf(word: usize): u32 {
  if ((load<u64>(word, 8) | (load<u64>(word, 16) & 0xffffffff)) != 0) return 0;
  const number = load<u64>(word);
  return number <= 0xffff && isPrecompile(<u32>number, fork) ? <u32>number : 0;
}
