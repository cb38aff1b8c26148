/** Calls to a contract of the user's own, told by options alone: which functions, how often, with which arguments. */
import { Interface } from 'ethers';
import type {
  Address,
  Driver,
  Intent,
  Random,
  Setup,
  Workload,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { senderPicker } from '../contention.ts';
import { Site } from '../site.ts';
import { weighted } from '../weighted.ts';
import { callData } from './call-data.ts';
import { type Contract, contractOf, contractsOf, functionOf } from './contracts.ts';
import { type CallOptions, type Options, options } from './options.ts';
import { type Before, type Deployment, known, oracle } from './oracle.ts';
import { actionOf } from './problems.ts';

/** EIP-7825: no transaction may have more. */
const MOST_GAS = 2 ** 24;
/** What a constructor may use besides the 200 gas for each byte of code and up to 16 for sending it (EIP-2028). */
const CONSTRUCTOR_GAS = 3_000_000;
const GAS_PER_BYTE = 216;

/** Calls with a weight of 0 are left out of everything. */
function callsOf({ calls }: Options): CallOptions[] {
  return calls.filter(({ weight }) => weight > 0);
}

function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const site = new Site(context);
  const placed = contractsOf(context.options).map(
    (contract) => [contract.name, place(contract, site)] as const,
  );
  const deployment = { addresses: Object.fromEntries(placed) };
  return {
    stages: site.stages.filter((stage) => stage.length > 0),
    deployment,
    contracts: placed.map(([, address]) => address),
    rehearsal: rehearsal(context, deployment),
  };
}

function place(contract: Contract, site: Site): Address {
  const { name, address, deploy, args } = contract;
  if (address !== undefined) return address;
  const { bytecode } = deploy!;
  const gasLimit = Math.min(MOST_GAS, CONSTRUCTOR_GAS + (GAS_PER_BYTE * bytecode.length) / 2);
  return site.deploy({ name, bytecode, abi: contract.interface ?? new Interface([]) }, args, gasLimit);
}

/** One intent of each call: the first that it would make. */
function rehearsal(context: WorkloadContext<Options>, deployment: Deployment): Intent[] {
  const make = makers(context, deployment);
  return callsOf(context.options).flatMap(({ rehearse }, at) =>
    rehearse ? [make[at]!(0, keyedRandom(context.seed, STREAM.intent, 0))] : [],
  );
}

type Make = (index: number, random: Random) => Intent;

/** For each call, what makes its intents. */
function makers({ options, accounts }: WorkloadContext<Options>, { addresses }: Deployment): Make[] {
  const contracts = contractsOf(options);
  const { contention } = options;
  const sender = senderPicker(accounts.length, contention);
  return callsOf(options).map((call) => {
    const contract = known(contractOf(contracts, call.contract));
    const encode = callData(known(functionOf(contract, call.function)), call.args, { accounts, contention });
    const { valueWei, gasLimit } = call;
    const shared = { to: addresses[contract.name]!, valueWei, gasLimit, action: actionOf(call) };
    return (index, random) => {
      const from = sender(index);
      return { from, ...shared, data: encode(index, from, random) };
    };
  });
}

function drive(context: WorkloadContext<Options>, deployment: Deployment): Driver {
  const make = makers(context, deployment);
  const calls = callsOf(context.options);
  const pick = weighted(Object.fromEntries(calls.map(({ weight }, at) => [at, weight])));
  return {
    sender: senderPicker(context.accounts.length, context.options.contention),
    intent: (index, random) => make[Number(pick(random))]!(index, random),
  };
}

/** Of all contracts, for the reasons of reverts. */
function errors(given: Options): string[] {
  const fragments = contractsOf(given).flatMap((contract) => contract.interface?.fragments ?? []);
  const declared = fragments.filter(({ type }) => type === 'error').map((error) => error.format('full'));
  return [...new Set(declared)];
}

const contractCall: Workload<Options, Deployment, Before> = {
  name: 'contract-call',
  summary: 'Calls to a contract of your own, told by options: functions, weights, arguments',
  module: import.meta.url,
  options,
  actions: [],
  actionsOf: (given) => [...new Set(callsOf(given).map(actionOf))],
  errors,
  meantReverts: ({ meantReverts }) => meantReverts,
  requirements: (given) => ({
    accounts: 1,
    valueWei: callsOf(given).reduce((most, { valueWei }) => (valueWei > most ? valueWei : most), 0n),
    gasLimit: Math.max(...callsOf(given).map(({ gasLimit }) => gasLimit)),
  }),
  setup,
  drive,
  oracle,
};

export default contractCall;
