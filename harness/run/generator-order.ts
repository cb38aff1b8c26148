/** What it takes to build a generator, in a form that crosses threads. */
import { scheduleOf, windowOf } from '../pacing/index.ts';
import type { Driver, Load, Plan, Target, Workload, WorkloadContext } from '../spec/index.ts';
import { type Clock, monotonicNs } from '../std/clock.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import { NonceLanes, signerNamed } from '../wallet/index.ts';
import { type Arrivals, closedArrivals, openArrivals } from './arrivals.ts';
import { CorpusMaker } from './corpus-maker.ts';
import { Generator, type GeneratorParts } from './generator.ts';
import { type Bid, LiveMaker } from './maker.ts';

export interface GeneratorOrder {
  readonly worker: number;
  readonly workers: number;
  readonly chainId: number;
  readonly load: Load;
  readonly batch: Plan['batch'];
  readonly pacing: Plan['pacing'];
  readonly signer: Plan['signer'];
  readonly bid: Bid;
  /** 32 bytes an account. */
  readonly keys: Uint8Array;
  /** The next nonce of each account. */
  readonly nonces: readonly number[];
  /** Module URLs; a thread loads their default exports. */
  readonly workloadModule: string | undefined;
  readonly targetModule: string | undefined;
  readonly context: WorkloadContext<unknown>;
  readonly deployment: unknown;
  readonly link: unknown;
  readonly reorgDepth: number;
  readonly finality: boolean;
  readonly samples: boolean;
  /** The file to take transactions from, and how many it has; `null` to sign them. */
  readonly corpus: { readonly path: string; readonly count: number } | null;
}

/** Opens the session and builds the generator, ready to start. */
export async function buildGenerator(
  order: GeneratorOrder,
  workload: Workload,
  target: Target,
  clock: Clock,
  { died, tellMilestones }: Pick<GeneratorParts, 'died' | 'tellMilestones'>,
): Promise<{ generator: Generator; close(): Promise<void> }> {
  const { context, batch, reorgDepth, finality, load } = order;
  const { accounts: addresses } = context;
  const session = await target.open(order.link);
  const driver = workload.drive(context, order.deployment);
  const senderOf = driver.sender?.bind(driver) ?? ((index: number) => index % addresses.length);
  const ownerOf = (index: number) => senderOf(index) % order.workers;
  const owners = ownersOf(order, ownerOf);
  const lanes = new NonceLanes(order.nonces);
  const maker = order.corpus ? new CorpusMaker(order.corpus.path) : liveMaker(order, driver, lanes, clock);
  // A target that does not answer yet shows in the run itself.
  await session.pendingNonce(addresses[0]!).catch(() => {});
  const generator = new Generator({
    addresses,
    maxInFlight: Math.ceil(load.maxInFlight / owners.length),
    batch,
    window: windowOf(load),
    reorgDepth,
    finality,
    samples: order.samples,
    arrivals: arrivalsOf(order, ownerOf, owners),
    driver,
    maker,
    lanes,
    session,
    clock,
    died,
    tellMilestones,
  });
  async function close(): Promise<void> {
    maker.close();
    order.keys.fill(0);
    await session.close();
  }
  return { generator, close };
}

const WARM_UP_NS = 150e6;

/** Signs for a while, so that the hot path is compiled before the clock starts. Nothing of it is sent or counted. */
function liveMaker(order: GeneratorOrder, driver: Driver, lanes: NonceLanes, clock: Clock): LiveMaker {
  const { context, chainId, bid } = order;
  const { seed } = context;
  const signer = signerNamed(order.signer, order.keys);
  const { type, maxFeeWei, tipWei } = bid;
  const random = keyedRandom();
  const untilNs = monotonicNs() + WARM_UP_NS;
  for (let index = 0; monotonicNs() < untilNs; index += signer.atOnce) {
    const some = Array.from({ length: signer.atOnce }, (_, i) => {
      const intent = driver.intent(index + i, random.seek(seed, STREAM.intent, index + i));
      return { type, chainId, nonce: index + i, maxFeeWei, tipWei, intent };
    });
    signer.sign(some);
  }
  return new LiveMaker({ seed, chainId, bid, driver, signer, lanes, clock });
}

/** Whose an index is: all transactions of a sender go through the same worker. */
type OwnerOf = (index: number) => number;

function arrivalsOf(order: GeneratorOrder, ownerOf: OwnerOf, owners: readonly number[]): Arrivals {
  const { load, context, worker } = order;
  const owns = (index: number) => ownerOf(index) === worker;
  if (load.arrival !== 'closed') return openArrivals(scheduleOf(load, context.seed), owns);
  const rank = owners.indexOf(worker);
  const { inFlight } = load;
  const share =
    rank < 0 ? 0 : Math.floor(inFlight / owners.length) + (rank < inFlight % owners.length ? 1 : 0);
  return closedArrivals(share, windowOf(load).endNs, owns, order.corpus?.count);
}

/** Indices looked at to learn which workers have senders at all: enough for every account to have its turn. */
const TURNS = 4;

/** The workers that own senders, ascending: a workload with few senders leaves some without. */
function ownersOf({ context, workers }: GeneratorOrder, ownerOf: OwnerOf): number[] {
  const owners = new Set<number>();
  const looked = TURNS * context.accounts.length;
  for (let index = 0; index < looked && owners.size < workers; index++) owners.add(ownerOf(index));
  return [...owners].sort((a, b) => a - b);
}
