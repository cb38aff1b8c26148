/**
 * Owns the Merkle Patricia trie (Yellow Paper, appendix D), in memory.
 *
 * Hashes are made when the root is asked for, so that a block that writes a thousand accounts hashes every branch
 * on their paths once, and not a thousand times. No key may be the beginning of another: true of hashed keys, which
 * are of one length, and of RLP-encoded indices. Values therefore stand in leaves alone.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { assert } from '../../std/assert.ts';
import { encodeBytes, encodeList } from './rlp.ts';

/** `ref` is how a parent holds this node: its hash, or the node itself where that is shorter; null when stale. */
type Node =
  | { kind: 'leaf'; path: Uint8Array; value: Uint8Array; ref: Uint8Array | null }
  | { kind: 'extension'; path: Uint8Array; child: Node; ref: Uint8Array | null }
  | { kind: 'branch'; children: (Node | null)[]; ref: Uint8Array | null };

const EMPTY = Uint8Array.of(0x80);

/** The root of a trie that holds nothing: keccak-256 of the RLP of an empty string. */
export const EMPTY_ROOT = keccak_256(EMPTY);

/** The path of a key: its half-bytes. */
export function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  for (let i = 0; i < key.length; i++) {
    nibbles[2 * i] = key[i]! >> 4;
    nibbles[2 * i + 1] = key[i]! & 15;
  }
  return nibbles;
}

export class Trie {
  private top: Node | null = null;

  /** `path` comes from `nibblesOf` and is kept; `value` is not empty. */
  put(path: Uint8Array, value: Uint8Array): void {
    this.top = insert(this.top, path, 0, value);
  }

  delete(path: Uint8Array): void {
    this.top = remove(this.top, path, 0);
  }

  /** Hashes what changed. */
  root(): Uint8Array {
    return this.top === null ? EMPTY_ROOT : keccak_256(encodeNode(this.top));
  }

  /**
   * The nodes from the root towards `path`, as RLP: a Merkle proof of its value, or of there being none. A node that is
   * shorter than a hash stands inside its parent and not for itself.
   */
  prove(path: Uint8Array): Uint8Array[] {
    const proof: Uint8Array[] = [];
    let depth = 0;
    for (let node = this.top; node !== null; ) {
      const encoded = encodeNode(node);
      if (encoded.length >= 32 || depth === 0) proof.push(encoded);
      if (node.kind === 'branch') {
        node = node.children[path[depth++]!]!;
        continue;
      }
      const shared = sharedLength(node.path, path, depth);
      if (node.kind === 'leaf' || shared < node.path.length) break;
      depth += shared;
      node = node.child;
    }
    return proof;
  }

  /** Does the work of `root` in up to 256 pieces, so that the caller may see to other things between them. */
  *pieces(): Generator<void> {
    for (const child of childrenOf(this.top)) {
      for (const grandchild of childrenOf(child)) {
        if (grandchild === null || grandchild.ref !== null) continue;
        refOf(grandchild);
        yield;
      }
    }
  }
}

function childrenOf(node: Node | null): readonly (Node | null)[] {
  if (node?.kind === 'branch') return node.children;
  return node?.kind === 'extension' ? [node.child] : [];
}

function leaf(path: Uint8Array, value: Uint8Array): Node {
  return { kind: 'leaf', path, value, ref: null };
}

function extend(path: Uint8Array, child: Node): Node {
  return path.length === 0 ? child : { kind: 'extension', path, child, ref: null };
}

function insert(node: Node | null, key: Uint8Array, depth: number, value: Uint8Array): Node {
  if (node === null) return leaf(key.subarray(depth), value);
  node.ref = null;
  if (node.kind === 'branch') {
    const nibble = key[depth]!;
    node.children[nibble] = insert(node.children[nibble]!, key, depth + 1, value);
    return node;
  }
  const shared = sharedLength(node.path, key, depth);
  if (shared === node.path.length) {
    if (node.kind === 'extension') node.child = insert(node.child, key, depth + shared, value);
    else node.value = value;
    return node;
  }
  return fork(node, shared, key, depth, value);
}

/** Replaces a path that parts ways with `key` after `shared` half-bytes by a branch. */
function fork(
  node: Exclude<Node, { kind: 'branch' }>,
  shared: number,
  key: Uint8Array,
  depth: number,
  value: Uint8Array,
): Node {
  assert(depth + shared < key.length, 'no key of a trie begins another');
  const children: (Node | null)[] = new Array(16).fill(null);
  const rest = node.path.subarray(shared + 1);
  children[node.path[shared]!] = node.kind === 'leaf' ? leaf(rest, node.value) : extend(rest, node.child);
  children[key[depth + shared]!] = leaf(key.subarray(depth + shared + 1), value);
  return extend(node.path.subarray(0, shared), { kind: 'branch', children, ref: null });
}

function remove(node: Node | null, key: Uint8Array, depth: number): Node | null {
  if (node === null) return null;
  if (node.kind === 'branch') {
    const nibble = key[depth]!;
    const before = node.children[nibble]!;
    if (before === null) return node;
    node.children[nibble] = remove(before, key, depth + 1);
    node.ref = null;
    return node.children[nibble] === null ? collapse(node.children, node) : node;
  }
  const shared = sharedLength(node.path, key, depth);
  if (shared < node.path.length) return node;
  if (node.kind === 'leaf') return null;
  const child = remove(node.child, key, depth + shared);
  assert(child !== null, 'an extension leads to a branch, which never loses its last child at once');
  return join(node.path, child);
}

/** A branch with one child left is no branch. */
function collapse(children: readonly (Node | null)[], branch: Node): Node {
  let only = -1;
  for (let nibble = 0; nibble < 16; nibble++) {
    if (children[nibble] === null) continue;
    if (only >= 0) return branch;
    only = nibble;
  }
  return join(Uint8Array.of(only), children[only]!);
}

/** Puts a path before a node; two paths in a row are one. */
function join(path: Uint8Array, node: Node): Node {
  if (node.kind === 'branch') return extend(path, node);
  const whole = new Uint8Array(path.length + node.path.length);
  whole.set(path);
  whole.set(node.path, path.length);
  return node.kind === 'leaf' ? leaf(whole, node.value) : extend(whole, node.child);
}

function sharedLength(path: Uint8Array, key: Uint8Array, depth: number): number {
  let length = 0;
  while (length < path.length && path[length] === key[depth + length]) length++;
  return length;
}

function refOf(node: Node): Uint8Array {
  if (node.ref === null) {
    const encoded = encodeNode(node);
    node.ref = encoded.length < 32 ? encoded : encodeBytes(keccak_256(encoded));
  }
  return node.ref;
}

function encodeNode(node: Node): Uint8Array {
  if (node.kind === 'leaf') return encodeList([encodePath(node.path, true), encodeBytes(node.value)]);
  if (node.kind === 'extension') return encodeList([encodePath(node.path, false), refOf(node.child)]);
  const parts = node.children.map((child) => (child === null ? EMPTY : refOf(child)));
  parts.push(EMPTY);
  return encodeList(parts);
}

/** Hex-prefix encoding (Yellow Paper, appendix C). */
function encodePath(path: Uint8Array, isLeaf: boolean): Uint8Array {
  const odd = path.length & 1;
  const packed = new Uint8Array(1 + (path.length >> 1));
  packed[0] = ((isLeaf ? 2 : 0) + odd) << 4;
  if (odd) packed[0] |= path[0]!;
  for (let i = odd; i < path.length; i += 2) packed[1 + (i >> 1)] = (path[i]! << 4) | path[i + 1]!;
  return encodeBytes(packed);
}
