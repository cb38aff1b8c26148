/**
 * Owns the state after the last sealed block: flat tables for reading, tries for the root.
 *
 * The tables change all at once when a block is sealed, so that whoever asks meanwhile sees one state or the other,
 * never half a block.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { KECCAK256_NULL } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { GenesisAccount } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import { encodeBytes, encodeList } from './rlp.ts';
import { EMPTY_ROOT, nibblesOf, Trie } from './trie.ts';

/** An account as it stands in the state; never changed in place. */
export interface AccountRecord {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

/** What a block does to the state. Addresses are `0x` and lower-case, slots 64 digits, values without leading zeros. */
export interface Changes {
  /** `null` where the account is gone. */
  readonly accounts: ReadonlyMap<string, AccountRecord | null>;
  /** Accounts whose storage of before is gone. */
  readonly wiped: ReadonlySet<string>;
  /** By address and slot; an empty value is zero. */
  readonly storage: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  /** By code hash. */
  readonly codes: ReadonlyMap<string, Uint8Array>;
}

/** Writes between two looks at the event loop: about two milliseconds. */
const WRITES_A_TURN = 100;

export class SealedState {
  private readonly accounts = new Map<string, AccountRecord>();
  private readonly storages = new Map<string, Map<string, Uint8Array>>();
  private readonly codes = new Map<string, Uint8Array>();
  private readonly trie = new Trie();
  private readonly storageTries = new Map<string, Trie>();
  /** Hashing an address costs more than remembering it. */
  private readonly paths = new Map<string, Uint8Array>();

  account(address: string): AccountRecord | undefined {
    return this.accounts.get(address);
  }

  /** Empty where the slot is zero. */
  storage(address: string, slot: string): Uint8Array {
    return this.storages.get(address)?.get(slot) ?? NOTHING;
  }

  code(codeHash: string): Uint8Array {
    return this.codes.get(codeHash) ?? NOTHING;
  }

  /** Fills an empty state; every trie node is hashed once, however many accounts there are. */
  async allocate(allocations: readonly GenesisAccount[]): Promise<Uint8Array> {
    const accounts = new Map<string, AccountRecord>();
    const storage = new Map<string, Map<string, Uint8Array>>();
    const codes = new Map<string, Uint8Array>();
    for (const { address, balanceWei, nonce, code, storage: slots } of allocations) {
      const before = accounts.get(address);
      const bytes = code === undefined ? NOTHING : fromHex(code);
      const codeHash = bytes.length === 0 ? (before?.codeHash ?? KECCAK256_NULL) : keccak_256(bytes);
      if (bytes.length > 0) codes.set(codeKey(codeHash), bytes);
      accounts.set(address, {
        nonce: nonce === undefined ? (before?.nonce ?? 0n) : BigInt(nonce),
        balance: (before?.balance ?? 0n) + balanceWei,
        storageRoot: EMPTY_ROOT,
        codeHash,
      });
      if (slots !== undefined) storage.set(address, genesisSlots(slots));
    }
    const changes = { accounts, wiped: new Set<string>(), storage, codes };
    const root = await this.root(changes);
    this.merge(changes);
    return root;
  }

  /**
   * The state root after `changes`. The tries move on with it, the tables only when the same changes are merged,
   * which must come before the next root is asked for.
   */
  async root(changes: Changes): Promise<Uint8Array> {
    let writes = 0;
    for (const address of touchedBy(changes)) {
      writes += this.writeStorage(address, changes);
      this.writeAccount(address, changes);
      if (++writes >= WRITES_A_TURN) {
        writes = 0;
        await turn();
      }
    }
    for (const _ of this.trie.pieces()) await turn();
    return this.trie.root();
  }

  /** Makes `changes`, whose root was asked for, what readers see. */
  merge(changes: Changes): void {
    for (const [hash, code] of changes.codes) this.codes.set(hash, code);
    for (const address of changes.wiped) this.storages.delete(address);
    for (const [address, slots] of changes.storage) {
      const table = this.storages.get(address) ?? new Map<string, Uint8Array>();
      this.storages.set(address, table);
      for (const [slot, value] of slots) {
        if (value.length === 0) table.delete(slot);
        else table.set(slot, value);
      }
    }
    for (const [address, account] of changes.accounts) {
      if (account === null) this.accounts.delete(address);
      else this.accounts.set(address, account);
    }
    for (const address of [...changes.wiped, ...changes.storage.keys()]) {
      const account = this.accounts.get(address);
      if (account) this.accounts.set(address, { ...account, storageRoot: this.storageRoot(address) });
    }
  }

  /** What takes `changes` back, before they are merged. Codes stay: they are named by their hash. */
  inverse(changes: Changes): Changes {
    const accounts = new Map<string, AccountRecord | null>();
    const storage = new Map<string, ReadonlyMap<string, Uint8Array>>();
    for (const address of touchedBy(changes)) accounts.set(address, this.accounts.get(address) ?? null);
    for (const [address, slots] of changes.storage) {
      const before = this.storages.get(address);
      storage.set(address, new Map(Array.from(slots.keys(), (slot) => [slot, before?.get(slot) ?? NOTHING])));
    }
    for (const address of changes.wiped) storage.set(address, new Map(this.storages.get(address)));
    return { accounts, wiped: changes.wiped, storage, codes: new Map() };
  }

  /** Merkle proofs of an account and of slots, 64 digits each; nothing may have been written since the last merge. */
  prove(address: string, slots: readonly string[]): { account: Uint8Array[]; slots: Uint8Array[][] } {
    const trie = this.storageTries.get(address);
    const pathOfSlot = (slot: string) => nibblesOf(keccak_256(fromHex(`0x${slot}`)));
    return {
      account: this.trie.prove(nibblesOf(keccak_256(fromHex(address as Hex)))),
      slots: slots.map((slot) => trie?.prove(pathOfSlot(slot)) ?? []),
    };
  }

  private writeAccount(address: string, changes: Changes): void {
    const changed = changes.accounts.get(address);
    const account = changed === undefined ? this.accounts.get(address) : changed;
    if (account) this.trie.put(this.pathOf(address), encodeAccount(account, this.storageRoot(address)));
    else this.trie.delete(this.pathOf(address));
  }

  private writeStorage(address: string, changes: Changes): number {
    if (changes.wiped.has(address)) this.storageTries.delete(address);
    const slots = changes.storage.get(address);
    if (slots === undefined) return 0;
    const trie = this.storageTries.get(address) ?? new Trie();
    this.storageTries.set(address, trie);
    for (const [slot, value] of slots) {
      const path = nibblesOf(keccak_256(fromHex(`0x${slot}`)));
      if (value.length === 0) trie.delete(path);
      else trie.put(path, encodeBytes(value));
    }
    return slots.size;
  }

  private storageRoot(address: string): Uint8Array {
    return this.storageTries.get(address)?.root() ?? EMPTY_ROOT;
  }

  private pathOf(address: string): Uint8Array {
    let path = this.paths.get(address);
    if (path === undefined) {
      path = nibblesOf(keccak_256(fromHex(address)));
      this.paths.set(address, path);
    }
    return path;
  }
}

const NOTHING = new Uint8Array(0);

function touchedBy(changes: Changes): Set<string> {
  return new Set([...changes.accounts.keys(), ...changes.storage.keys(), ...changes.wiped]);
}

/** Slots as the tables have them: 64 digits, values without leading zeros. */
function genesisSlots(slots: Readonly<Record<Hex, Hex>>): Map<string, Uint8Array> {
  return new Map(
    Object.entries(slots).map(([slot, value]) => [
      slot.slice(2).toLowerCase().padStart(64, '0'),
      fromHex(`0x${value.slice(2).replace(/^(00)+/, '')}`),
    ]),
  );
}

/** RLP of (nonce, balance, storage root, code hash): Yellow Paper, section 4.1. */
function encodeAccount(account: AccountRecord, storageRoot: Uint8Array): Uint8Array {
  return encodeList([
    encodeNumber(account.nonce),
    encodeNumber(account.balance),
    encodeBytes(storageRoot),
    encodeBytes(account.codeHash),
  ]);
}

function encodeNumber(value: bigint): Uint8Array {
  if (value === 0n) return encodeBytes(NOTHING);
  const digits = value.toString(16);
  return encodeBytes(fromHex(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`));
}

/** The key of a code in the tables. */
export function codeKey(codeHash: Uint8Array): string {
  return toHex(codeHash);
}
