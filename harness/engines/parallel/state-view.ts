/** Owns what can be asked of the last sealed block: accounts, code, slots, calls that leave no trace. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import {
  type CallOutcome,
  type Calls,
  layout,
  type Machine,
  Proofs,
  refusalText,
} from '../../kernel/evm/index.ts';
import type { AccountProof, EngineState } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { LakhError } from '../../std/errors.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import { EMPTY_ROOT } from './headers.ts';

/** keccak-256 of nothing. */
const NO_CODE = keccak_256(new Uint8Array(0));

export class StateView implements EngineState {
  private readonly machine: Machine;
  private readonly calls: Calls;
  private readonly proofs: Proofs;
  /** Resolves when no block is being sealed. */
  private readonly settled: () => Promise<void>;

  constructor(machine: Machine, calls: Calls, settled: () => Promise<void>) {
    this.machine = machine;
    this.calls = calls;
    this.proofs = new Proofs(machine.evm);
    this.settled = settled;
  }

  async balance(address: Address): Promise<bigint> {
    const cell = await this.find(address);
    return cell === 0 ? 0n : this.machine.memory.word(cell + layout.ACCOUNT_SEALED + layout.VALUE_BALANCE);
  }

  async nonce(address: Address): Promise<number> {
    const cell = await this.find(address);
    return cell === 0
      ? 0
      : Number(this.machine.memory.u64(cell + layout.ACCOUNT_SEALED + layout.VALUE_NONCE));
  }

  async code(address: Address): Promise<Hex> {
    const cell = await this.find(address);
    if (cell === 0) return '0x';
    const { memory } = this.machine;
    const code = memory.u32(cell + layout.ACCOUNT_SEALED + layout.VALUE_CODE);
    if (code === 0) return '0x';
    return toHex(memory.bytes(code + layout.CODE_BYTES, memory.u32(code + layout.CODE_LENGTH)));
  }

  async storage(address: Address, slot: Hex): Promise<Hex> {
    const cell = await this.find(address);
    const value = cell === 0 ? 0n : this.machine.sealedSlot(cell, BigInt(slot));
    return `0x${value.toString(16).padStart(64, '0')}`;
  }

  async proof(address: Address, slots: readonly Hex[]): Promise<AccountProof> {
    await this.settled();
    const { machine, proofs } = this;
    const { memory } = machine;
    const cell = machine.cellOf(fromHex(address));
    const value = cell + layout.ACCOUNT_SEALED;
    const code = memory.u32(value + layout.VALUE_CODE);
    const root = memory.bytes(cell + layout.ACCOUNT_STORAGE_ROOT, 32);
    return {
      balanceWei: memory.word(value + layout.VALUE_BALANCE),
      nonce: Number(memory.u64(value + layout.VALUE_NONCE)),
      codeHash: toHex(code === 0 ? NO_CODE : memory.bytes(code + layout.CODE_HASH, 32)),
      // All zeros stand for the root of an empty trie.
      storageHash: toHex(root.some((byte) => byte !== 0) ? root : EMPTY_ROOT),
      accountProof: proofs.account(cell).map(toHex),
      storage: slots.map((slot) => ({
        value: machine.sealedSlot(cell, BigInt(slot)),
        proof: proofs.slot(machine.slotOf(cell, BigInt(slot))).map(toHex),
      })),
    };
  }

  /** @throws LakhError `target-failed` where no transaction could say that: too little gas, or value without funds. */
  async call(call: Parameters<EngineState['call']>[0]): ReturnType<EngineState['call']> {
    await this.settled();
    const outcome: CallOutcome = this.calls.run({
      from: fromHex(call.from ?? `0x${'00'.repeat(20)}`),
      to: call.to === null ? null : fromHex(call.to),
      data: fromHex(call.data),
      valueWei: call.valueWei,
      gasLimit: call.gasLimit,
    });
    if (outcome.refused !== 0) {
      throw new LakhError('target-failed', `the call cannot be made: ${refusalText(outcome.refused)}`);
    }
    return { succeeded: outcome.succeeded, data: toHex(outcome.output), gasUsed: Number(outcome.gasUsed) };
  }

  /** The cell of an account, 0 where nobody ever named it. */
  private async find(address: Address): Promise<number> {
    await this.settled();
    return this.machine.findAccount(fromHex(address));
  }
}
