/** Owns calls that leave no trace: `eth_call`, as a transaction without fee on top of the head. */
import { type BlockHeader, createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { createLegacyTx } from '@ethereumjs/tx';
import { createAddressFromString } from '@ethereumjs/util';
import { runTx, type VM } from '@ethereumjs/vm';
import type { EngineState } from '../../spec/engine.ts';
import { LakhError } from '../../std/errors.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import { MAX_TRANSACTION_GAS } from '../limits.ts';
import { isRefusal } from './builder.ts';
import { plainReason } from './decode.ts';
import type { WorkingState } from './working-state.ts';

const NOBODY = '0x0000000000000000000000000000000000000000';

/**
 * Runs `call` on the state behind `vm`, whose writes are dropped. The base fee is zero, as in geth, so that a sender
 * needs no ether for gas; `gasUsed` counts what a transaction with this content would pay for.
 *
 * @throws LakhError `target-failed` where no transaction could say that: too little gas, or value without funds.
 */
export async function runCall(
  call: Parameters<EngineState['call']>[0],
  on: { vm: VM; state: WorkingState; rules: Common; head: BlockHeader },
): ReturnType<EngineState['call']> {
  const { vm, state, rules, head } = on;
  try {
    const tx = createLegacyTx(
      {
        ...(call.to !== null && { to: call.to }),
        data: fromHex(call.data),
        value: call.valueWei,
        gasLimit: Math.min(call.gasLimit, MAX_TRANSACTION_GAS),
        gasPrice: 0n,
      },
      { common: rules, freeze: false },
    );
    const from = createAddressFromString(call.from ?? NOBODY);
    tx.getSenderAddress = () => from;
    const { number, timestamp, gasLimit, coinbase, mixHash } = head;
    const block = createBlock(
      { header: { number, timestamp, gasLimit, coinbase, mixHash, baseFeePerGas: 0n } },
      { common: rules },
    );
    const result = await runTx(vm, { tx, block, skipNonce: true });
    return {
      succeeded: result.execResult.exceptionError === undefined,
      data: toHex(result.execResult.returnValue),
      gasUsed: Number(result.totalGasSpent),
    };
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    throw new LakhError('target-failed', `the call cannot be made: ${plainReason(cause)}`, { cause });
  } finally {
    state.clear();
  }
}
