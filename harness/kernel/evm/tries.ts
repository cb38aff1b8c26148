/** Tries and roots from the host's side: bytes go in, roots and proofs come out. A thread's, as its instance is. */
import { LakhError } from '../../std/errors.ts';
import type { EvmInstance } from './instance.ts';
import { Room } from './room.ts';

/** The longest value a trie takes, and room for the longest proof: MAX_VALUE and PROOF_BYTES in the kernel. */
export const MAX_VALUE_BYTES = 120;
const PROOF_BYTES = 65 * 536 + 64;
const KEY_BYTES = 32;

/** A trie of its own, with keys that are hashes already. */
export class Trie {
  private top = 0;
  private readonly evm: EvmInstance;
  private readonly memory: Room;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.memory = new Room(evm);
  }

  /** Throws `kernel-refused` for a key that is not 32 bytes, or a value of no or more than 120 bytes. */
  set(key: Uint8Array, value: Uint8Array): void {
    if (value.length === 0 || value.length > MAX_VALUE_BYTES) {
      throw refused(`a value of 1 to ${MAX_VALUE_BYTES} bytes`, value.length);
    }
    const at = this.putKey(key);
    this.evm.view().set(value, at + KEY_BYTES);
    this.top = this.evm.call.trieSet(this.top, at, at + KEY_BYTES, value.length) >>> 0;
  }

  /** Does nothing where the key is not there. */
  remove(key: Uint8Array): void {
    this.top = this.evm.call.trieRemove(this.top, this.putKey(key)) >>> 0;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const at = this.putKey(key);
    const length = this.evm.call.trieGet(this.top, at, at + KEY_BYTES);
    return length === 0 ? undefined : this.evm.view().slice(at + KEY_BYTES, at + KEY_BYTES + length);
  }

  /** 32 bytes. */
  root(): Uint8Array {
    const at = this.memory.of(32);
    this.evm.call.trieHash(this.top, at);
    return this.evm.view().slice(at, at + 32);
  }

  /** The nodes from the root towards a key, whether it is there or not (EIP-1186). */
  prove(key: Uint8Array): Uint8Array[] {
    this.root();
    const at = this.putKey(key);
    const length = this.evm.call.trieProve(this.top, at, at + KEY_BYTES);
    return readProof(this.evm, at + KEY_BYTES, length);
  }

  /** Gives all nodes back; the trie is empty then. */
  clear(): void {
    this.evm.call.freeTrie(this.top);
    this.top = 0;
  }

  private putKey(key: Uint8Array): number {
    if (key.length !== KEY_BYTES) throw refused('a key of 32 bytes', key.length);
    const at = this.memory.of(KEY_BYTES + PROOF_BYTES);
    this.evm.view().set(key, at);
    return at;
  }
}

function refused(wanted: string, length: number): LakhError {
  return new LakhError('kernel-refused', `A trie takes ${wanted}, not ${length}`);
}

/** Proofs of the state by its last root; for the time between blocks. */
export class Proofs {
  private readonly evm: EvmInstance;
  private readonly memory: Room;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.memory = new Room(evm);
  }

  /** `cell`: of an account, by `accountAt`. */
  account(cell: number): Uint8Array[] {
    const at = this.memory.of(PROOF_BYTES);
    return readProof(this.evm, at, this.evm.call.proveAccount(cell, at));
  }

  /** `cell`: of a slot, by `slotAt`. */
  slot(cell: number): Uint8Array[] {
    const at = this.memory.of(PROOF_BYTES);
    return readProof(this.evm, at, this.evm.call.proveSlot(cell, at));
  }
}

function readProof(evm: EvmInstance, from: number, length: number): Uint8Array[] {
  const bytes = evm.view().slice(from, from + length);
  const words = new DataView(bytes.buffer);
  const nodes: Uint8Array[] = [];
  for (let at = 0; at < length; ) {
    const end = at + 4 + words.getUint32(at, true);
    nodes.push(bytes.slice(at + 4, end));
    at = end;
  }
  return nodes;
}

/** Root of an ordered list, as of transactions, receipts and withdrawals: 32 bytes. Each item: 1 byte or more. */
export function listRoot(memory: Room, items: readonly Uint8Array[]): Uint8Array {
  const { evm } = memory;
  const spans = 8 * items.length;
  const at = memory.of(32 + spans + items.reduce((sum, { length }) => sum + length, 0));
  const view = evm.view();
  const words = new DataView(view.buffer);
  let next = at + 32 + spans;
  for (const [i, item] of items.entries()) {
    words.setUint32(at + 32 + 8 * i, next, true);
    words.setUint32(at + 36 + 8 * i, item.length, true);
    view.set(item, next);
    next += item.length;
  }
  evm.call.listRoot(at + 32, items.length, at);
  return evm.view().slice(at, at + 32);
}
