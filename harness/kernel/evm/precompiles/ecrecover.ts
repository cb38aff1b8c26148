/** The account that signed (Yellow Paper, appendix F, and the precompile in appendix E). */
import { createKernel, type Kernel, SIGNATURE_BYTES } from '../../kernel.ts';

/** Message hash, v, r, s. */
const LENGTH = 4 * 32;
const NOTHING = new Uint8Array(0);

/** This thread's, made when it is first needed. A small table suffices: signing is what needs a large one. */
let kernel: Kernel | undefined;

/** 0x01: a word that ends in the address, or nothing where no key made the signature. */
export function recoverAddress(input: Uint8Array): Uint8Array {
  const data = new Uint8Array(LENGTH);
  data.set(input.subarray(0, LENGTH));
  const v = data[63] as number;
  if (data.subarray(32, 63).some((byte) => byte !== 0) || (v !== 27 && v !== 28)) return NOTHING;
  const signature = new Uint8Array(SIGNATURE_BYTES);
  signature.set(data.subarray(64, 128));
  signature[64] = v - 27;
  kernel ??= createKernel({ windowBits: 4 });
  const { publicKeys, found } = kernel.recover(data.subarray(0, 32), signature);
  if (found[0] === 0) return NOTHING;
  const word = kernel.keccak256(publicKeys);
  return word.fill(0, 0, 12);
}
