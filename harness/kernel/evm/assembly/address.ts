/** Addresses: 20 bytes most significant first where cells have them, 256-bit numbers on the stack. */
import { keccak256 } from '../../assembly/keccak';
import { accountAt } from './account';
import { take } from './arena';

/** Room for an address, and for what a new one is the hash of. */
let room: usize = 0;

/** Once a thread. */
export function attachAddress(): void {
  room = take(128);
}

/** The cell of the account that a word names; its upper 12 bytes are ignored. */
export function cellOf(word: usize): usize {
  toBytes(room, word);
  return accountAt(room);
}

/** Writes the 20 bytes of a word. */
export function toBytes(bytes: usize, word: usize): void {
  store<u32>(bytes, bswap<u32>(load<u32>(word, 16)));
  store<u64>(bytes, bswap<u64>(load<u64>(word, 8)), 4);
  store<u64>(bytes, bswap<u64>(load<u64>(word)), 12);
}

/** Writes the word of 20 bytes. */
export function toWord(word: usize, bytes: usize): void {
  store<u64>(word, bswap<u64>(load<u64>(bytes, 12)));
  store<u64>(word, bswap<u64>(load<u64>(bytes, 4)), 8);
  store<u64>(word, <u64>bswap<u32>(load<u32>(bytes)), 16);
  store<u64>(word, 0, 24);
}

/** The word of the address that CREATE makes: keccak-256 of the RLP of creator and nonce. `word` may be the creator's. */
export function addressOfCreate(word: usize, creator: usize, nonce: u64): void {
  store<u8>(room, 0x94, 1);
  toBytes(room + 2, creator);
  let length: usize = 1;
  if (nonce == 0) store<u8>(room, 0x80, 22);
  else if (nonce < 0x80) store<u8>(room, <u8>nonce, 22);
  else {
    const bytes: usize = 8 - <usize>(clz<u64>(nonce) >> 3);
    store<u8>(room, <u8>(0x80 + bytes), 22);
    store<u64>(room, bswap<u64>(nonce << (64 - 8 * <u64>bytes)), 23);
    length += bytes;
  }
  store<u8>(room, <u8>(0xc0 + 21 + length), 0);
  hashToWord(word, 22 + length);
}

/** The word of the address that CREATE2 makes (EIP-1014). `salt` as on the stack. */
export function addressOfCreate2(word: usize, creator: usize, salt: usize, code: usize, length: usize): void {
  keccak256(room + 53, code, length);
  store<u8>(room, 0xff);
  toBytes(room + 1, creator);
  store<u64>(room, bswap<u64>(load<u64>(salt, 24)), 21);
  store<u64>(room, bswap<u64>(load<u64>(salt, 16)), 29);
  store<u64>(room, bswap<u64>(load<u64>(salt, 8)), 37);
  store<u64>(room, bswap<u64>(load<u64>(salt)), 45);
  hashToWord(word, 85);
}

function hashToWord(word: usize, length: usize): void {
  keccak256(room + 88, room, length);
  toWord(word, room + 100);
}
