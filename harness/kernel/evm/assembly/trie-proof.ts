/** Proofs of what a trie has at a key, or that it has nothing there: the nodes on the way (EIP-1186). */
import { NODE_BYTES, encodeNode } from './trie-encode';
import { BRANCH, EXTENSION_END, LEAF, NODE_KIND, entryOf } from './trie-nodes';
import { nextNibble } from './trie';

/** Bytes that the longest proof takes: at most 65 nodes. */
export const PROOF_BYTES: usize = 65 * (NODE_BYTES + 4) + 64;

/**
 * Writes the nodes from the root towards a key: u32 length and the bytes of each. Those that stand in their parents
 * are left out, as everywhere. Returns the bytes written. The trie must have been hashed since it last changed.
 */
export function prove(root: usize, key: usize, out: usize): usize {
  let at = out;
  let depth: usize = 0;
  for (let node = root; node != 0;) {
    const length = encodeNode(at + 4, node, depth);
    if (length >= 32 || node == root) {
      store<u32>(at, <u32>length);
      at += 4 + length;
    }
    const kind = load<u8>(node, NODE_KIND);
    if (kind == LEAF) break;
    const nibble = nextNibble(node, kind, key, depth);
    if (nibble < 0) break;
    depth = kind == BRANCH ? depth + 1 : load<u8>(node, EXTENSION_END);
    node = load<u32>(entryOf(node, nibble));
  }
  return at - out;
}
