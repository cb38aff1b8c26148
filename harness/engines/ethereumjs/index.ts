/**
 * The reference engine: EthereumJS executes, tables and tries of our own keep the state. Slow, and right: every other
 * engine is compared with it, receipt by receipt and root by root.
 *
 * No block rewards, no withdrawals, no beacon chain behind it; the base fee stays where it was set, so that a load
 * does not change its own price.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { KECCAK256_NULL } from '@ethereumjs/util';
import { createVM, type VM } from '@ethereumjs/vm';
import type {
  AccountProof,
  BlockBuilder,
  Engine,
  EngineFactory,
  EngineOptions,
  EngineState,
  Invalid,
  PooledTransaction,
  SealedBlock,
  Snapshot,
} from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { assert } from '../../std/assert.ts';
import { toHex } from '../../std/hex.ts';
import { EthereumjsBuilder, type Site, sealedBlock } from './builder.ts';
import { runCall } from './call.ts';
import { type Decoded, decodeTransaction } from './decode.ts';
import { chainRules } from './rules.ts';
import { type Changes, codeKey, SealedState } from './sealed-state.ts';
import { EMPTY_ROOT } from './trie.ts';
import { WorkingState } from './working-state.ts';

/** BLOCKHASH reaches 256 blocks back (Yellow Paper, appendix H), in a call from the head itself. */
const BLOCK_HASHES_KEPT = 257;

export const createEthereumjsEngine: EngineFactory = async (options) => {
  assert(options.store === undefined, 'this engine keeps its chain in memory alone');
  const rules = chainRules(options.chainId);
  const sealed = new SealedState();
  const stateRoot = await sealed.allocate(options.allocations);
  const genesis = createBlockHeader(
    {
      number: 0n,
      stateRoot,
      coinbase: options.feeRecipient,
      gasLimit: BigInt(options.blockGasLimit),
      baseFeePerGas: options.baseFeeWei,
    },
    { common: rules },
  );
  const hashes = new BlockHashes();
  hashes.keep(genesis);
  const [building, calling] = await Promise.all([
    machine(rules, sealed, hashes),
    machine(rules, sealed, hashes),
  ]);
  return new EthereumjsEngine(options, { rules, sealed, hashes, building, calling }, genesis);
};

interface Machine {
  readonly vm: VM;
  readonly state: WorkingState;
}

async function machine(rules: Common, sealed: SealedState, blockchain: BlockHashes): Promise<Machine> {
  const state = new WorkingState(sealed);
  const vm = await createVM({ common: rules, stateManager: state, blockchain });
  return { vm, state };
}

interface Parts {
  readonly rules: Common;
  readonly sealed: SealedState;
  readonly hashes: BlockHashes;
  /** Two machines, so that a call does not see half a block. */
  readonly building: Machine;
  readonly calling: Machine;
}

class EthereumjsEngine implements Engine {
  readonly name = 'ethereumjs';
  readonly version = executorVersion();
  readonly wave = 1;
  readonly nextBaseFeeWei: bigint;
  readonly state: EngineState;
  head: SealedBlock;
  private readonly options: EngineOptions;
  private readonly parts: Parts;
  private header: BlockHeader;
  private underConstruction = false;
  /** Ends when the last thing that must see one state throughout is done. */
  private quiet: Promise<unknown> = Promise.resolve();
  /** Ends when the tries are those of the head again. */
  private settled: Promise<unknown> = Promise.resolve();
  /** What takes back each block since the first snapshot; `null` where there is none. */
  private undo: Changes[] | null = null;

  constructor(options: EngineOptions, parts: Parts, genesis: BlockHeader) {
    this.options = options;
    this.parts = parts;
    this.nextBaseFeeWei = options.baseFeeWei;
    this.header = genesis;
    this.head = sealedBlock(genesis, { receipts: [], raws: [], conflicting: 0 });
    this.state = this.stateView();
  }

  async decode(raws: readonly Uint8Array[]): Promise<(PooledTransaction | Invalid)[]> {
    return raws.map((raw) => decodeTransaction(raw, this.parts.rules));
  }

  async close(): Promise<void> {}

  async begin(timestampS: number): Promise<BlockBuilder> {
    assert(!this.underConstruction, 'one block is built at a time');
    this.underConstruction = true;
    const site: Site = {
      rules: this.parts.rules,
      ...this.parts.building,
      header: {
        number: this.header.number + 1n,
        parentHash: this.header.hash(),
        coinbase: this.options.feeRecipient,
        // Blocks may come faster than one a second: then several share a time stamp, and none runs ahead of the clock.
        timestamp: BigInt(Math.max(timestampS, this.head.timestampS)),
        gasLimit: BigInt(this.options.blockGasLimit),
        baseFeePerGas: this.options.baseFeeWei,
        // PREVRANDAO: the same on every run of the same blocks.
        mixHash: this.header.hash(),
      },
      settle: (finish) => this.settle(finish),
    };
    return new EthereumjsBuilder(site);
  }

  raw({ decoded }: PooledTransaction): Uint8Array {
    return (decoded as Decoded).raw;
  }

  async snapshot(): Promise<Snapshot> {
    assert(!this.underConstruction, 'a snapshot is taken between two blocks');
    this.undo ??= [];
    const mark = this.undo.length;
    const { head, header } = this;
    const hashes = this.parts.hashes.copy();
    return { head, restore: () => this.restore(mark, { head, header, hashes }) };
  }

  private async restore(
    mark: number,
    to: { head: SealedBlock; header: BlockHeader; hashes: BlockHashes },
  ): Promise<void> {
    const { sealed } = this.parts;
    const undo = this.undo ?? [];
    assert(!this.underConstruction && undo.length >= mark, 'the snapshot is on the way to the head');
    await this.unsettled(async () => {
      while (undo.length > mark) {
        const changes = undo.pop()!;
        const root = toHex(await sealed.root(changes));
        const before = undo.length === mark ? to.head.stateRoot : root;
        assert(root === before, 'the state goes back to the root that it had');
        await this.alone(async () => sealed.merge(changes));
      }
      await this.alone(async () => {
        this.parts.hashes.replace(to.hashes);
        this.head = to.head;
        this.header = to.header;
      });
    });
  }

  private async settle(finish: Parameters<Site['settle']>[0]): Promise<SealedBlock> {
    return this.unsettled(() => this.makeHead(finish));
  }

  private async makeHead(finish: Parameters<Site['settle']>[0]): Promise<SealedBlock> {
    const { sealed, building, hashes } = this.parts;
    const changes = building.state.changes();
    const { header, block } = finish(await sealed.root(changes));
    await this.alone(async () => {
      this.undo?.push(sealed.inverse(changes));
      sealed.merge(changes);
      building.state.clear();
      hashes.keep(header);
      this.header = header;
      this.head = block;
      this.underConstruction = false;
    });
    return block;
  }

  /** Calls and the change of the head follow each other: a call sees one state from its start to its end. */
  private alone<T>(task: () => Promise<T>): Promise<T> {
    const done = this.quiet.then(task);
    this.quiet = done.catch(() => undefined);
    return done;
  }

  /** Proofs wait for `task`, which moves the tries. */
  private unsettled<T>(task: () => Promise<T>): Promise<T> {
    const done = task();
    this.settled = done.catch(() => undefined);
    return done;
  }

  private async proof(address: Address, slots: readonly Hex[]): Promise<AccountProof> {
    for (let before: unknown = null; before !== this.settled; ) {
      before = this.settled;
      await before;
    }
    const { sealed } = this.parts;
    const keys = slots.map((slot) => slot.slice(2).padStart(64, '0'));
    const account = sealed.account(address);
    const proof = sealed.prove(address, keys);
    return {
      balanceWei: account?.balance ?? 0n,
      nonce: Number(account?.nonce ?? 0n),
      codeHash: toHex(account?.codeHash ?? KECCAK256_NULL),
      storageHash: toHex(account?.storageRoot ?? EMPTY_ROOT),
      accountProof: proof.account.map(toHex),
      storage: keys.map((key, index) => ({
        value: BigInt(`0x0${toHex(sealed.storage(address, key)).slice(2)}`),
        proof: proof.slots[index]!.map(toHex),
      })),
    };
  }

  private stateView(): EngineState {
    const { sealed, rules, calling } = this.parts;
    return {
      accounts: async (addresses) =>
        addresses.map((address) => {
          const { nonce, balance } = sealed.account(address) ?? NO_ACCOUNT;
          return { nonce: Number(nonce), balanceWei: balance };
        }),
      balance: async (address) => (sealed.account(address) ?? NO_ACCOUNT).balance,
      nonce: async (address) => Number((sealed.account(address) ?? NO_ACCOUNT).nonce),
      code: async (address) => {
        const account = sealed.account(address);
        return account === undefined ? '0x' : toHex(sealed.code(codeKey(account.codeHash)));
      },
      storage: async (address: Address, slot: Hex): Promise<Hex> => {
        const value = toHex(sealed.storage(address, slot.slice(2).padStart(64, '0')));
        return `0x${value.slice(2).padStart(64, '0')}`;
      },
      proof: (address, slots) => this.proof(address, slots),
      call: (call) => this.alone(() => runCall(call, { ...calling, rules, head: this.header })),
    };
  }
}

const NO_ACCOUNT = { nonce: 0n, balance: 0n };

/** What EthereumJS asks for the hash of an earlier block. */
class BlockHashes {
  private hashes = new Map<number, Uint8Array>();

  copy(): BlockHashes {
    const copy = new BlockHashes();
    copy.hashes = new Map(this.hashes);
    return copy;
  }

  replace(by: BlockHashes): void {
    this.hashes = new Map(by.hashes);
  }

  keep(header: BlockHeader): void {
    this.hashes.set(Number(header.number), header.hash());
    this.hashes.delete(Number(header.number) - BLOCK_HASHES_KEPT);
  }

  async getBlock(number: number): Promise<{ hash(): Uint8Array }> {
    const hash = this.hashes.get(Number(number));
    assert(hash !== undefined, `block ${number} is within reach of BLOCKHASH`);
    return { hash: () => hash };
  }

  async putBlock(): Promise<void> {
    throw new Error('blocks are kept by the engine');
  }

  shallowCopy(): this {
    return this;
  }
}

/** EthereumJS does not export its package.json. */
function executorVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@ethereumjs/vm');
  const text = readFileSync(join(dirname(entry), '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
