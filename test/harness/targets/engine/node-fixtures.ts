/** Owns a node without a thread, under a clock that stands still until it is moved. */
import type { SealedBlock } from '../../../../harness/spec/engine.ts';
import type { Clock } from '../../../../harness/std/clock.ts';
import { type Genesis, makeNode, type Node } from '../../../../harness/targets/engine/node.ts';
import { type EngineTargetOptions, engineTargetOptions } from '../../../../harness/targets/engine/options.ts';
import { engineOptions } from '../../engines/ethereumjs/fixtures.ts';

export class StillClock implements Clock {
  private now = 0;
  /** How far each look at the clock moves it. */
  stepNs = 0;
  private readonly waiting: { atNs: number; run: () => void }[] = [];

  nowNs(): number {
    this.now += this.stepNs;
    return this.now;
  }

  wake(atNs: number, run: () => void): () => void {
    const entry = { atNs, run };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  }

  /** When the next sleeper wants to be woken. */
  get dueMs(): number[] {
    return this.waiting.map(({ atNs }) => atNs / 1e6);
  }

  moveTo(ms: number): void {
    this.now = ms * 1e6;
    for (const entry of this.waiting.filter(({ atNs }) => atNs <= this.now)) {
      this.waiting.splice(this.waiting.indexOf(entry), 1);
      entry.run();
    }
  }
}

export interface StillNode extends Node {
  readonly clock: StillClock;
  readonly blocks: SealedBlock[];
  nextBlock(): Promise<SealedBlock>;
}

export async function stillNode(
  options: Partial<EngineTargetOptions> = {},
  genesis: Partial<Genesis> = {},
): Promise<StillNode> {
  const clock = new StillClock();
  // The engine that needs no threads: they would take a second a node.
  const parsed = engineTargetOptions.parse({ blocks: 'manual', engine: 'ethereumjs', ...options });
  const node = await makeNode(parsed, { ...engineOptions(), ...genesis }, { clock, wallS: () => 1_000 });
  const blocks: SealedBlock[] = [];
  node.onBlock((block) => blocks.push(block));
  const nextBlock = () =>
    new Promise<SealedBlock>((resolve) => {
      const end = node.onBlock((block) => {
        end();
        resolve(block);
      });
    });
  return { ...node, clock, blocks, nextBlock };
}
