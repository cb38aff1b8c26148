/** Calls that leave no trace (`eth_call`), on what the last sealed block left; by an instance of their own. */
import { EvmInstance, type SharedMemory } from './instance.ts';
import * as at from './layout.ts';
import { Room } from './room.ts';
import * as record from './transaction-record.ts';
import { MemoryView } from './view.ts';

export interface Call {
  /** 20 bytes each; `to` is null for a creation. */
  readonly from: Uint8Array;
  readonly to: Uint8Array | null;
  readonly data: Uint8Array;
  readonly valueWei: bigint;
  readonly gasLimit: number;
}

export interface CallOutcome {
  /** Why no transaction could say that; 0 where one could, and the rest holds. */
  readonly refused: number;
  readonly succeeded: boolean;
  readonly output: Uint8Array;
  readonly gasUsed: bigint;
}

export class Calls {
  private readonly evm: EvmInstance;
  private readonly memory: MemoryView;
  private readonly room: Room;

  constructor(memory: SharedMemory) {
    this.evm = new EvmInstance(memory);
    this.evm.call.takeOwnBlock();
    this.evm.call.readSealed();
    this.memory = new MemoryView(this.evm);
    this.room = new Room(this.evm);
  }

  /** A block was sealed: calls are made as if in it, without a base fee, as geth does. */
  follow(): void {
    this.evm.call.followBlock();
  }

  run(call: Call): CallOutcome {
    const { memory, evm } = this;
    const tx = this.room.of(record.RECORD_BYTES + at.RESULT_BYTES + call.data.length);
    const result = tx + record.RECORD_BYTES;
    const data = result + at.RESULT_BYTES;
    memory.setBytes(tx, new Uint8Array(record.RECORD_BYTES));
    memory.setU32(tx + record.RECORD_FLAGS, call.to === null ? record.CREATES : 0);
    memory.setBytes(tx + record.RECORD_SENDER, call.from);
    memory.setU64(tx + record.RECORD_NONCE, this.nonceOf(tx + record.RECORD_SENDER));
    memory.setU64(tx + record.RECORD_GAS_LIMIT, BigInt(call.gasLimit));
    memory.setWord(tx + record.RECORD_VALUE, call.valueWei);
    if (call.to !== null) memory.setBytes(tx + record.RECORD_TO, call.to);
    memory.setU32(tx + record.RECORD_DATA, data);
    memory.setU32(tx + record.RECORD_DATA + 4, call.data.length);
    memory.setBytes(data, call.data);
    const refused = evm.call.simulate(tx, result);
    return {
      refused,
      succeeded: memory.u32(result + at.RESULT_STATUS) === 1,
      output: memory.bytes(
        memory.u32(result + at.RESULT_OUTPUT),
        memory.u32(result + at.RESULT_OUTPUT_LENGTH),
      ),
      gasUsed: memory.u64(result + at.RESULT_GAS),
    };
  }

  private nonceOf(address: number): bigint {
    const cell = this.evm.call.findAccount(address) >>> 0;
    return cell === 0 ? 0n : this.memory.u64(cell + at.ACCOUNT_SEALED + at.VALUE_NONCE);
  }
}
