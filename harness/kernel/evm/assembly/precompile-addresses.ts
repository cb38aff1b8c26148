/** Which addresses are precompiles, by fork. */
import { BYZANTIUM, CANCUN, ISTANBUL, OSAKA, PRAGUE } from './fork';
import { fork } from './gas';

/** P256VERIFY (EIP-7951). */
const P256_VERIFY: u64 = 0x100;

/** The precompile that a word names, by the number that its address is; 0 for none. */
export function precompileOf(word: usize): u32 {
  if ((load<u64>(word, 8) | (load<u64>(word, 16) & 0xffffffff)) != 0) return 0;
  const number = load<u64>(word);
  if (number == 0 || number > P256_VERIFY) return 0;
  if (number == P256_VERIFY) return fork >= OSAKA ? <u32>number : 0;
  const last: u64 =
    fork >= PRAGUE ? 0x11 : fork >= CANCUN ? 0x0a : fork >= ISTANBUL ? 9 : fork >= BYZANTIUM ? 8 : 4;
  return number <= last ? <u32>number : 0;
}
