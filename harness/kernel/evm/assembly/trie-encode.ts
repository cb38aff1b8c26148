/** What a node of a trie is as bytes: RLP of two or of seventeen items (Yellow Paper, appendices C and D). */
import { headerLength, putBytes, putHeader } from '../../assembly/rlp';
import {
  BRANCH, CHILDREN, ENTRY_NAME, EXTENSION_END, EXTENSION_KEY, INLINE, LEAF, LEAF_KEY, LEAF_VALUE, NODE_KIND, copyKey,
  entryOf, leafLength,
} from './trie-nodes';
import { nibbleAt } from './trie';

/** The longest: 16 hashes, an empty value, 3 bytes of header. */
export const NODE_BYTES: usize = 532;

const LEAF_PATH: u32 = 0x20;
const EXTENSION_PATH: u32 = 0;

/** Writes a node that stands at nibble `depth`, whose children have their names; its length. Writes up to 32 bytes past it. */
export function encodeNode(out: usize, node: usize, depth: usize): usize {
  const kind = load<u8>(node, NODE_KIND);
  if (kind == BRANCH) return encodeBranch(out, node);
  if (kind == LEAF) return encodeLeaf(out, node + LEAF_KEY, depth, 64, node + LEAF_VALUE, leafLength(node));
  const end: usize = load<u8>(node, EXTENSION_END);
  const at = putHeader(out, 0xc0, pathLength(depth, end) + nameLength(node, 0));
  return putName(putPath(at, node + EXTENSION_KEY, depth, end, EXTENSION_PATH), node, 0) - out;
}

/** Writes a leaf whose path are the nibbles from `from` to `to` of a key. */
export function encodeLeaf(out: usize, key: usize, from: usize, to: usize, value: usize, length: usize): usize {
  const at = putHeader(out, 0xc0, pathLength(from, to) + stringLength(value, length));
  return putBytes(putPath(at, key, from, to, LEAF_PATH), value, length) - out;
}

/** Bytes of such a leaf. */
export function encodedLeafLength(from: usize, to: usize, value: usize, length: usize): usize {
  const payload = pathLength(from, to) + stringLength(value, length);
  return headerLength(payload) + payload;
}

function stringLength(bytes: usize, length: usize): usize {
  return length == 1 && load<u8>(bytes) < 0x80 ? 1 : headerLength(length) + length;
}

function encodeBranch(out: usize, branch: usize): usize {
  const children = <u32>load<u16>(branch, CHILDREN);
  const inline = <u32>load<u16>(branch, INLINE);
  let payload: usize = 17 + 32 * <usize>popcnt<u32>(children & ~inline);
  for (let left = children & inline; left != 0; left &= left - 1) payload += nameLength(branch, ctz<u32>(left)) - 1;
  let at = putHeader(out, 0xc0, payload);
  for (let nibble: u32 = 0; nibble < 16; nibble++) {
    if ((children >> nibble) & 1) at = putName(at, branch, nibble);
    else store<u8>(at++, 0x80);
  }
  store<u8>(at, 0x80);
  return at + 1 - out;
}

// @ts-ignore: decorator
@inline
function isInline(parent: usize, nibble: u32): bool {
  return ((load<u16>(parent, INLINE) >> <u16>nibble) & 1) != 0;
}

function nameLength(parent: usize, nibble: u32): usize {
  if (!isInline(parent, nibble)) return 33;
  return <usize>load<u8>(entryOf(parent, nibble) + ENTRY_NAME) - 0xc0 + 1;
}

/** A child as its parent calls it. */
// @ts-ignore: decorator
@inline
function putName(out: usize, parent: usize, nibble: u32): usize {
  const name = entryOf(parent, nibble) + ENTRY_NAME;
  if (isInline(parent, nibble)) {
    copyKey(out, name);
    return out + nameLength(parent, nibble);
  }
  store<u8>(out, 0xa0);
  copyKey(out + 1, name);
  return out + 33;
}

/** Bytes of a path of the nibbles from `from` to `to`, as an RLP string. */
function pathLength(from: usize, to: usize): usize {
  const bytes = ((to - from) >> 1) + 1;
  return bytes == 1 ? 1 : bytes + 1;
}

/** The nibbles from `from` to `to` of a key in hex-prefix encoding, as an RLP string. Writes up to 8 bytes past it. */
function putPath(out: usize, key: usize, from: usize, to: usize, flag: u32): usize {
  const bytes = ((to - from) >> 1) + 1;
  if (bytes > 1) store<u8>(out++, <u8>(0x80 + bytes));
  const isOdd = ((to - from) & 1) != 0;
  store<u8>(out, <u8>(isOdd ? flag | 0x10 | nibbleAt(key, from) : flag));
  if (isOdd) from++;
  const source = key + (from >> 1);
  if ((from & 1) == 0) {
    for (let at: usize = 0; at < bytes - 1; at += 8) store<u64>(out + 1 + at, load<u64>(source + at));
  } else {
    for (let at: usize = 0; at < bytes - 1; at++) {
      store<u8>(out + 1 + at, (<u32>load<u8>(source + at) << 4) | (<u32>load<u8>(source + at, 1) >> 4));
    }
  }
  return out + bytes;
}
