/** The allow-list: a Merkle tree over the accounts and enough strangers, as OpenZeppelin's merkle-tree builds it. */
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import type { Address, Hex } from '../../harness/spec/index.ts';

export interface AllowList {
  readonly root: Hex;
  /** Hashes from the account's leaf up to the root. */
  proof(account: number): readonly Hex[];
}

/** @param size entries at the least */
export function allowListOf(accounts: readonly Address[], size: number): AllowList {
  const strangers = Array.from({ length: Math.max(0, size - accounts.length) }, (_, n) => stranger(n));
  const tree = StandardMerkleTree.of(
    [...accounts, ...strangers].map((address) => [address]),
    ['address'],
  );
  const proofs = new Map<number, readonly Hex[]>();
  return {
    root: tree.root as Hex,
    proof(account) {
      const known = proofs.get(account) ?? (tree.getProof(account) as Hex[]);
      proofs.set(account, known);
      return known;
    },
  };
}

function stranger(number: number): Address {
  return `0x57${number.toString(16).padStart(38, '0')}`;
}
