/**
 * The engine of our own: an EVM in WebAssembly on one shared memory, one thread or several. The node's thread lays
 * things out and waits; the crew decodes, checks signatures, executes and makes the roots.
 *
 * While a block is made, questions are answered from what the last sealed block left; only while it is sealed they wait.
 */
import { Calls, Machine, SenderDirectory } from '../../kernel/evm/index.ts';
import type {
  BlockBuilder,
  Engine,
  EngineOptions,
  EngineState,
  Invalid,
  PooledTransaction,
  SealedBlock,
} from '../../spec/engine.ts';
import { assert } from '../../std/assert.ts';
import { fromHex } from '../../std/hex.ts';
import { ParallelBuilder } from './builder.ts';
import { Crew } from './crew.ts';
import { type Decoded, decodeAll } from './decode.ts';
import type { Opening } from './headers.ts';
import { Reader } from './reader.ts';
import { type Sealed, Sealer } from './sealer.ts';
import { StageTimes } from './stage-times.ts';
import { Staging } from './staging.ts';
import { StateView } from './state-view.ts';
import { WorkCount } from './work-count.ts';

/** Senders that the directory of keys has room for. */
const SENDERS = 1 << 18;
/** BLOCKHASH reaches 256 blocks back (Yellow Paper, appendix H). */
const HASHES_KEPT = 256n;
const FORK = 'osaka';

export class ParallelEngine implements Engine {
  readonly name: string;
  readonly version: string;
  readonly wave = Number.POSITIVE_INFINITY;
  readonly nextBaseFeeWei: bigint;
  readonly state: EngineState;
  private readonly options: EngineOptions;
  private readonly machine: Machine;
  private readonly calls: Calls;
  private readonly crew: Crew;
  private readonly times: StageTimes;
  private readonly sealer: Sealer;
  private readonly arrivals: Staging;
  private readonly reader: Reader;
  private readonly stagings: Staging[] = [];
  private readonly hashes = new Map<bigint, bigint>();
  private sealed!: Sealed;
  private underConstruction = false;
  /** Ends when the crew has nothing more to do. */
  private line: Promise<unknown> = Promise.resolve();
  private sealing: Promise<unknown> = Promise.resolve();

  private constructor(
    name: string,
    options: EngineOptions,
    machine: Machine,
    crew: Crew,
    directory: SenderDirectory,
  ) {
    this.name = name;
    this.version = '1';
    this.nextBaseFeeWei = options.baseFeeWei;
    this.options = options;
    this.machine = machine;
    this.crew = crew;
    this.times = new StageTimes(crew.size);
    this.sealer = new Sealer(machine, crew, this.times, options);
    this.arrivals = new Staging(machine.evm);
    this.reader = new Reader(machine.evm, directory);
    this.calls = new Calls(machine.evm.memory);
    this.state = new StateView(machine, this.calls, (read) => this.whenSealed(read));
  }

  /** An engine at its genesis, with its threads. */
  static async create(name: string, threads: number, options: EngineOptions): Promise<ParallelEngine> {
    const machine = new Machine();
    const directory = new SenderDirectory(SENDERS);
    const crew = await Crew.start({ memory: machine.evm.memory, threads, directory: directory.buffer });
    const engine = new ParallelEngine(name, options, machine, crew, directory);
    await engine.allocate();
    return engine;
  }

  get head(): SealedBlock {
    return this.sealed.block;
  }

  decode(raws: readonly Uint8Array[], hints?: ArrayLike<number>): Promise<(PooledTransaction | Invalid)[]> {
    const parts = {
      machine: this.machine,
      crew: this.crew,
      times: this.times,
      staging: this.arrivals,
      reader: this.reader,
      chainId: BigInt(this.options.chainId),
    };
    return this.alone(() => decodeAll(raws, hints, parts));
  }

  raw({ decoded }: PooledTransaction): Uint8Array {
    return (decoded as Decoded).raw;
  }

  async begin(timestampS: number): Promise<BlockBuilder> {
    assert(!this.underConstruction, 'one block is built at a time');
    this.underConstruction = true;
    const opening: Opening = {
      parentHash: this.sealed.hash,
      number: BigInt(this.head.number + 1),
      // Blocks may come faster than one a second: then several share a time stamp, and none runs ahead of the clock.
      timestamp: BigInt(Math.max(timestampS, this.head.timestampS)),
    };
    await this.alone(() => this.open(opening));
    const { inAnyCase = false, dependencies = false } = this.options;
    return new ParallelBuilder({
      machine: this.machine,
      crew: this.crew,
      times: this.times,
      gasLimit: this.options.blockGasLimit,
      stagings: this.stagings,
      inAnyCase: inAnyCase || dependencies,
      dependencies,
      alone: (task) => this.alone(task),
      seal: async (content) => {
        await this.seal(opening, content);
        this.underConstruction = false;
        return this.head;
      },
    });
  }

  close(): Promise<void> {
    return this.crew.close();
  }

  private async allocate(): Promise<void> {
    for (const { address, balanceWei, nonce, code, storage } of this.options.allocations) {
      this.machine.setAccount(fromHex(address), {
        balance: balanceWei,
        nonce: BigInt(nonce ?? 0),
        code: fromHex(code ?? '0x'),
        storage: new Map(Object.entries(storage ?? {}).map(([slot, value]) => [BigInt(slot), BigInt(value)])),
      });
    }
    const genesis = { parentHash: new Uint8Array(32), number: 0n, timestamp: 0n };
    await this.open(genesis);
    await this.seal(genesis, { standing: [], raws: [], gasUsed: 0, work: new WorkCount() });
  }

  private async open({ number, timestamp, parentHash }: Opening): Promise<void> {
    const { feeRecipient, blockGasLimit, baseFeeWei, chainId } = this.options;
    const context = {
      fork: FORK,
      number,
      timestamp,
      feeRecipient: fromHex(feeRecipient),
      gasLimit: BigInt(blockGasLimit),
      baseFee: baseFeeWei,
      random: wordOf(parentHash),
      blobFee: 1n,
      maxBlobs: 0,
      chainId: BigInt(chainId),
      hashes: this.hashes,
    } as const;
    this.machine.evm.call.growAccounts();
    this.machine.evm.call.growSlots();
    this.machine.beginBlock(context);
    await this.crew.run('begin');
  }

  private async seal(...parts: Parameters<Sealer['seal']>): Promise<void> {
    const sealing = this.sealer.seal(...parts);
    this.sealing = sealing.catch(() => undefined);
    this.sealed = await sealing;
    const [{ number }] = parts;
    this.hashes.set(number, wordOf(this.sealed.hash));
    this.hashes.delete(number - HASHES_KEPT);
    this.calls.follow();
  }

  /** Runs a read to its end while no block is being sealed: one that began in the meantime is waited for as well. */
  private async whenSealed<T>(read: () => T): Promise<T> {
    for (let before: unknown = null; before !== this.sealing; ) {
      before = this.sealing;
      await before;
    }
    return read();
  }

  /** The crew has one task at a time, in the order in which they are asked. */
  private alone<T>(task: () => Promise<T>): Promise<T> {
    const done = this.line.then(task);
    this.line = done.catch(() => undefined);
    return done;
  }
}

function wordOf(hash: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(hash).toString('hex')}`);
}
