/** Owns what can be asked of the last sealed block: accounts, code, slots, calls that leave no trace. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Calls, layout, type Machine, Proofs, refusalText } from '../../kernel/evm/index.ts';
import type { AccountProof, EngineState, SenderAccount } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { LakhError } from '../../std/errors.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import { MAX_TRANSACTION_GAS } from '../limits.ts';
import { EMPTY_ROOT } from './headers.ts';

/** keccak-256 of nothing. */
const NO_CODE = keccak_256(new Uint8Array(0));

const NO_ACCOUNT: SenderAccount = { nonce: 0, balanceWei: 0n };

/** Runs a read while no block is being sealed. */
type WhenSealed = <T>(read: () => T) => Promise<T>;

export class StateView implements EngineState {
  private readonly machine: Machine;
  private readonly calls: Calls;
  private readonly proofs: Proofs;
  private readonly whenSealed: WhenSealed;

  constructor(machine: Machine, calls: Calls, whenSealed: WhenSealed) {
    this.machine = machine;
    this.calls = calls;
    this.proofs = new Proofs(machine.evm);
    this.whenSealed = whenSealed;
  }

  accounts(addresses: readonly Address[]): Promise<SenderAccount[]> {
    const { memory } = this.machine;
    const account = (value: number) => ({
      nonce: Number(memory.u64(value + layout.VALUE_NONCE)),
      balanceWei: memory.word(value + layout.VALUE_BALANCE),
    });
    return this.whenSealed(() => addresses.map((address) => this.readNow(address, NO_ACCOUNT, account)));
  }

  balance(address: Address): Promise<bigint> {
    return this.read(address, 0n, (value) => this.machine.memory.word(value + layout.VALUE_BALANCE));
  }

  nonce(address: Address): Promise<number> {
    return this.read(address, 0, (value) => Number(this.machine.memory.u64(value + layout.VALUE_NONCE)));
  }

  code(address: Address): Promise<Hex> {
    const { memory } = this.machine;
    return this.read<Hex>(address, '0x', (value) => {
      const code = memory.u32(value + layout.VALUE_CODE);
      if (code === 0) return '0x';
      return toHex(memory.bytes(code + layout.CODE_BYTES, memory.u32(code + layout.CODE_LENGTH)));
    });
  }

  storage(address: Address, slot: Hex): Promise<Hex> {
    return this.read<Hex>(address, `0x${'00'.repeat(32)}`, (_, cell) => {
      const value = this.machine.sealedSlot(cell, BigInt(slot));
      return `0x${value.toString(16).padStart(64, '0')}`;
    });
  }

  proof(address: Address, slots: readonly Hex[]): Promise<AccountProof> {
    return this.whenSealed(() => this.prove(address, slots));
  }

  /** @throws LakhError `target-failed` where no transaction could say that: too little gas, or value without funds. */
  call(call: Parameters<EngineState['call']>[0]): ReturnType<EngineState['call']> {
    return this.whenSealed(() => this.run(call));
  }

  /** What stands at the sealed value and in the cell of an account; `missing` where nobody ever named it. */
  private read<T>(address: Address, missing: T, at: (value: number, cell: number) => T): Promise<T> {
    return this.whenSealed(() => this.readNow(address, missing, at));
  }

  private readNow<T>(address: Address, missing: T, at: (value: number, cell: number) => T): T {
    const cell = this.machine.findAccount(fromHex(address));
    return cell === 0 ? missing : at(cell + layout.ACCOUNT_SEALED, cell);
  }

  private prove(address: Address, slots: readonly Hex[]): AccountProof {
    const { machine } = this;
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
      accountProof: this.proofs.account(cell).map(toHex),
      storage: slots.map((slot) => ({
        value: machine.sealedSlot(cell, BigInt(slot)),
        proof: this.proofs.slot(machine.slotOf(cell, BigInt(slot))).map(toHex),
      })),
    };
  }

  private run(call: Parameters<EngineState['call']>[0]): Awaited<ReturnType<EngineState['call']>> {
    const { refused, succeeded, output, gasUsed } = this.calls.run({
      from: fromHex(call.from ?? `0x${'00'.repeat(20)}`),
      to: call.to === null ? null : fromHex(call.to),
      data: fromHex(call.data),
      valueWei: call.valueWei,
      gasLimit: Math.min(call.gasLimit, MAX_TRANSACTION_GAS),
    });
    if (refused !== 0) {
      throw new LakhError('target-failed', `the call cannot be made: ${refusalText(refused)}`);
    }
    return { succeeded, data: toHex(output), gasUsed: Number(gasUsed) };
  }
}
