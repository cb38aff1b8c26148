/**
 * Owns the state of a block under construction: what the sealed state says, with this block's writes on top, and a
 * list of how to take each of them back.
 */
import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import { Account, type Address, KECCAK256_NULL, unpadBytes } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { assert } from '../../std/assert.ts';
import type { Access } from './access.ts';
import { type AccountRecord, type Changes, codeKey, type SealedState } from './sealed-state.ts';

type Slots = Map<string, Uint8Array>;

export class WorkingState implements StateManagerInterface {
  readonly originalStorageCache: OriginalStorageCache;
  private readonly sealed: SealedState;
  private accounts = new Map<string, AccountRecord | null>();
  private wiped = new Set<string>();
  private storages = new Map<string, Slots>();
  private codes = new Map<string, Uint8Array>();
  private undo: (() => void)[] = [];
  /** How long `undo` was at each open checkpoint. */
  private checkpoints: number[] = [];
  private access: Access | null = null;

  constructor(sealed: SealedState) {
    this.sealed = sealed;
    this.originalStorageCache = new OriginalStorageCache((address, key) => this.getStorage(address, key));
  }

  /** Everything written since `clear`. */
  changes(): Changes {
    assert(this.checkpoints.length === 0, 'a block is sealed between transactions');
    return { accounts: this.accounts, wiped: this.wiped, storage: this.storages, codes: this.codes };
  }

  /** What is read and written from now on goes into `access`; `null` ends it. */
  watch(access: Access | null): void {
    this.access = access;
  }

  /** The value of an account or slot as it stands, for comparison: equal texts are equal values. */
  valueText(account: string, slot: string | null): string {
    if (slot !== null) return Buffer.from(this.slot(account, slot)).toString('hex');
    const record = this.record(account);
    return record ? `${record.nonce} ${record.balance} ${codeKey(record.codeHash)}` : '';
  }

  /** Forgets every write. */
  clear(): void {
    this.accounts = new Map();
    this.wiped = new Set();
    this.storages = new Map();
    this.codes = new Map();
    this.undo = [];
    this.checkpoints = [];
    this.originalStorageCache.clear();
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const key = address.toString();
    const record = this.record(key);
    return record && new Account(record.nonce, record.balance, record.storageRoot, record.codeHash);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    const { nonce, balance, storageRoot, codeHash } = account ?? new Account();
    this.setAccount(address.toString(), { nonce, balance, storageRoot, codeHash });
  }

  async deleteAccount(address: Address): Promise<void> {
    const key = address.toString();
    this.wipe(key);
    this.setAccount(key, null);
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    await this.putAccount(address, Object.assign((await this.getAccount(address)) ?? new Account(), fields));
  }

  async putCode(address: Address, value: Uint8Array): Promise<void> {
    const codeHash = keccak_256(value);
    // Named by its hash, so there is nothing to take back.
    this.codes.set(codeKey(codeHash), value);
    await this.modifyAccountFields(address, { codeHash });
  }

  async getCode(address: Address): Promise<Uint8Array> {
    const codeHash = this.record(address.toString())?.codeHash ?? KECCAK256_NULL;
    const key = codeKey(codeHash);
    return this.codes.get(key) ?? this.sealed.code(key);
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    const account = address.toString();
    const slot = slotKey(key);
    this.access?.read(account, slot);
    return this.slot(account, slot);
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const account = address.toString();
    const slot = slotKey(key);
    this.access?.write(account, slot);
    const slots = this.storages.get(account) ?? new Map<string, Uint8Array>();
    this.storages.set(account, slots);
    const before = slots.get(slot);
    this.undo.push(() => {
      if (before === undefined) slots.delete(slot);
      else slots.set(slot, before);
    });
    slots.set(slot, unpadBytes(value));
  }

  async clearStorage(address: Address): Promise<void> {
    this.wipe(address.toString());
  }

  async checkpoint(): Promise<void> {
    this.checkpoints.push(this.undo.length);
  }

  async commit(): Promise<void> {
    assert(this.checkpoints.pop() !== undefined, 'a commit follows its checkpoint');
    if (this.checkpoints.length === 0) this.undo = [];
  }

  async revert(): Promise<void> {
    const length = this.checkpoints.pop();
    assert(length !== undefined, 'a revert follows its checkpoint');
    while (this.undo.length > length) this.undo.pop()!();
  }

  // Roots are the sealed state's; nothing that executes a transaction asks for one.
  getStateRoot(): Promise<Uint8Array> {
    throw new Error('the root of a block under construction is not known');
  }

  setStateRoot(): Promise<void> {
    throw new Error('a block is built on the last one only');
  }

  hasStateRoot(): Promise<boolean> {
    throw new Error('roots are not looked up');
  }

  clearCaches(): void {}

  shallowCopy(): WorkingState {
    return new WorkingState(this.sealed);
  }

  private slot(account: string, slot: string): Uint8Array {
    const written = this.storages.get(account)?.get(slot);
    if (written !== undefined) return written;
    return this.wiped.has(account) ? new Uint8Array(0) : this.sealed.storage(account, slot);
  }

  private record(key: string): AccountRecord | undefined {
    const written = this.accounts.get(key);
    return written === undefined ? this.sealed.account(key) : (written ?? undefined);
  }

  private setAccount(key: string, record: AccountRecord | null): void {
    this.access?.write(key, null);
    const { accounts } = this;
    const before = accounts.get(key);
    this.undo.push(() => {
      if (before === undefined) accounts.delete(key);
      else accounts.set(key, before);
    });
    accounts.set(key, record);
  }

  private wipe(key: string): void {
    const { storages, wiped } = this;
    const slots = storages.get(key);
    const wipedBefore = wiped.has(key);
    this.undo.push(() => {
      if (slots === undefined) storages.delete(key);
      else storages.set(key, slots);
      if (!wipedBefore) wiped.delete(key);
    });
    storages.delete(key);
    wiped.add(key);
  }
}

function slotKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
}
