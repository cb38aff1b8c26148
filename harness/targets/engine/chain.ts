/** Owns the questions that the embedded chain answers: the part of JSON-RPC (execution-apis) that a load run needs. */
import type { Engine } from '../../spec/engine.ts';
import { LakhError } from '../../std/errors.ts';
import { fromHex, quantity } from '../../std/hex.ts';
import type { Door } from './door.ts';
import { estimateGas } from './estimate.ts';
import type { History } from './history.ts';
import { blockJson, receiptsJson } from './json.ts';
import type { Mempool } from './mempool.ts';
import { address, bytes, type CallObject, callObject, number, wide } from './params.ts';
import type { Producer } from './producer.ts';
import { RpcError } from './rpc-error.ts';

export interface ChainParts {
  readonly engine: Engine;
  readonly chainId: number;
  readonly client: string;
  readonly pool: Mempool;
  readonly door: Door;
  readonly history: History;
  readonly producer: Producer;
}

type Params = readonly unknown[];
type Method = (params: Params) => unknown;

/** Tip that `eth_maxPriorityFeePerGas` advises: what most clients fall back to. */
const ADVISED_TIP_WEI = 1_000_000_000n;

export class Chain {
  private readonly parts: ChainParts;
  private readonly methods: ReadonlyMap<string, Method>;

  constructor(parts: ChainParts) {
    this.parts = parts;
    this.methods = new Map<string, Method>([
      ...Object.entries(this.identity()),
      ...Object.entries(this.accounts()),
      ...Object.entries(this.execution()),
      ...Object.entries(this.past()),
    ]);
  }

  /** @throws RpcError with the code that JSON-RPC has for it. */
  async answer(method: string, params: Params = []): Promise<unknown> {
    const run = this.methods.get(method);
    if (run === undefined) throw new RpcError(-32601, `the method ${method} does not exist/is not available`);
    try {
      return await run(params);
    } catch (error) {
      if (error instanceof LakhError) throw new RpcError(-32000, error.message);
      throw error;
    }
  }

  private identity(): Record<string, Method> {
    const { engine, chainId, client, history } = this.parts;
    return {
      eth_chainId: () => quantity(chainId),
      net_version: () => String(chainId),
      web3_clientVersion: () => client,
      eth_blockNumber: () => quantity(history.head.number),
      eth_gasPrice: () => quantity(engine.nextBaseFeeWei + ADVISED_TIP_WEI),
      eth_maxPriorityFeePerGas: () => quantity(ADVISED_TIP_WEI),
    };
  }

  private accounts(): Record<string, Method> {
    const { engine, pool } = this.parts;
    return {
      eth_getBalance: async ([of, tag]) => {
        this.mustBeHead(tag);
        return quantity(await engine.state.balance(address(of)));
      },
      eth_getTransactionCount: async ([of, tag]) => {
        this.mustBeHead(tag);
        const sender = address(of);
        const nonce = await engine.state.nonce(sender);
        return quantity(tag === 'pending' ? pool.pendingNonce(sender, nonce) : nonce);
      },
      eth_getCode: ([of, tag]) => {
        this.mustBeHead(tag);
        return engine.state.code(address(of));
      },
      eth_getStorageAt: ([of, slot, tag]) => {
        this.mustBeHead(tag);
        return engine.state.storage(address(of), quantity(wide(slot, 'the slot')));
      },
    };
  }

  private execution(): Record<string, Method> {
    const { engine, door, producer } = this.parts;
    return {
      eth_call: async ([call, tag]) => {
        this.mustBeHead(tag);
        const { succeeded, data } = await this.run(callObject(call));
        if (!succeeded) throw new RpcError(3, 'execution reverted', data);
        return data;
      },
      eth_estimateGas: async ([call, tag]) => {
        this.mustBeHead(tag);
        const { gas, ...rest } = callObject(call);
        const limit = Math.min(gas ?? Number.POSITIVE_INFINITY, engine.head.gasLimit);
        return quantity(await estimateGas((gas) => this.run({ ...rest, gas }), limit));
      },
      eth_sendRawTransaction: async ([raw]) => {
        const [verdict] = await door.submit([fromHex(bytes(raw, 'the transaction'))]);
        if (verdict!.outcome === 'rejected') throw new RpcError(-32000, verdict!.message);
        if (verdict!.alreadyKnown) throw new RpcError(-32000, 'already known');
        return verdict!.hash;
      },
      evm_mine: async () => {
        await producer.mine();
        return '0x0';
      },
    };
  }

  private past(): Record<string, Method> {
    const { history } = this.parts;
    const find = (tag: unknown) => history.block(this.blockNumber(tag));
    return {
      eth_getBlockByNumber: ([tag, full]) => {
        if (full === true)
          throw new RpcError(-32602, 'only the hashes of transactions are kept: ask with false');
        const block = find(tag);
        return block === undefined ? null : blockJson(block);
      },
      eth_getBlockReceipts: ([tag]) => {
        const block = find(tag);
        return block === undefined ? null : receiptsJson(block);
      },
      eth_getTransactionReceipt: ([hash]) => {
        const found = history.receipt(bytes(hash, 'the hash'));
        return found === undefined ? null : receiptsJson(found.block)[found.index];
      },
    };
  }

  private run({ from, to, data, valueWei, gas }: CallObject): ReturnType<Engine['state']['call']> {
    const { engine } = this.parts;
    const gasLimit = gas ?? engine.head.gasLimit;
    return engine.state.call({ ...(from && { from }), to, data, valueWei, gasLimit });
  }

  private blockNumber(tag: unknown): number {
    const { head } = this.parts.history;
    switch (tag) {
      case 'earliest':
        return 0;
      case undefined:
      case 'latest':
      case 'pending':
      case 'safe':
      case 'finalized':
        return head.number;
      default:
        return number(tag, 'the block');
    }
  }

  private mustBeHead(tag: unknown): void {
    const { head } = this.parts.history;
    if (this.blockNumber(tag) !== head.number) {
      throw new RpcError(
        -32000,
        `the state of block ${tag} is not kept: only that of the latest, ${head.number}`,
      );
    }
  }
}
