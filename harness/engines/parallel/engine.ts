/**
 * The engine of our own: an EVM in WebAssembly on one shared memory, one thread or several. The node's thread lays
 * things out and waits; the crew decodes, checks signatures, executes and makes the roots.
 *
 * While a block is made, questions are answered from what the last sealed block left; only while it is sealed they wait.
 */
import { Calls, Machine, SenderDirectory, StateKeeping } from '../../kernel/evm/index.ts';
import type { StateRecords, StateStore } from '../../spec/chain-store.ts';
import type {
  BlockBuilder,
  Engine,
  EngineOptions,
  EngineState,
  Invalid,
  PooledTransaction,
  SealedBlock,
  Snapshot,
} from '../../spec/engine.ts';
import { assert } from '../../std/assert.ts';
import { LakhError } from '../../std/errors.ts';
import { fromHex } from '../../std/hex.ts';
import { BlockHashes } from './block-hashes.ts';
import { ParallelBuilder } from './builder.ts';
import { contextOf } from './context.ts';
import { Crew } from './crew.ts';
import { type Decoded, decodeAll } from './decode.ts';
import type { Opening } from './headers.ts';
import { Outlook } from './outlook.ts';
import { Reader } from './reader.ts';
import { type Sealed, Sealer } from './sealer.ts';
import { Snapshots } from './snapshots.ts';
import { StageTimes } from './stage-times.ts';
import type { Staging } from './staging.ts';
import { StateView } from './state-view.ts';
import { Turns } from './turns.ts';
import { WorkCount } from './work-count.ts';

/** Senders that the directory of keys has room for. */
const SENDERS = 1 << 18;

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
  private readonly arrivals: Staging[] = [];
  private readonly reader: Reader;
  private readonly stagings: Staging[] = [];
  private readonly outlook = new Outlook();
  private readonly snapshots: Snapshots;
  private readonly hashes: BlockHashes;
  private readonly keeping: StateKeeping;
  private sealed!: Sealed;
  private underConstruction = false;
  private readonly turns = new Turns();

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
    this.reader = new Reader(machine.evm, directory);
    this.snapshots = new Snapshots(machine);
    this.hashes = new BlockHashes(this.snapshots);
    this.keeping = new StateKeeping(machine);
    this.calls = new Calls(machine.evm.memory);
    this.state = new StateView(machine, this.calls, (read) => this.turns.whileStanding(read));
  }

  /** An engine at its genesis, or where its store is, with its threads. */
  static async create(name: string, threads: number, options: EngineOptions): Promise<ParallelEngine> {
    const machine = new Machine();
    const directory = new SenderDirectory(SENDERS);
    const crew = await Crew.start({ memory: machine.evm.memory, threads, directory: directory.buffer });
    const engine = new ParallelEngine(name, options, machine, crew, directory);
    try {
      await (options.store?.head ? engine.resume(options.store, options.store.head) : engine.allocate());
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  get head(): SealedBlock {
    return this.sealed.block;
  }

  decode(raws: readonly Uint8Array[], hints?: ArrayLike<number>): Promise<(PooledTransaction | Invalid)[]> {
    return decodeAll(raws, hints, {
      machine: this.machine,
      crew: this.crew,
      times: this.times,
      stagings: this.arrivals,
      reader: this.reader,
      chainId: BigInt(this.options.chainId),
      alone: (task) => this.turns.alone(task),
    });
  }

  raw({ decoded }: PooledTransaction): Uint8Array {
    return (decoded as Decoded).raw;
  }

  async begin(timestampS: number): Promise<BlockBuilder> {
    this.turns.mustGoOn();
    assert(!this.underConstruction, 'one block is built at a time');
    this.underConstruction = true;
    const opening: Opening = {
      parentHash: this.sealed.hash,
      number: BigInt(this.head.number + 1),
      // Blocks may come faster than one a second: then several share a time stamp, and none runs ahead of the clock.
      timestamp: BigInt(Math.max(timestampS, this.head.timestampS)),
    };
    await this.turns.alone(() => this.open(opening));
    const { inAnyCase = false, dependencies = false } = this.options;
    return new ParallelBuilder({
      machine: this.machine,
      crew: this.crew,
      times: this.times,
      gasLimit: this.options.blockGasLimit,
      stagings: this.stagings,
      inAnyCase: inAnyCase || dependencies,
      dependencies,
      outlook: this.outlook,
      alone: (task) => this.turns.alone(task),
      seal: async (content) => {
        await this.seal(opening, content);
        this.underConstruction = false;
        return this.head;
      },
    });
  }

  async snapshot(): Promise<Snapshot> {
    assert(!this.underConstruction, 'a snapshot is taken between two blocks');
    const { head } = this;
    const id = this.snapshots.take(head.number);
    return { head, restore: () => this.restore(id, head) };
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

  private async resume(store: StateStore, head: SealedBlock): Promise<void> {
    for await (const records of store.state()) this.keeping.load(records);
    const root = await this.sealer.root();
    if (root !== head.stateRoot) {
      throw new LakhError(
        'bad-data',
        `the state has the root ${root}, its last block says ${head.stateRoot}`,
        {
          hint: 'the folder is damaged: start with another, or take it from a copy',
        },
      );
    }
    this.hashes.load(head.number, (number) => store.hashOf(number));
    this.standAt(head);
  }

  private async restore(id: number, head: SealedBlock): Promise<void> {
    assert(this.snapshots.has(id), 'a snapshot is used once, and not after an earlier one was');
    assert(!this.underConstruction, 'a state comes back between two blocks');
    return this.turns.move(
      async () => {
        this.snapshots.putBack(id);
        const changes = this.changes();
        const root = await this.sealer.root();
        if (root !== head.stateRoot) {
          const was = `block ${head.number} does not come back: its state has the root ${root}, it had ${head.stateRoot}`;
          throw new LakhError('target-failed', was);
        }
        return changes;
      },
      async (changes) => {
        await this.commit(head, changes);
        this.hashes.rewind(head.number);
        this.standAt(head);
      },
    );
  }

  private async open(opening: Opening): Promise<void> {
    this.machine.evm.call.growAccounts();
    this.machine.evm.call.growSlots();
    this.machine.beginBlock(contextOf(opening, this.options, this.hashes.all));
    await this.crew.run(['begin']);
  }

  private seal(...parts: Parameters<Sealer['seal']>): Promise<void> {
    return this.turns.move(
      async () => {
        this.snapshots.keep();
        const changes = this.changes();
        return { changes, sealed: await this.sealer.seal(...parts) };
      },
      async ({ changes, sealed }) => {
        await this.commit(sealed.block, changes);
        this.sealed = sealed;
        this.hashes.keep(sealed.block.number, sealed.block.hash);
        this.calls.follow();
      },
    );
  }

  /** Makes a block the head whose state stands in the cells. */
  private standAt(block: SealedBlock): void {
    this.sealed = { hash: fromHex(block.hash), block };
    const opening = {
      number: BigInt(block.number),
      timestamp: BigInt(block.timestampS),
      parentHash: fromHex(block.parentHash),
    };
    this.machine.beginBlock(contextOf(opening, this.options, this.hashes.all));
    this.calls.follow();
  }

  /** What a block changed, where that is kept; before it is sealed. */
  private changes(): StateRecords | null {
    return this.options.store === undefined ? null : this.keeping.changes();
  }

  private async commit(block: SealedBlock, changes: StateRecords | null): Promise<void> {
    if (changes !== null) await this.options.store?.commit(block, changes);
  }
}
