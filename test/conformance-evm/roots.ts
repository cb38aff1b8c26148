/** State root and hash of logs, made by other code than the kernel's: from accounts as they are. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeBytes, encodeList } from '../../harness/engines/ethereumjs/rlp.ts';
import { EMPTY_ROOT, nibblesOf, Trie } from '../../harness/engines/ethereumjs/trie.ts';
import type { AccountState, Log } from '../../harness/kernel/evm/machine.ts';
import { fromHex, toHex } from '../../harness/std/index.ts';

export function stateRootOf(accounts: Iterable<{ address: Uint8Array; state: AccountState | null }>): string {
  const trie = new Trie();
  for (const { address, state } of accounts) {
    if (state !== null) trie.put(nibblesOf(keccak_256(address)), encodeAccount(state));
  }
  return toHex(trie.root());
}

function encodeAccount({ nonce, balance, storage, code }: AccountState): Uint8Array {
  return encodeList([
    encodeBytes(bytesOf(nonce)),
    encodeBytes(bytesOf(balance)),
    encodeBytes(storage.size === 0 ? EMPTY_ROOT : storageRootOf(storage)),
    encodeBytes(keccak_256(code)),
  ]);
}

function storageRootOf(storage: ReadonlyMap<bigint, bigint>): Uint8Array {
  const trie = new Trie();
  for (const [key, value] of storage) {
    trie.put(nibblesOf(keccak_256(word(key))), encodeBytes(bytesOf(value)));
  }
  return trie.root();
}

/** keccak-256 of the RLP of the logs. */
export function logsHashOf(logs: readonly Log[]): string {
  const encoded = logs.map(({ address, topics, data }) =>
    encodeList([encodeBytes(address), encodeList(topics.map(encodeBytes)), encodeBytes(data)]),
  );
  return toHex(keccak_256(encodeList(encoded)));
}

/** Without leading zeros: none for 0. */
function bytesOf(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const digits = value.toString(16);
  return fromHex(`0x${digits.length % 2 === 0 ? '' : '0'}${digits}`);
}

function word(value: bigint): Uint8Array {
  return fromHex(`0x${value.toString(16).padStart(64, '0')}`);
}
