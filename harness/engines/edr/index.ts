/**
 * revm as Hardhat uses it: @nomicfoundation/edr, an optional dependency, in this process and asked by JSON-RPC. For
 * comparison: written by others in Rust, run by one thread after the other.
 *
 * What is inside its clock: edr decodes every transaction and recovers its sender in `eth_sendRawTransaction`, executes
 * the block, makes its roots and keeps it in `evm_mine`, and writes receipts as JSON. Calls go to it many at a time. The
 * pool around an engine wants to know senders before, so a transaction is decoded once more by the kernel of our own.
 * Execution and roots cannot be told apart, hence `work` is null, and so are conflicts.
 *
 * Osaka, as the other engines. Blocks have the same state, receipts and gas, but another hash: edr makes up a
 * parent beacon block root for each, the same on every run; and with the hash what PREVRANDAO and BLOCKHASH say.
 */
import { Machine, SenderDirectory } from '../../kernel/evm/index.ts';
import type {
  BlockBuilder,
  Engine,
  EngineFactory,
  EngineOptions,
  Invalid,
  PooledTransaction,
  SealedBlock,
} from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { assert } from '../../std/assert.ts';
import { type Decoded, decodeHere, type HereParts } from '../parallel/decode.ts';
import { Reader } from '../parallel/reader.ts';
import { StageTimes } from '../parallel/stage-times.ts';
import { Staging } from '../parallel/staging.ts';
import { Accounts } from './accounts.ts';
import { edrVersion } from './binding.ts';
import { EdrBuilder } from './builder.ts';
import { openProvider } from './provider.ts';
import { askOne, type Rpc } from './rpc.ts';
import { type BlockJson, sealedBlock } from './sealed-block.ts';
import { StateView, TOP_CALL, type TopCall } from './state-view.ts';

export { loadEdr } from './binding.ts';
export type { Call, Rpc } from './rpc.ts';

/** Senders whose keys are remembered for decoding. */
const SENDERS = 1 << 18;

export const createEdrEngine: EngineFactory = (options) => EdrEngine.create(options);

export class EdrEngine implements Engine {
  readonly name = 'edr';
  readonly version = edrVersion();
  readonly wave = Number.POSITIVE_INFINITY;
  readonly nextBaseFeeWei: bigint;
  readonly state: StateView;
  head: SealedBlock;
  private readonly options: EngineOptions;
  private readonly rpc: Rpc;
  private readonly accounts: Accounts;
  private readonly decoding: HereParts;
  private underConstruction = false;

  private constructor(options: EngineOptions, rpc: Rpc, genesis: BlockJson) {
    this.options = options;
    this.rpc = rpc;
    this.nextBaseFeeWei = options.baseFeeWei;
    this.head = sealedBlock(genesis, { receipts: [], raws: [] });
    this.accounts = new Accounts(rpc);
    this.state = new StateView(rpc, this.accounts, () => this.head.number);
    this.decoding = decodingParts(options.chainId);
  }

  /** `seen` may stand between the engine and edr, to see what is asked. */
  static async create(options: EngineOptions, seen: (rpc: Rpc) => Rpc = (rpc) => rpc): Promise<EdrEngine> {
    const rpc = seen(await openProvider(options));
    return new EdrEngine(options, rpc, await askOne<BlockJson>(rpc, 'eth_getBlockByNumber', '0x0', false));
  }

  async decode(
    raws: readonly Uint8Array[],
    hints?: ArrayLike<number>,
  ): Promise<(PooledTransaction | Invalid)[]> {
    return decodeHere(raws, hints, this.decoding);
  }

  raw({ decoded }: PooledTransaction): Uint8Array {
    return (decoded as Decoded).raw;
  }

  async begin(timestampS: number): Promise<BlockBuilder> {
    assert(!this.underConstruction, 'one block is built at a time');
    this.underConstruction = true;
    return new EdrBuilder({
      rpc: this.rpc,
      accounts: this.accounts,
      number: this.head.number + 1,
      parentHash: this.head.hash,
      // Blocks may come faster than one a second: then several share a time stamp, and none runs ahead of the clock.
      timestampS: Math.max(timestampS, this.head.timestampS),
      gasLimit: this.options.blockGasLimit,
      baseFeeWei: this.options.baseFeeWei,
      settle: (block) => {
        this.head = block;
        this.underConstruction = false;
      },
    });
  }

  /** Executes the block once more, up to that transaction. */
  async returned(hash: Hex): Promise<Hex | null> {
    const traced = await askOne<TopCall>(this.rpc, 'debug_traceTransaction', hash, TOP_CALL);
    return traced.error === 'execution reverted' ? (traced.output ?? '0x') : null;
  }

  async close(): Promise<void> {}
}

function decodingParts(chainId: number): HereParts {
  const machine = new Machine();
  return {
    machine,
    staging: new Staging(machine.evm),
    reader: new Reader(machine.evm, new SenderDirectory(SENDERS)),
    times: new StageTimes(1),
    chainId: BigInt(chainId),
  };
}
