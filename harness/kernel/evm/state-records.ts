/**
 * The state as records that outlive the memory: what changed since the last root comes out, and goes into another memory
 * again. `harness/kernel/evm/assembly/change-records.ts` is the other side.
 */
import type { StateRecords } from '../../spec/chain-store.ts';
import { LakhError } from '../../std/errors.ts';
import * as at from './layout.ts';
import type { Machine } from './machine.ts';
import { Room } from './room.ts';

/** Bytes of a record, and of the key that it begins with. Keys begin with `tag`; a slot's with that of its account. */
export const RECORDS = {
  tag: 0x73,
  account: 101,
  accountKey: 21,
  slot: 89,
  slotKey: 53,
  /** u32 in the value of an account: it was wiped so often. The bit of its flags that says it exists. */
  epoch: 61,
  flags: 65,
  exists: at.EXISTS,
  /** The 256-bit value of a slot. */
  word: 53,
} as const;

export class StateKeeping {
  private readonly machine: Machine;
  private readonly room: Room;
  /** Pointers of codes that were given out or taken in: they need not be given again. */
  private readonly known = new Set<number>();

  constructor(machine: Machine) {
    this.machine = machine;
    this.room = new Room(machine.evm);
  }

  /** All that changed since the last root. Between the last transaction of a block and its root. */
  changes(): StateRecords {
    const { evm, memory } = this.machine;
    const { accounts, slots } = counts(evm.call.countChanges());
    const bytes = accounts * RECORDS.account;
    const room = this.room.of(bytes + slots * RECORDS.slot);
    evm.call.packChanges(room, room + bytes);
    return {
      accounts: memory.bytes(room, bytes),
      slots: memory.bytes(room + bytes, slots * RECORDS.slot),
      codes: this.newCodes(),
    };
  }

  /**
   * Makes cells of records; the root does not know of them yet.
   * @throws LakhError `bad-data` where an account's code never came
   */
  load({ accounts, slots, codes }: StateRecords): void {
    const { evm, memory } = this.machine;
    for (const { bytes } of codes) this.known.add(this.machine.codeOf(bytes));
    const room = this.room.of(accounts.length + slots.length);
    memory.setBytes(room, accounts);
    memory.setBytes(room + accounts.length, slots);
    const many = accounts.length / RECORDS.account;
    if (evm.call.unpackAccounts(room, many) !== many) {
      throw new LakhError(
        'bad-data',
        'the state that was kept is damaged: the code of an account is missing',
      );
    }
    evm.call.unpackSlots(room + accounts.length, slots.length / RECORDS.slot);
    evm.call.growAccounts();
    evm.call.growSlots();
  }

  private newCodes(): StateRecords['codes'] {
    const { memory } = this.machine;
    const codes: StateRecords['codes'][number][] = [];
    for (const cell of this.machine.changedAccounts()) {
      const code = memory.u32(cell + at.ACCOUNT_VALUE + at.VALUE_CODE);
      if (code === 0 || this.known.has(code)) continue;
      this.known.add(code);
      codes.push({
        hash: memory.bytes(code + at.CODE_HASH, 32),
        bytes: memory.bytes(code + at.CODE_BYTES, memory.u32(code + at.CODE_LENGTH)),
      });
    }
    return codes;
  }
}

/** A pair of counts as the kernel returns it. */
export function counts(pair: bigint): { accounts: number; slots: number } {
  return { accounts: Number(pair & 0xffffffffn), slots: Number(BigInt.asUintN(64, pair) >> 32n) };
}
