/** What takes blocks back, as bytes of the host: `harness/kernel/evm/assembly/undo.ts` makes and reads them. */
import type { Machine } from './machine.ts';
import { Room } from './room.ts';
import { counts } from './state-records.ts';

/** Bytes of a record. */
const ACCOUNT = 80;
const SLOT = 48;

/** Records of accounts, then of slots. */
export interface UndoPiece {
  readonly accounts: number;
  readonly slots: number;
  readonly bytes: Uint8Array;
}

export class Undo {
  private readonly machine: Machine;
  private readonly room: Room;

  constructor(machine: Machine) {
    this.machine = machine;
    this.room = new Room(machine.evm);
  }

  /**
   * Before a block is sealed: what the cells that it changed were before it, but for those that the same snapshot has
   * already. `snapshot`: from 1 on, and never one that was used for an earlier snapshot.
   */
  keep(snapshot: number): UndoPiece {
    const { evm, memory } = this.machine;
    const most = counts(evm.call.countChanges());
    const room = this.room.of(most.accounts * ACCOUNT + most.slots * SLOT);
    const second = room + most.accounts * ACCOUNT;
    const { accounts, slots } = counts(evm.call.keepUndo(snapshot, room, second));
    const bytes = new Uint8Array(accounts * ACCOUNT + slots * SLOT);
    bytes.set(memory.bytes(room, accounts * ACCOUNT));
    bytes.set(memory.bytes(second, slots * SLOT), accounts * ACCOUNT);
    return { accounts, slots, bytes };
  }

  /** Pieces in the order in which they were kept: the last of them is put back first. The root does not know of it yet. */
  putBack(pieces: readonly UndoPiece[]): void {
    const { evm, memory } = this.machine;
    for (const { accounts, slots, bytes } of [...pieces].reverse()) {
      const room = this.room.of(bytes.length);
      memory.setBytes(room, bytes);
      evm.call.applyUndo(room, accounts, room + accounts * ACCOUNT, slots);
    }
    evm.call.reviveStorage();
  }
}
