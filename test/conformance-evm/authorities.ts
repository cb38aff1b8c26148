/** Who signed the authorisations of a decoded transaction (EIP-7702). */
import { recoverAddress } from '../../harness/kernel/evm/precompiles/ecrecover.ts';
import * as at from '../../harness/kernel/evm/transaction-record.ts';
import type { MemoryView } from '../../harness/kernel/evm/view.ts';

/** Fills in the authority of each authorisation that somebody signed. */
export function signAuthorities(memory: MemoryView, record: number): void {
  const count = memory.u32(record + at.RECORD_AUTHORISATIONS + 4);
  for (let i = 0; i < count; i++) {
    const one = memory.u32(record + at.RECORD_AUTHORISATIONS) + at.AUTHORISATION_BYTES * i;
    if (memory.u32(one + at.AUTHORISATION_FLAGS) & at.AUTHORISATION_UNSIGNED) continue;
    const input = new Uint8Array(128);
    input.set(memory.bytes(one + at.AUTHORISATION_HASH, 32));
    input[63] = 27 + memory.u32(one + at.AUTHORISATION_PARITY);
    input.set(memory.bytes(one + at.AUTHORISATION_R, 32), 64);
    input.set(memory.bytes(one + at.AUTHORISATION_S, 32), 96);
    const word = recoverAddress(input);
    if (word.length === 0) continue;
    memory.setBytes(one + at.AUTHORISATION_AUTHORITY, word.subarray(12));
    memory.setU32(one + at.AUTHORISATION_FLAGS, at.AUTHORISATION_SIGNED);
  }
}
