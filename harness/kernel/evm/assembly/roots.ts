/** What a thread needs before it can make roots, receipts and proofs; and the proofs of accounts and slots. */
import { ACCOUNT_HASH, ACCOUNT_TRIE } from './account';
import { attachBlooms } from './bloom';
import { CONTROL_TRIE } from './control';
import { attachPairs, hashRest } from './keccak-pairs';
import { attachLists } from './list-root';
import { SLOT_ACCOUNT, SLOT_HASH } from './slot';
import { attachStateRoot, hashAddress, hashKey } from './state-root';
import { attachWork } from './state-work';
import { attachTries } from './trie';
import { attachHashing } from './trie-hash';
import { attachNodes } from './trie-nodes';
import { prove } from './trie-proof';
import { attachTops } from './trie-top';

/** Once a thread. */
export function attachRoots(): void {
  attachPairs();
  attachNodes();
  attachTries();
  attachHashing();
  attachTops();
  attachWork();
  attachStateRoot();
  attachLists();
  attachBlooms();
}

/** Proof of an account, in the form of `prove`, by the last root of the state. Between blocks. */
export function proveAccount(cell: usize, out: usize): usize {
  hashAddress(cell);
  hashRest();
  return prove(load<u32>(CONTROL_TRIE), cell + ACCOUNT_HASH, out);
}

/** Proof of a slot by the storage root of its account as of the last root of the state. Between blocks. */
export function proveSlot(cell: usize, out: usize): usize {
  hashKey(cell);
  hashRest();
  const account: usize = load<u32>(cell + SLOT_ACCOUNT);
  return prove(load<u32>(account + ACCOUNT_TRIE), cell + SLOT_HASH, out);
}
