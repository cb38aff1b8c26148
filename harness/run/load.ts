/** The load itself: generators made ready, started together, watched, drained, ended. */
import { addLedger, emptyLedger, SecondLatencies } from '../measure/index.ts';
import { windowOf } from '../pacing/index.ts';
import { Readers, type ReadsResult, readingOf } from '../reads/index.ts';
import type { SampleSpool } from '../record/index.ts';
import type { Chain, Ledger, Plan, RunRecord, Sample, Sink } from '../spec/index.ts';
import { monotonicNs } from '../std/clock.ts';
import { messageOf } from '../std/errors.ts';
import { actualWindow } from './assemble.ts';
import type { GeneratorProgress } from './generator.ts';
import { type GeneratorHost, type HostedResult, inlineHost, threadHost } from './generator-host.ts';
import type { GeneratorOrder } from './generator-order.ts';
import { Observer } from './observer.ts';
import type { Ready } from './prepare.ts';
import { ResourceWatch } from './resources.ts';
import type { RunParts } from './run.ts';

/** What a load leaves behind; see `Finished` for the rest of a record. */
export interface Driven {
  readonly startedAt: Date;
  readonly ending: RunRecord['ending'];
  readonly loadEndNs: number;
  readonly endNs: number;
  readonly results: readonly (HostedResult | null)[];
  readonly reads: ReadsResult | null;
  readonly observer: Observer;
  readonly seconds: SecondLatencies;
  readonly inFlightBySecond: readonly number[];
  readonly harness: RunRecord['harness'];
}

const START_AFTER_NS = 50e6;
const LOOK_EVERY_MS = 100;
const SAMPLE_EVERY_NS = 250e6;

/** Starts the load, waits for its end and for what is still under way. */
export async function drive(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  ready: Ready,
  spool: SampleSpool | null,
): Promise<Driven> {
  const readers = await openReaders(plan, parts, chain, ready);
  const hosts = await readyHosts(plan, parts, chain, ready).catch(async (error) => {
    await readers?.abandon();
    throw error;
  });
  const epoch = { ns: monotonicNs() };
  const nowNs = () => monotonicNs() - epoch.ns;
  const load = new RunningLoad(plan, parts, { hosts, readers, spool }, nowNs);
  const each = (tell: (host: GeneratorHost) => void) => hosts.forEach(tell);
  const observer = new Observer({
    nowNs,
    wallToRunNs: () => nowNs() - Date.now() * 1e6,
    onBlock: (news) => {
      each((host) => host.block(news));
      readers?.moveHead(news.number);
    },
    onReorg: (fromNumber) => each((host) => host.reorg(fromNumber)),
    onFinalised: (number, atNs) => each((host) => host.finalised(number, atNs)),
    onLost: () => load.lose(),
    notice: (message) => tellSinks(parts, (sink) => sink.notice(message)),
  });
  let unwatch = () => {};
  let finishing: Promise<(HostedResult | null)[]> | undefined;
  const finish = () => {
    finishing ??= Promise.all(hosts.map((host) => host.finish()));
    return finishing;
  };
  const end = () => {
    unwatch();
    readers?.cut();
  };
  try {
    unwatch = await chain.watch(observer);
    // What a chain says while it is being torn down is no news of the run.
    parts.abort.addEventListener('abort', end, { once: true });
    if (parts.abort.aborted) end();
    const resources = await ResourceWatch.begin(chain);
    // Only now: asking a distant chain takes its time, and nothing may be due while it does.
    epoch.ns = monotonicNs() + START_AFTER_NS;
    const startedAt = new Date(Date.now() + START_AFTER_NS / 1e6);
    each((host) => host.start(epoch.ns));
    readers?.start(epoch.ns);
    await load.toItsEnd(observer);
    const endNs = nowNs();
    const harness = await resources.end();
    const results = await finish();
    load.look(observer);
    for (const result of results) spool?.append(result?.samples ?? []);
    const outcome = load.outcome();
    const reads = (await readers?.finish(actualWindow(plan, outcome.loadEndNs))) ?? null;
    return { startedAt, endNs, results, reads, observer, harness, ...outcome };
  } finally {
    parts.abort.removeEventListener('abort', end);
    end();
    await Promise.all([finish(), readers?.abandon()]);
  }
}

/** A sink that fails loses its samples, never the run. */
function tellSinks({ sinks, log }: RunParts, tell: (sink: Sink) => void): void {
  for (const sink of sinks) {
    try {
      tell(sink);
    } catch (error) {
      log(`the sink ${sink.name} failed: ${messageOf(error)}`);
    }
  }
}

/** Before the generators: a node that takes no more connections is to say so while nothing has been sent. */
async function openReaders(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  { context, deployment, contracts }: Ready,
): Promise<Readers | null> {
  const { workload, log } = parts;
  const reading = readingOf(plan, workload);
  if (reading === null) return null;
  return Readers.open({ plan, reading, workload, chain, context, deployment, contracts, log });
}

async function readyHosts(plan: Plan, parts: RunParts, chain: Chain, ready: Ready): Promise<GeneratorHost[]> {
  const { workload, target } = parts;
  const workers = workload.reads ? 0 : Math.max(1, plan.workers);
  const hosts: GeneratorHost[] = [];
  const starting = Array.from({ length: workers }, async (_, worker) => {
    const { data, transfer = [] } = await chain.link();
    const order = orderFor(plan, parts, chain, ready, worker, workers, data);
    if (plan.workers === 0) return inlineHost(order, workload, target);
    return threadHost(order, transfer, {
      died: (message) => parts.log(`a generator died: ${message}`),
      reached(milestones, timestampS) {
        for (const [other, host] of hosts.entries())
          if (other !== worker) host.reached(milestones, timestampS);
      },
    });
  });
  const settled = await Promise.allSettled(starting);
  hosts.push(...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  const failed = settled.find((one) => one.status === 'rejected');
  if (!failed) return hosts;
  // No thread may outlive a run that never began.
  await Promise.all(hosts.map((host) => host.finish()));
  throw failed.reason;
}

function orderFor(
  plan: Plan,
  { workload, target }: RunParts,
  chain: Chain,
  ready: Ready,
  worker: number,
  workers: number,
  link: unknown,
): GeneratorOrder {
  const { load, batch, pacing, signer } = plan;
  const { reorgDepth, finality, maxBatch } = chain.capabilities;
  return {
    worker,
    workers,
    chainId: chain.info.chainId,
    load,
    batch: { ...batch, size: Math.min(batch.size, maxBatch) },
    pacing,
    signer,
    bid: ready.bid,
    keys: ready.accounts.keys,
    nonces: ready.nonces,
    workloadModule: workload.module,
    targetModule: target.module,
    context: ready.context,
    deployment: ready.deployment,
    link,
    reorgDepth,
    finality,
    samples: plan.samples,
    corpus: plan.corpus === null ? null : { path: plan.corpus, count: ready.corpusCount! },
  };
}

/** Who sends and who reads, and where samples go. */
interface LoadParts {
  readonly hosts: readonly GeneratorHost[];
  readonly readers: Readers | null;
  readonly spool: SampleSpool | null;
}

/** Looks at the generators a few times a second, tells the sinks, and knows when all is over. */
class RunningLoad {
  private readonly plan: Plan;
  private readonly parts: RunParts;
  private readonly hosts: readonly GeneratorHost[];
  private readonly readers: Readers | null;
  private readonly nowNs: () => number;
  private readonly spool: SampleSpool | null;
  private readonly window: { startNs: number; endNs: number };
  private readonly seconds = new SecondLatencies();
  private readonly inFlightBySecond: number[] = [];
  private readonly speed: { atNs: number; admitted: number; succeeded: number }[] = [];
  private ending: RunRecord['ending'] = 'finished';
  private loadEndNs: number;
  private drainEndNs: number;
  private sampledNs = Number.NEGATIVE_INFINITY;

  constructor(plan: Plan, parts: RunParts, at: LoadParts, nowNs: () => number) {
    this.plan = plan;
    this.parts = parts;
    this.hosts = at.hosts;
    this.readers = at.readers;
    this.spool = at.spool;
    this.nowNs = nowNs;
    this.window = windowOf(plan.load);
    this.loadEndNs = this.window.endNs;
    this.drainEndNs = this.window.endNs + plan.load.drainMs * 1e6;
  }

  /** The chain is gone: nothing more to wait for. */
  lose(): void {
    this.ending = 'target-lost';
    this.endLoad();
    this.drainEndNs = this.nowNs();
  }

  async toItsEnd(observer: Observer): Promise<void> {
    const { stop, abort } = this.parts;
    const interrupt = () => {
      if (this.ending === 'finished') this.ending = 'interrupted';
      this.endLoad();
    };
    if (stop.aborted || abort.aborted) interrupt();
    stop.addEventListener('abort', interrupt);
    abort.addEventListener('abort', interrupt);
    try {
      while (!this.look(observer) && this.nowNs() < this.drainEndNs && !abort.aborted) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    } finally {
      stop.removeEventListener('abort', interrupt);
      abort.removeEventListener('abort', interrupt);
    }
  }

  /** Takes in what the generators report; true when there is nothing left to wait for. */
  look(observer: Observer): boolean {
    const ledger = emptyLedger();
    let awaited = 0;
    let over = this.readers?.done ?? true;
    for (const host of this.hosts) {
      const progress = host.progress();
      if (!progress?.arrivalsDone || progress.awaited + progress.asked > 0) over = false;
      if (!progress) continue;
      addLedger(ledger, progress.ledger);
      awaited += progress.awaited;
      this.takeIn(progress, observer);
    }
    const second = Math.floor(this.nowNs() / 1e9);
    if (second >= 0) this.inFlightBySecond[second] = awaited;
    this.tell(ledger, awaited, observer);
    return over;
  }

  outcome(): Pick<Driven, 'ending' | 'loadEndNs' | 'seconds' | 'inFlightBySecond'> {
    const { ending, loadEndNs, seconds, inFlightBySecond } = this;
    return { ending, loadEndNs, seconds, inFlightBySecond };
  }

  private endLoad(): void {
    const nowNs = this.nowNs();
    for (const host of this.hosts) host.stopArrivals(nowNs);
    this.readers?.stopArrivals(nowNs);
    this.loadEndNs = Math.min(this.loadEndNs, nowNs);
    this.drainEndNs = Math.min(this.drainEndNs, nowNs + this.plan.load.drainMs * 1e6);
  }

  private takeIn(progress: GeneratorProgress, observer: Observer): void {
    for (const second of progress.seconds) this.seconds.merge(second);
    for (const [number, ours] of progress.ours) observer.claim(number, ours);
    this.spool?.append(progress.samples);
  }

  private tell(ledger: Ledger, inFlight: number, observer: Observer): void {
    const nowNs = this.nowNs();
    if (nowNs - this.sampledNs < SAMPLE_EVERY_NS) return;
    this.sampledNs = nowNs;
    const latency = this.seconds.percentiles(Math.floor(nowNs / 1e9) - 2);
    const sample: Sample = {
      phase: this.phase(nowNs),
      elapsedMs: nowNs / 1e6,
      totalMs: this.window.endNs / 1e6,
      ledger,
      inFlight,
      ...this.speedNow(nowNs, ledger),
      inclusionP50Ns: latency?.p50Ns ?? null,
      inclusionP99Ns: latency?.p99Ns ?? null,
      lastBlock: observer.lastBlock,
    };
    tellSinks(this.parts, (sink) => sink.sample(sample));
  }

  private phase(nowNs: number): Sample['phase'] {
    if (nowNs >= this.loadEndNs) return 'drain';
    return nowNs < this.window.startNs ? 'warmup' : 'measure';
  }

  /** Rates over the last two seconds of looks. */
  private speedNow(nowNs: number, { admitted, succeeded }: Ledger): { sentTps: number; goodputTps: number } {
    this.speed.push({ atNs: nowNs, admitted, succeeded });
    while (this.speed.length > 2 && nowNs - this.speed[0]!.atNs > 2e9) this.speed.shift();
    const since = this.speed[0]!;
    const seconds = (nowNs - since.atNs) / 1e9;
    if (seconds <= 0) return { sentTps: 0, goodputTps: 0 };
    return {
      sentTps: (admitted - since.admitted) / seconds,
      goodputTps: (succeeded - since.succeeded) / seconds,
    };
  }
}
