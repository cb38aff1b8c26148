/** What it takes to build a reader, in a form that crosses threads. */
import { scheduleOf, windowOf } from '../pacing/index.ts';
import type { HttpEndpoint, Load, Plan, ReadOptions, Workload, WorkloadContext } from '../spec/index.ts';
import type { Clock } from '../std/clock.ts';
import { type Ground, Questions } from './questions.ts';
import { Reader } from './reader.ts';

export type OpenLoad = Exclude<Load, { arrival: 'closed' }>;

export interface ReaderOrder {
  readonly worker: number;
  readonly workers: number;
  readonly load: OpenLoad;
  readonly pacing: Plan['pacing'];
  readonly options: ReadOptions;
  readonly endpoints: readonly Pick<HttpEndpoint, 'address' | 'headers' | 'shown'>[];
  readonly ground: Ground;
  readonly head: number;
  /** The module of a workload whose functions are to be called; a thread loads its default export. */
  readonly workloadModule: string | undefined;
  readonly context: WorkloadContext<unknown>;
  readonly deployment: unknown;
}

/** The reader with its connections open, ready to start; `workload` is `null` where it has no say in what is called. */
export async function buildReader(
  order: ReaderOrder,
  workload: Workload | null,
  clock: Clock,
): Promise<Reader> {
  const { worker, workers, load, options, context } = order;
  const driver = workload?.drive(context, order.deployment);
  const view = driver?.view?.bind(driver) ?? null;
  const reader = new Reader({
    worker,
    workers,
    schedule: scheduleOf(load, context.seed),
    window: windowOf(load),
    clock,
    questions: new Questions(order.ground, options.mix, context.seed, view),
    endpoints: order.endpoints,
    connections: shareOf(options.connections, worker, workers),
    timeoutMs: options.timeout,
    head: order.head,
  });
  await reader.open();
  return reader;
}

/** An even share; those that are over go to the first. */
function shareOf(total: number, worker: number, workers: number): number {
  return Math.floor(total / workers) + (worker < total % workers ? 1 : 0);
}
