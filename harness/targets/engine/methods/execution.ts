/** Owns the methods that execute: calls, estimates, transactions sent. */
import { Buffer } from 'node:buffer';
import type { Engine } from '../../../spec/engine.ts';
import { fromHex, quantity } from '../../../std/hex.ts';
import { estimateGas } from '../estimate.ts';
import { bytes, type CallObject, callObject, noOverrides } from '../params.ts';
import { RpcError } from '../rpc-error.ts';
import type { ChainParts, Methods } from './method.ts';

export function executionMethods({ engine, door, tags }: ChainParts): Methods {
  const run = ({ from, to, data, valueWei, gas }: CallObject): ReturnType<Engine['state']['call']> => {
    const gasLimit = gas ?? engine.head.gasLimit;
    return engine.state.call({ ...(from && { from }), to, data, valueWei, gasLimit });
  };
  return {
    eth_call: async ([call, tag, ...overrides]) => {
      tags.mustBeHead(tag);
      noOverrides(...overrides);
      const { succeeded, data } = await run(callObject(call));
      if (!succeeded) throw new RpcError(3, revertMessage(data), data);
      return data;
    },
    eth_estimateGas: async ([call, tag, ...overrides]) => {
      tags.mustBeHead(tag);
      noOverrides(...overrides);
      const { gas, ...rest } = callObject(call);
      const limit = Math.min(gas ?? Number.POSITIVE_INFINITY, engine.head.gasLimit);
      return quantity(await estimateGas((gas) => run({ ...rest, gas }), limit));
    },
    eth_sendRawTransaction: async ([raw]) => {
      const [verdict] = await door.submit([fromHex(bytes(raw, 'the transaction'))]);
      if (verdict!.outcome === 'rejected') throw new RpcError(-32000, verdict!.message);
      if (verdict!.alreadyKnown) throw new RpcError(-32000, 'already known');
      return verdict!.hash;
    },
  };
}

const ERROR_SELECTOR = '0x08c379a0';
const LONGEST_REASON = 1_000;

/** geth's words, with the text of Solidity's `Error(string)` where that was returned. */
export function revertMessage(data: string): string {
  const words = data.startsWith(ERROR_SELECTOR) ? Buffer.from(data.slice(10), 'hex') : Buffer.alloc(0);
  if (words.length < 64) return 'execution reverted';
  const length = Math.min(words.readUInt32BE(60), LONGEST_REASON);
  return `execution reverted: ${words.toString('utf8', 64, 64 + length)}`;
}
