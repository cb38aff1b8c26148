/** Owns questions about the state of the head, whatever block edr is making meanwhile. */
import type { AccountProof, EngineState, SenderAccount } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { LakhError } from '../../std/errors.ts';
import { quantity } from '../../std/hex.ts';
import { MAX_TRANSACTION_GAS } from '../limits.ts';
import type { Accounts } from './accounts.ts';
import { askOne, type Rpc } from './rpc.ts';

const NOBODY: Address = '0x0000000000000000000000000000000000000000';
const EMPTY_NODE = '0x80';
/** Of a trace only the outermost call, without its steps. */
export const TOP_CALL = { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } } as const;

/** What `callTracer` says of it. */
export interface TopCall {
  readonly gasUsed: Hex;
  readonly output?: Hex;
  /** Absent where it succeeded. */
  readonly error?: string;
}

interface ProofJson {
  readonly balance: Hex;
  readonly nonce: Hex;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly { readonly value: Hex; readonly proof: readonly Hex[] }[];
}

export class StateView implements EngineState {
  private readonly rpc: Rpc;
  private readonly known: Accounts;
  private readonly headNumber: () => number;

  constructor(rpc: Rpc, known: Accounts, headNumber: () => number) {
    this.rpc = rpc;
    this.known = known;
    this.headNumber = headNumber;
  }

  accounts(addresses: readonly Address[]): Promise<SenderAccount[]> {
    return this.known.ofAll(addresses);
  }

  async balance(address: Address): Promise<bigint> {
    return (await this.known.ofAll([address]))[0]!.balanceWei;
  }

  async nonce(address: Address): Promise<number> {
    return (await this.known.ofAll([address]))[0]!.nonce;
  }

  code(address: Address): Promise<Hex> {
    return askOne(this.rpc, 'eth_getCode', address, this.tag);
  }

  storage(address: Address, slot: Hex): Promise<Hex> {
    return askOne(this.rpc, 'eth_getStorageAt', address, quantity(BigInt(slot)), this.tag);
  }

  /** The base fee is zero for calls, so that a sender needs no ether for gas. edr would lend the value as well. */
  async call({
    from = NOBODY,
    to,
    data,
    valueWei,
    gasLimit,
  }: Parameters<EngineState['call']>[0]): ReturnType<EngineState['call']> {
    const { tag } = this;
    if (valueWei > 0n && (await this.balance(from)) < valueWei) {
      throw new LakhError('target-failed', 'the call cannot be made: insufficient funds for its value');
    }
    const gas = quantity(Math.min(gasLimit, MAX_TRANSACTION_GAS));
    const call = { from, ...(to !== null && { to }), data, value: quantity(valueWei), gas };
    try {
      const traced = await askOne<TopCall>(this.rpc, 'debug_traceCall', call, tag, TOP_CALL);
      return {
        succeeded: traced.error === undefined,
        data: traced.output ?? '0x',
        gasUsed: Number(traced.gasUsed),
      };
    } catch (cause) {
      if (!(cause instanceof LakhError)) throw cause;
      throw new LakhError('target-failed', `the call cannot be made: ${cause.message}`, { cause });
    }
  }

  async proof(address: Address, slots: readonly Hex[]): Promise<AccountProof> {
    const found = await askOne<ProofJson>(this.rpc, 'eth_getProof', address, slots, this.tag);
    return {
      balanceWei: BigInt(found.balance),
      nonce: Number(found.nonce),
      codeHash: found.codeHash,
      storageHash: found.storageHash,
      accountProof: found.accountProof,
      storage: found.storageProof.map(({ value, proof }) => ({
        value: BigInt(value),
        // A trie without anything in it has no node.
        proof: proof[0] === EMPTY_NODE ? [] : proof,
      })),
    };
  }

  private get tag(): Hex {
    return quantity(this.headNumber());
  }
}
