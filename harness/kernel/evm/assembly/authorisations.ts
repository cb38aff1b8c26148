/** Authorisations of a transaction (EIP-7702): each may give its signer's account the code of another. */
import { accountAt } from './account';
import { take } from './arena';
import { block, BLOCK_CHAIN_ID } from './block';
import { codeOf } from './code';
import { addRefund } from './context';
import { DELEGATION_BYTES, isDelegation, writeDelegation } from './delegation';
import { NEW_ACCOUNT_GAS } from './gas';
import { account, codeObjectOf, entryOf, exists, nonceOf, setCode, setFlags, setNonce, WARM } from './overlay';
import {
  AUTHORISATION, AUTHORISATION_ADDRESS, AUTHORISATION_AUTHORITY, AUTHORISATION_CHAIN_ID, AUTHORISATION_FLAGS,
  AUTHORISATION_NONCE, AUTHORISATION_SIGNED, TX_AUTHORISATION_COUNT, TX_AUTHORISATIONS,
} from './transaction';
import { equal, isZero } from './u256';

/** What an account that was there costs less. */
const BASE_GAS: u64 = 12500;

let bytes: usize = 0;
let hash: usize = 0;

/** Once a thread. */
export function attachAuthorisations(): void {
  bytes = take(32);
  hash = take(32);
}

/** Applies those that hold; the others are passed over. False where the execution is blocked. */
export function applyAuthorisations(tx: usize): bool {
  let at: usize = load<u32>(tx, TX_AUTHORISATIONS);
  for (let left = load<u32>(tx, TX_AUTHORISATION_COUNT); left != 0; left--, at += AUTHORISATION) {
    const chain = at + AUTHORISATION_CHAIN_ID;
    if (!isZero(chain) && !equal(chain, block + BLOCK_CHAIN_ID)) continue;
    const nonce = load<u64>(at, AUTHORISATION_NONCE);
    if (nonce == u64.MAX_VALUE || (load<u32>(at, AUTHORISATION_FLAGS) & AUTHORISATION_SIGNED) == 0) continue;
    const cell = accountAt(at + AUTHORISATION_AUTHORITY);
    setFlags(entryOf(cell), WARM);
    const authority = account(cell);
    if (authority == 0) return false;
    const code = codeObjectOf(authority);
    if ((code != 0 && !isDelegation(code)) || nonceOf(authority) != nonce) continue;
    if (exists(authority)) addRefund(<i64>(NEW_ACCOUNT_GAS - BASE_GAS));
    setCode(authority, delegationTo(at + AUTHORISATION_ADDRESS));
    setNonce(authority, nonce + 1);
  }
  return true;
}

/** The code object that delegates to an address of 20 bytes; none where that is zero, which takes a delegation back. */
function delegationTo(address: usize): usize {
  if ((load<u64>(address) | load<u64>(address, 8) | <u64>load<u32>(address, 16)) == 0) return 0;
  writeDelegation(bytes, address);
  return codeOf(bytes, DELEGATION_BYTES, hash);
}
