/** What the host may call. Pointers are the host's to lay out in the arena; lengths and ranges are the host's to check. */
import { takeRows } from './batch-add';
import { buildTable } from './comb';
import { KECCAK_AREA, useKeccakArea } from './keccak';
import { take } from './memory';
import { takeNonces } from './nonce';
import { takeRecovery } from './recover';
import { takeSigning } from './sign';
import { takeTransactions } from './sign-transactions';

export { batchVerifySize, verifyBatch } from './batch-verify';
export { behindRows, readRows, writeRows } from './json-rows';
export { keccak256, keccak256Messages } from './keccak';
export { prepareRing, secretOf, takeRing } from './keys';
export { arena } from './memory';
export { recoverAll } from './recover';
export { publicKeys, sign } from './sign';
export { signTransactions } from './sign-transactions';
export { areOnCurve, verify } from './signature';

/** Takes the work area and builds the table of the generator; false where memory does not suffice. */
export function start(windowBits: usize): bool {
  const area = take(KECCAK_AREA);
  if (area == 0) return false;
  useKeccakArea(area);
  const taken = takeRows() && takeNonces() && takeSigning() && takeTransactions() && takeRecovery();
  return taken && buildTable(windowBits);
}
