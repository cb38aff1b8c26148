/** Owns the engine's thread, seen from outside: the coordinator's chain. */
import { MessageChannel, type Worker } from 'node:worker_threads';
import { requireEngine } from '../../engines/index.ts';
import type { ExecutionRecord } from '../../spec/execution.ts';
import type { Hex } from '../../spec/intent.ts';
import type {
  BlockConflicts,
  BlockListener,
  Capabilities,
  Chain,
  ChainInfo,
  Link,
  RevertCause,
  RpcRequest,
} from '../../spec/target.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { spawnThread } from '../../std/module.ts';
import { baseFeeWei } from './base-fee.ts';
import { Caller } from './caller.ts';
import type { EngineTargetOptions } from './options.ts';
import type { EngineLink } from './session.ts';
import type { Push, RpcCall, Setup } from './wire.ts';

const CAPABILITIES: Omit<Capabilities, 'blocksOnDemand'> = {
  funding: 'genesis',
  maxBatch: 10_000,
  reorgDepth: 0,
  finality: false,
  watchResolutionMs: 0,
  inProcess: true,
};

/**
 * Starts the thread and waits for its genesis.
 * @throws LakhError `target-missing` where a package that the engine needs is not installed.
 */
export async function startEngine(setup: Setup): Promise<EngineChain> {
  requireEngine(setup.options.engine);
  const worker = spawnThread('thread', import.meta.url, { workerData: setup });
  const chain = new EngineChain(worker, setup);
  try {
    await chain.ready;
  } catch (error) {
    await chain.stop();
    throw error;
  }
  return chain;
}

export class EngineChain implements Chain {
  readonly capabilities: Capabilities;
  /** Settles when the genesis stands; rejects when the thread ends before. */
  readonly ready: Promise<void>;
  /** Settles when the thread ended and nobody had stopped it, with why. */
  readonly lost: Promise<LakhError>;
  private readonly worker: Worker;
  private readonly options: EngineTargetOptions;
  private readonly caller: Caller;
  private readonly listeners = new Set<BlockListener>();
  private client = '';
  private engineVersion = '';
  private stopping = false;
  /** Whether it has something to close before it ends. */
  private readonly isKept: boolean;
  private watching: Promise<unknown> | null = null;

  constructor(worker: Worker, { options, data }: Setup) {
    this.isKept = data !== undefined;
    this.capabilities = { ...CAPABILITIES, blocksOnDemand: options.blocks !== 'interval' };
    this.worker = worker;
    this.options = options;
    let isReady = () => {};
    let isNot = (_: LakhError) => {};
    this.ready = new Promise((resolve, reject) => {
      isReady = resolve;
      isNot = reject;
    });
    let reason = gone('its thread ended');
    this.caller = new Caller(worker, (message) => {
      if (message.kind === 'failed') {
        reason = new LakhError(message.code, message.message, message);
        void worker.terminate();
      } else if (message.kind === 'ready') {
        this.client = message.client;
        this.engineVersion = message.engineVersion;
        isReady();
      } else if (message.kind === 'head' || message.kind === 'block') this.report(message);
    });
    worker.on('error', (error) => {
      if (reason.code !== 'store-failed') reason = gone(`its thread failed (${messageOf(error)})`);
    });
    this.lost = new Promise((resolve) => {
      worker.on('exit', () => {
        this.caller.end(reason.message);
        isNot(reason);
        if (this.stopping) return;
        this.lose(reason.message);
        resolve(reason);
      });
    });
  }

  get info(): ChainInfo {
    const options = this.options;
    return {
      chainId: options.chainId,
      client: this.client,
      blockGasLimit: options.gasLimit,
      facts: {
        engine: options.engine,
        engineVersion: this.engineVersion,
        blocks: options.blocks,
        ...(options.blocks === 'interval' && { blockTimeMs: options.blockTime }),
        baseFeeWei: baseFeeWei(options).toString(),
        poolSize: options.pool.size,
        poolPerSender: options.pool.perSender,
        insideTheClock: 'decoding, signature checks, execution, roots of state, receipts and transactions',
        outsideTheClock: 'network, persistence, consensus',
      },
    };
  }

  readonly request: RpcRequest = async (method, params = []) =>
    (await this.requestAll([{ method, params }]))[0];

  async requestAll(calls: readonly RpcCall[]): Promise<unknown[]> {
    const { results } = await this.caller.ask({ kind: 'rpc', calls }, 'results');
    return results.map((answer, index) => {
      if ('result' in answer) return answer.result;
      const { code, message, data } = answer.error;
      throw new LakhError('target-failed', `${calls[index]!.method} failed: ${message} (${code})`, {
        returned: data,
      });
    });
  }

  async watch(listener: BlockListener): Promise<() => void> {
    this.watching ??= this.caller.ask({ kind: 'watch' }, 'done');
    await this.watching;
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async link(): Promise<Link> {
    const { port1, port2 } = new MessageChannel();
    await this.caller.ask({ kind: 'link', port: port1 }, 'done', [port1]);
    const data: EngineLink = { port: port2 };
    return { data, transfer: [port2] };
  }

  async conflicts(blocks: readonly number[]): Promise<readonly (BlockConflicts | null)[]> {
    return (await this.caller.ask({ kind: 'conflicts', blocks }, 'conflicts')).found;
  }

  async execution(from: number, to: number): Promise<ExecutionRecord | null> {
    return (await this.caller.ask({ kind: 'execution', from, to }, 'execution')).summary;
  }

  async revertCauses(hashes: readonly Hex[]): Promise<readonly (RevertCause | null)[]> {
    return (await this.caller.ask({ kind: 'causes', hashes }, 'causes')).found;
  }

  /** Of the engine's thread. */
  async cpuMicros(): Promise<number | null> {
    return (await this.caller.ask({ kind: 'cpu' }, 'cpu')).micros;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    // One that is gone already has nothing open.
    if (this.isKept) await this.caller.ask({ kind: 'close' }, 'done').catch(() => undefined);
    await this.worker.terminate();
  }

  private report(message: Extract<Push, { kind: 'head' | 'block' }>): void {
    for (const listener of this.listeners) {
      if (message.kind === 'head') listener.head(message.number);
      else listener.block(message.block);
    }
  }

  private lose(message: string): void {
    for (const listener of this.listeners) listener.fault({ lost: true, message });
  }
}

function gone(why: string): LakhError {
  return new LakhError('target-failed', `the engine is gone: ${why}`);
}
