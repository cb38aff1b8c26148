/**
 * An engine that is given the blocks of a scenario through its contract, and what is compared of what it makes of them.
 * It is the built one (`npm run build`): its threads start ten times as fast as from source.
 */
import type {
  Engine,
  EngineFactory,
  EngineOptions,
  PooledTransaction,
  SealedBlock,
} from '../../../harness/spec/engine.ts';
import { BASE_FEE_WEI, CHAIN_ID, type Outcomes, type Traffic, type TrafficBlock } from './traffic.ts';

const BUILT = new URL('../../../dist/harness/engines/index.js', import.meta.url);
const ETHER = 10n ** 18n;

export type EngineName = 'sequential' | 'parallel' | 'ethereumjs';
export type Engines = Readonly<Record<EngineName, EngineFactory>>;

/** Throws where nothing was built. */
export async function builtEngines(): Promise<Engines> {
  const { ENGINES } = (await import(BUILT.href)) as { ENGINES: Engines };
  return ENGINES;
}

/** What an engine made of a block. */
export interface Made {
  /** What is compared. */
  readonly facts: object;
  readonly outcomes: Outcomes;
  readonly block: SealedBlock;
}

export class Contestant {
  readonly name: string;
  readonly threads: number;
  private readonly engine: Engine;

  private constructor(name: string, threads: number, engine: Engine) {
    this.name = name;
    this.threads = threads;
    this.engine = engine;
  }

  static async enter(
    name: EngineName,
    { addresses }: Traffic,
    engines: Engines,
    threads = 1,
  ): Promise<Contestant> {
    const options: EngineOptions = {
      chainId: CHAIN_ID,
      // All of a block fits, by its gas limits.
      blockGasLimit: 10 ** 10,
      baseFeeWei: BASE_FEE_WEI,
      feeRecipient: '0xfee0000000000000000000000000000000000fee',
      allocations: addresses.map((address) => ({ address, balanceWei: 1_000_000n * ETHER })),
      threads,
    };
    const shown = name === 'parallel' ? `parallel on ${threads} threads` : name;
    return new Contestant(shown, threads, await engines[name](options));
  }

  async make({ raws, timestampS, cut }: TrafficBlock): Promise<Made> {
    const { engine } = this;
    const decoded = await engine.decode(raws);
    const valid = decoded.filter((one): one is PooledTransaction => !('invalid' in one));
    const builder = await engine.begin(timestampS);
    const refusals = [...(await builder.add(valid.slice(0, cut))), ...(await builder.add(valid.slice(cut)))];
    const block = await builder.seal();
    const receipts = [...block.receipts];
    let [at, standing] = [0, 0];
    const fates = decoded.map((one) => {
      if ('invalid' in one) return 'invalid';
      return refusals[at++] === null ? 'stands' : 'refused';
    });
    const outcomes = fates.map((fate) => (fate === 'stands' ? receipts[standing++]!.succeeded : null));
    const { raws: _, work: __, receipts: ___, hash, rest, columns, conflicting, ...header } = block;
    return { facts: { fates, receipts, columns, ...header, rest, hash, conflicting }, outcomes, block };
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
