/** Precompiles of the EVM's kernel, run beside those of @ethereumjs/evm. */
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, getActivePrecompiles } from '@ethereumjs/evm';
import { concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import fc from 'fast-check';
import { expect } from 'vitest';
import { EvmInstance } from '../../harness/kernel/evm/instance.ts';

export const evm = new EvmInstance();

/** By number. */
const FORKS = [
  Hardfork.Chainstart,
  Hardfork.Homestead,
  Hardfork.TangerineWhistle,
  Hardfork.SpuriousDragon,
  Hardfork.Byzantium,
  Hardfork.Petersburg,
  Hardfork.Istanbul,
  Hardfork.Berlin,
  Hardfork.London,
  Hardfork.Paris,
  Hardfork.Shanghai,
  Hardfork.Cancun,
  Hardfork.Prague,
  Hardfork.Osaka,
] as const;
export const OSAKA = 13;
export const IDS = [...Array.from({ length: 17 }, (_, i) => i + 1), 0x100];

interface Outcome {
  readonly succeeded: boolean;
  readonly gas: bigint;
  readonly output: string;
}

/** What the other implementation has in each fork; its evaluation of points needs a library that is not here. */
export const rivals = await Promise.all(
  FORKS.map(async (hardfork) => {
    const common = new Common({ chain: Mainnet, hardfork, customCrypto: {} });
    return { common, evm: await createEVM({ common }), active: getActivePrecompiles(common) };
  }),
);

export const addressOf = (id: number) => id.toString(16).padStart(40, '0');
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export async function rivalRun(
  id: number,
  fork: number,
  data: Uint8Array,
  gasLimit: bigint,
): Promise<Outcome> {
  const rival = rivals[fork]!;
  const run = rival.active.get(addressOf(id))!;
  const result = await run({ data, gasLimit, common: rival.common, _EVM: rival.evm });
  const succeeded = result.exceptionError === undefined;
  return { succeeded, gas: result.executionGasUsed, output: succeeded ? hex(result.returnValue) : '' };
}

/** The name of the error that a call ends with. */
export async function rivalError(
  id: number,
  fork: number,
  data: Uint8Array,
  gasLimit: bigint,
): Promise<string | undefined> {
  const rival = rivals[fork]!;
  const result = await rival.active.get(addressOf(id))!({
    data,
    gasLimit,
    common: rival.common,
    _EVM: rival.evm,
  });
  return result.exceptionError?.error;
}

const room = evm.call.takeShared(1 << 20);

export function run(id: number, fork: number, data: Uint8Array, gas: bigint): Outcome {
  evm.view().set(data, room);
  const succeeded = evm.call.runPrecompile(id, fork, room, data.length, gas) !== 0;
  const start = evm.call.precompileOut.value >>> 0;
  const output = hex(evm.view().subarray(start, start + evm.call.precompileOutLength.value));
  return { succeeded, gas: BigInt.asUintN(64, evm.call.precompileGas.value), output };
}

export const PLENTY = 1n << 40n;

/** Both agree with more gas than needed, with just enough, and with one too little. */
export async function expectSame(id: number, fork: number, data: Uint8Array): Promise<Outcome> {
  const ours = run(id, fork, data, PLENTY);
  expect({ id, fork, data: hex(data), ...ours }).toEqual({
    id,
    fork,
    data: hex(data),
    ...(await rivalRun(id, fork, data, PLENTY)),
  });
  if (ours.succeeded) {
    expect(run(id, fork, data, ours.gas)).toEqual(ours);
    if (ours.gas > 0n) {
      expect(run(id, fork, data, ours.gas - 1n)).toEqual({
        succeeded: false,
        gas: ours.gas - 1n,
        output: '',
      });
    }
  }
  return ours;
}

/** Random data, and parts of `good` with bytes changed, cut off or added. */
function mangled(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changed = fc
    .tuple(fc.nat({ max: Math.max(good.length - 1, 0) }), fc.integer({ min: 0, max: 255 }))
    .map(([at, byte]) => Uint8Array.from(good, (old, i) => (i === at ? byte : old)));
  return fc.oneof(
    fc.constant(good),
    changed,
    fc.nat({ max: good.length }).map((length) => good.slice(0, length)),
    fc.uint8Array({ maxLength: 70 }).map((more) => concatBytes(good, more)),
    fc.uint8Array({ maxLength: 400 }),
  );
}

export async function expectSameMangled(
  id: number,
  forks: readonly number[],
  good: Uint8Array,
  numRuns: number,
) {
  for (const fork of forks) {
    expect((await expectSame(id, fork, good)).succeeded).toBe(true);
    await expectSame(id, fork, new Uint8Array(0));
  }
  const property = fc.asyncProperty(mangled(good), fc.constantFrom(...forks), async (data, fork) => {
    await expectSame(id, fork, data);
  });
  await fc.assert(property, { numRuns });
}

export const word = (value: bigint) => numberToBytesBE(value, 32);
