/** Owns the one trace that needs no second execution: the outermost call, as its receipt tells it. */
import { quantity } from '../../../std/hex.ts';
import { transactionInBlock } from '../json.ts';
import { bytes32, isObject } from '../params.ts';
import { returnedBy } from '../returned.ts';
import { RpcError } from '../rpc-error.ts';
import type { ChainParts, Methods } from './method.ts';

/** A receipt does not say which of them it was. */
const HALTED = 'out of gas, or another exceptional halt';

export function traceMethods({ engine, history }: ChainParts): Methods {
  return {
    /** geth's `callTracer` with `onlyTopCall`. */
    debug_traceTransaction: async ([hash, options]) => {
      const { tracer, tracerConfig } = isObject(options)
        ? options
        : { tracer: undefined, tracerConfig: undefined };
      if (tracer !== 'callTracer' || !isObject(tracerConfig) || tracerConfig.onlyTopCall !== true) {
        throw new RpcError(-32602, 'the only tracer is callTracer with onlyTopCall');
      }
      const found = history.receipt(bytes32(hash, 'the hash'));
      if (found === undefined) throw new RpcError(-32000, 'transaction not found');
      const { receipt } = found;
      const returned = await returnedBy(engine, receipt);
      const { from, to, gas, value, input } = transactionInBlock(found.block, found.index, receipt);
      return {
        type: to === null ? 'CREATE' : 'CALL',
        from,
        to: to ?? receipt.contractAddress,
        gas,
        gasUsed: quantity(receipt.gasUsed),
        value,
        input,
        ...(!receipt.succeeded && { error: returned === null ? HALTED : 'execution reverted' }),
        ...(returned !== null && { output: returned }),
      };
    },
  };
}
