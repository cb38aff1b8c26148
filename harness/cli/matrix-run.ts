/**
 * The process of one run of a matrix: memory and threads of one are gone before the next begins. It takes its scenario
 * by a message, leaves its record in the folder that is named there, says what memory it took, and ends; it ends too
 * when nobody listens to it any more.
 */
import { readFileSync } from 'node:fs';
import { makePlan } from '../plan/index.ts';
import { run } from '../run/index.ts';
import type { Sample, Sink } from '../spec/sink.ts';
import type { Chain, Target } from '../spec/target.ts';
import { isLakhError, messageOf } from '../std/errors.ts';
import geth from '../targets/geth/index.ts';
import { calibratedCeilings } from './calibration-file.ts';
import { catalogFor } from './catalog.ts';
import type { FromRun, ToRun } from './matrix-wire.ts';
import { readSecrets } from './secrets.ts';
import { lakhVersion } from './version.ts';

const stop = new AbortController();
const abort = new AbortController();

process.on('disconnect', () => {
  abort.abort();
  // What it has started dies with it.
  process.exit(1);
});
process.on('message', (message: ToRun) => {
  if (message.kind === 'stop') stop.abort();
  else if (message.kind === 'abort') abort.abort();
  else void runAll(message.scenario).then(leave);
});

/** Only after the message has gone out. */
function leave(message: FromRun): void {
  process.send!(message, () => process.exit(0));
}

async function runAll(given: object): Promise<FromRun> {
  try {
    const { catalog, scenario } = await catalogFor(given);
    const known = { ...catalog, targets: [...catalog.targets, geth] };
    const plan = makePlan(scenario, known);
    const memory = new MemoryWatch();
    let started: Chain | undefined;
    const target = known.targets.find(({ name }) => name === plan.target.name)!;
    await run(plan, {
      workload: known.workloads.find(({ name }) => name === plan.workload.name)!,
      target: watched(target, (chain) => {
        started = chain;
        memory.watch(chain.pid);
      }),
      sinks: [memory],
      secrets: await readSecrets(process.env),
      stop: stop.signal,
      abort: abort.signal,
      log: () => {},
      // Why transactions met or reverted is no figure of a matrix, and tracing would take longer than the load.
      brief: true,
      ceilings: calibratedCeilings(plan),
      lakh: lakhVersion(),
    });
    return { kind: 'done', grew: memory.growth(), inProcess: started!.capabilities.inProcess };
  } catch (error) {
    return { kind: 'failed', code: isLakhError(error) ? error.code : 'bug', message: messageOf(error) };
  }
}

/** The same target, whose chain is known once it stands. */
function watched<Options>(target: Target<Options>, stands: (chain: Chain) => void): Target<Options> {
  return {
    ...target,
    async start(options, context) {
      const chain = await target.start(options, context);
      stands(chain);
      return chain;
    },
  };
}

const PAGE_BYTES = 4096;

/** Resident memory from the beginning of the load on, ten times a second. */
class MemoryWatch implements Sink {
  readonly name = 'memory';
  private pid: number | undefined;
  private readonly own = new Peak();
  private readonly node = new Peak();

  watch(pid: number | undefined): void {
    this.pid = pid;
  }

  sample(_: Sample): void {
    this.own.take(process.memoryUsage.rss());
    this.node.take(this.pid === undefined ? null : residentBytes(this.pid));
  }

  notice(): void {}

  async close(): Promise<void> {}

  growth() {
    return { own: this.own.growth() ?? 0, node: this.node.growth() };
  }
}

class Peak {
  private first: number | null = null;
  private most = 0;

  take(bytes: number | null): void {
    if (bytes === null) return;
    this.first ??= bytes;
    this.most = Math.max(this.most, bytes);
  }

  growth(): number | null {
    return this.first === null ? null : this.most - this.first;
  }
}

/** Of another process (proc(5), statm); `null` where the system does not tell, and when it is gone. */
function residentBytes(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return null;
  }
}
