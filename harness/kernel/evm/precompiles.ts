/**
 * The precompiled contracts that the EVM's module leaves to its host, by libraries that were audited. Gas, and whether a
 * contract is there at all, are the module's to decide: harness/kernel/evm/assembly/precompiles.ts.
 */
import { ripemd160 } from '@noble/hashes/legacy.js';
import * as bls from './precompiles/bls12-381.ts';
import * as bn from './precompiles/bn254.ts';
import { recoverAddress } from './precompiles/ecrecover.ts';
import { evaluatePoint } from './precompiles/kzg.ts';
import { exponentiate } from './precompiles/modexp.ts';
import { verifyP256 } from './precompiles/p256.ts';

/** Takes the call's data and gives what it returns; null where the call fails. */
export type Precompile = (input: Uint8Array) => Uint8Array | null;

/** By address. */
const PRECOMPILES: ReadonlyMap<number, Precompile> = new Map<number, Precompile>([
  [0x01, recoverAddress],
  [0x03, (input) => leftPadded(ripemd160(input))],
  [0x05, exponentiate],
  [0x06, bn.add],
  [0x07, bn.multiply],
  [0x08, bn.pair],
  [0x0a, evaluatePoint],
  [0x0b, bls.addG1],
  [0x0c, bls.sumG1],
  [0x0d, bls.addG2],
  [0x0e, bls.sumG2],
  [0x0f, bls.pair],
  [0x10, bls.mapToG1],
  [0x11, bls.mapToG2],
  [0x100, verifyP256],
]);

function leftPadded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(32);
  word.set(bytes, 32 - bytes.length);
  return word;
}

/**
 * The module's import: runs a precompile on what stands in `memory` and writes its output there. Returns the output's
 * length in bytes, or -1 where the call fails.
 */
export function runInMemory(
  memory: Uint8Array,
  id: number,
  input: number,
  length: number,
  out: number,
  room: number,
): number {
  // A copy, as libraries do not expect bytes that another thread could change.
  const output = PRECOMPILES.get(id)?.(new Uint8Array(memory.subarray(input, input + length))) ?? null;
  if (output === null || output.length > room) return -1;
  memory.set(output, out);
  return output.length;
}
