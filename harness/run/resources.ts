/** CPU and memory that a load costs: the harness's own, and the target's where it can tell. */
import type { Chain, RunRecord } from '../spec/index.ts';

const LOOK_EVERY_MS = 500;

export class ResourceWatch {
  private readonly chain: Chain;
  private readonly before: NodeJS.CpuUsage;
  private readonly targetBefore: number | null;
  private readonly timer: NodeJS.Timeout;
  private rssMaxBytes = process.memoryUsage.rss();

  private constructor(chain: Chain, targetBefore: number | null) {
    this.chain = chain;
    this.targetBefore = targetBefore;
    this.before = process.cpuUsage();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  static async begin(chain: Chain): Promise<ResourceWatch> {
    return new ResourceWatch(chain, await targetMicros(chain));
  }

  async end(): Promise<RunRecord['harness']> {
    clearInterval(this.timer);
    this.look();
    const used = process.cpuUsage(this.before);
    const targetNow = await targetMicros(this.chain);
    const target = targetNow === null || this.targetBefore === null ? null : targetNow - this.targetBefore;
    const ours = used.user + used.system - (this.chain.capabilities.inProcess ? (target ?? 0) : 0);
    return { cpuMicros: ours, rssMaxBytes: this.rssMaxBytes, targetCpuMicros: target };
  }

  private look(): void {
    this.rssMaxBytes = Math.max(this.rssMaxBytes, process.memoryUsage.rss());
  }
}

/** A target that is gone cannot tell. */
async function targetMicros(chain: Chain): Promise<number | null> {
  return (await chain.cpuMicros?.().catch(() => null)) ?? null;
}
