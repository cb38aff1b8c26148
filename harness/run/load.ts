/** The load itself: generators made ready, started together, watched, drained, ended. */
import { SecondLatencies } from '../measure/index.ts';
import { windowOf } from '../pacing/index.ts';
import { Readers, type ReadsResult, readingOf } from '../reads/index.ts';
import type { SampleSpool } from '../record/index.ts';
import type { Chain, Plan, RunRecord, Sample } from '../spec/index.ts';
import { assert } from '../std/assert.ts';
import { monotonicNs } from '../std/clock.ts';
import { actualWindow } from './assemble.ts';
import { type GeneratorHost, type HostedResult, inlineHost, threadHost } from './generator-host.ts';
import type { GeneratorOrder } from './generator-order.ts';
import type { GeneratorProgress } from './generator-progress.ts';
import { Observer } from './observer.ts';
import type { Ready } from './prepare.ts';
import { ResourceWatch } from './resources.ts';
import type { RunParts } from './run.ts';
import { Sampler } from './sampler.ts';
import { tellSinks } from './tell-sinks.ts';

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
  /** What the sinks were told last. */
  readonly last: Sample;
}

const START_AFTER_NS = 50e6;
const LOOK_EVERY_MS = 100;

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
    const died = (message: string) => parts.log(`a generator died: ${message}`);
    if (plan.workers === 0) return inlineHost(order, workload, target, { died });
    return threadHost(order, transfer, {
      died,
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

/** Looks at the generators ten times a second, tells the sinks, and knows when all is over. */
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
  private readonly sampler = new Sampler(this.seconds);
  private last: Sample | null = null;
  private ending: RunRecord['ending'] = 'finished';
  private loadEndNs: number;
  private drainEndNs: number;

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

  /** Takes in what the generators report and tells the sinks; true when there is nothing left to wait for. */
  look(observer: Observer): boolean {
    const reports = this.hosts.map((host) => host.progress());
    for (const [worker, report] of reports.entries()) {
      if (!report) continue;
      this.sampler.takeIn(worker, report);
      for (const [number, ours] of report.ours) observer.claim(number, ours);
      this.spool?.append(report.samples);
    }
    if (this.isExhausted(reports)) this.endLoad();
    const nowNs = this.nowNs();
    const moment = { phase: this.phase(nowNs), nowNs, totalNs: this.window.endNs };
    const known = reports.filter((report) => report !== null);
    const sample = this.sampler.sample(moment, known, observer);
    this.last = sample;
    const second = Math.floor(nowNs / 1e9);
    if (second >= 0) this.inFlightBySecond[second] = sample.inFlight;
    tellSinks(this.parts, (sink) => sink.sample(sample));
    const sent = this.allAlive(
      reports,
      ({ arrivalsDone, awaited, asked }) => arrivalsDone && awaited + asked === 0,
    );
    return sent && (this.readers?.done ?? true);
  }

  /** A closed load goes faster than was thought when its corpus was signed: then there is nothing more to measure. */
  private isExhausted(reports: readonly (GeneratorProgress | null)[]): boolean {
    const { corpus, load } = this.plan;
    if (corpus === null || load.arrival !== 'closed' || this.nowNs() >= this.loadEndNs) return false;
    return this.allAlive(reports, ({ arrivalsDone }) => arrivalsDone);
  }

  private allAlive(
    reports: readonly (GeneratorProgress | null)[],
    is: (report: GeneratorProgress) => boolean,
  ): boolean {
    return reports.every((report, worker) => this.hosts[worker]!.dead || (report !== null && is(report)));
  }

  outcome(): Pick<Driven, 'ending' | 'loadEndNs' | 'seconds' | 'inFlightBySecond' | 'last'> {
    const { ending, loadEndNs, seconds, inFlightBySecond } = this;
    const last = this.last;
    assert(last, 'an outcome comes after a look');
    return { ending, loadEndNs, seconds, inFlightBySecond, last };
  }

  private endLoad(): void {
    const nowNs = this.nowNs();
    for (const host of this.hosts) host.stopArrivals(nowNs);
    this.readers?.stopArrivals(nowNs);
    this.loadEndNs = Math.min(this.loadEndNs, nowNs);
    this.drainEndNs = Math.min(this.drainEndNs, nowNs + this.plan.load.drainMs * 1e6);
  }

  private phase(nowNs: number): Sample['phase'] {
    if (nowNs >= this.loadEndNs) return 'drain';
    return nowNs < this.window.startNs ? 'warmup' : 'measure';
  }
}
