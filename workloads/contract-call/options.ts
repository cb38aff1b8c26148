/** The options of `contract-call`: which contracts, which calls with which arguments, and what must come of them. */
import { Fragment, type JsonFragment } from 'ethers';
import { z } from 'zod';
import type { Address, Hex } from '../../harness/spec/index.ts';
import { contentionOf } from '../contention.ts';
import { argument, constant, whole } from './generator-options.ts';
import { problemsOf } from './problems.ts';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const address = z
  .string({ error: 'must be an address as text: in YAML it needs quotes around it' })
  .regex(ADDRESS, 'must be an address: 0x and 40 hexadecimal digits')
  .transform((text) => text.toLowerCase() as Address);

const NO_FILE =
  'must be an ABI, or the path of a .sol or .json file, which the command line reads; in a program use readArtifact';

/** Signatures as Solidity declares them, of fragments in whichever form. */
function signatures(fragments: readonly unknown[], context: z.RefinementCtx): string[] {
  return fragments.flatMap((fragment, at) => {
    try {
      return [Fragment.from(fragment as string | JsonFragment).format('full')];
    } catch {
      const message =
        typeof fragment === 'string'
          ? `"${fragment}" is no signature such as "function mint(address to, uint256 amount)"`
          : 'is no fragment of a JSON ABI';
      context.addIssue({ code: 'custom', message, path: [at] });
      return [];
    }
  });
}

/** Of an artifact only the ABI matters, and only what has to do with calls. */
const abi = z
  .union(
    [
      z.array(z.union([z.string(), z.record(z.string(), z.unknown())])),
      z.record(z.string(), z.unknown()).refine(({ abi }) => Array.isArray(abi), 'has no list "abi"'),
    ],
    { error: ({ input }) => (typeof input === 'string' ? NO_FILE : undefined) },
  )
  .transform((given, context) => {
    const fragments = Array.isArray(given) ? given : (given.abi as unknown[]);
    return signatures(fragments, context);
  })
  .describe('Signatures, JSON fragments, or the path of an artifact');

const CODE = /^0x([0-9a-fA-F]{2})+$/;
const deploy = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((given, context): { bytecode: Hex; abi?: string[] } => {
    const { bytecode, abi } = typeof given === 'string' ? { bytecode: given, abi: undefined } : given;
    const isCode = typeof bytecode === 'string' && CODE.test(bytecode);
    if (!isCode)
      context.addIssue({
        code: 'custom',
        message: 'must be bytecode, or the path of a contract that has some',
      });
    const known = Array.isArray(abi) ? { abi: signatures(abi, context) } : {};
    return { bytecode: isCode ? (bytecode.toLowerCase() as Hex) : '0x', ...known };
  })
  .describe('Deploy it anew: the path of a .sol file or artifact, or bytecode');

const place = {
  address: address.optional().describe('Where the contract stands'),
  deploy: deploy.optional(),
  args: z.array(constant).default([]).describe("The constructor's arguments, for deploy"),
  abi: abi.optional(),
};
const contract = z.strictObject(place);

const name = z.string().min(1).max(100);
const call = z.strictObject({
  contract: name.optional().describe('Which of several contracts'),
  function: name.describe('Its name, or its signature where it is overloaded or there is no ABI'),
  weight: z.number().min(0).max(1e6).default(1).describe('Share of the load against the other weights'),
  args: z.array(argument).default([]),
  valueWei: whole.refine((wei) => wei >= 0n, 'must not be negative').prefault(0),
  gasLimit: z.int().min(21_000).max(16_777_216).default(200_000).describe('At most 2^24 (EIP-7825)'),
  action: name.optional().describe('What reports count it as; left out: the name of the function'),
  rehearse: z.boolean().default(true).describe('Try it by eth_call before the clock starts'),
});

const expectation = z.strictObject({
  contract: name.optional(),
  call: name.describe('A function to read before and after'),
  args: z.array(constant).default([]),
  growsBy: z.record(name, whole).optional().describe('By how much for each call of an action that succeeded'),
  stays: z.literal(true).optional().describe('It is the same before and after'),
});

export const options = z
  .strictObject({
    ...place,
    contracts: z
      .record(name, contract)
      .optional()
      .describe('Several contracts by name, each with these keys'),
    calls: z.array(call).min(1).describe('What is called, and how often against the others'),
    contention: contentionOf('hot objects'),
    expect: z.array(expectation).default([]).describe('What must be true afterwards'),
    meantReverts: z.array(z.string()).default([]).describe('Reasons of reverts that are meant to happen'),
  })
  .superRefine((given, context) => {
    for (const { path, message } of problemsOf(given)) {
      context.addIssue({ code: 'custom', message, path: [...path] });
    }
  });

export type Options = z.output<typeof options>;
export type ContractOptions = z.output<typeof contract>;
export type CallOptions = z.output<typeof call>;
export type Expectation = z.output<typeof expectation>;
