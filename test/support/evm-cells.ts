/** Writes committed values into the cells of the EVM's kernel, as the commit of a block does, and marks them changed. */
import type { EvmInstance } from '../../harness/kernel/evm/instance.ts';

/** Offsets in cells: account.ts and slot.ts of the kernel. */
const ACCOUNT_VALUE = 48;
const [BALANCE, NONCE, CODE, EPOCH, FLAGS] = [0, 32, 40, 44, 48];
const [SLOT_EPOCH, SLOT_VALUE] = [20, 64];

export interface AccountValue {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  readonly epoch: number;
  readonly exists: boolean;
}

export class Cells {
  private readonly evm: EvmInstance;
  private readonly room: number;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.room = evm.call.take(4096);
  }

  /** The cell of an address of 20 bytes. */
  account(address: Uint8Array): number {
    this.evm.view().set(address, this.room);
    return this.evm.call.accountAt(this.room) >>> 0;
  }

  slot(account: number, key: bigint): number {
    this.putWords(this.room, key);
    return this.evm.call.slotAt(account, this.room) >>> 0;
  }

  /** `code`: up to 2,048 bytes. */
  setAccount(cell: number, { balance, nonce, code, epoch, exists }: AccountValue): void {
    const at = cell + ACCOUNT_VALUE;
    let codeAt = 0;
    if (code.length > 0) {
      this.evm.view().set(code, this.room);
      codeAt = this.evm.call.codeOf(this.room, code.length, this.room + 2048) >>> 0;
    }
    this.putWords(at + BALANCE!, balance);
    const words = this.words();
    words.setBigUint64(at + NONCE!, nonce, true);
    words.setUint32(at + CODE!, codeAt, true);
    words.setUint32(at + EPOCH!, epoch, true);
    words.setUint32(at + FLAGS!, exists ? 1 : 0, true);
    this.evm.call.markAccountChanged(cell);
  }

  setSlot(cell: number, value: bigint, epoch: number): void {
    this.putWords(cell + SLOT_VALUE!, value);
    this.words().setUint32(cell + SLOT_EPOCH!, epoch, true);
    this.evm.call.markSlotChanged(cell);
  }

  private putWords(at: number, value: bigint): void {
    const words = this.words();
    for (let i = 0; i < 4; i++)
      words.setBigUint64(at + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
  }

  private words(): DataView {
    return new DataView(this.evm.view().buffer);
  }
}
