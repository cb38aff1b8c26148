/** Products from producer to retailer on our own contract: roles, custody, documents' hashes, one step after the other. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Driver, Hex, Random, Setup, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { toHex } from '../../harness/std/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { Site } from '../site.ts';
import { numberOf } from '../words.ts';
import { ACTIONS, type Action, call, encode, isLog, type Written } from './calls.ts';
import { Journeys, type Step } from './journeys.ts';
import { type Options, options } from './options.ts';
import { type Before, type Deployment, oracle } from './oracle.ts';

/** Gas limits: the dearest seen, and a third more. */
const gas: Record<Action, number> = {
  register: 100_000,
  handOver: 55_000,
  inspect: 52_000,
  certify: 52_000,
  recall: 52_000,
  log: 95_000,
};
const GAS = { deploy: 1_450_000, base: 40_000, enrol: 165_000, register: 75_000 };
/** Accounts or products a call of set-up, which stays under the limit for a transaction (EIP-7825). */
const PER_CALL = 75;

/** How many products are hot: the ids from 0 on. The others come behind them. */
function hotProducts({ contention }: Options): number {
  return contention.share === 0 ? 0 : contention.hot;
}

/** The contract, every role for every account, and the hot products, which nobody hands over. */
function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { accounts, deployer, options } = context;
  const site = new Site(context);
  const chain = site.deploy(artifact('SupplyChain'), [], GAS.deploy);
  site.next();
  const members = [deployer.address, ...accounts];
  for (let at = 0; at < members.length; at += PER_CALL) {
    const some = members.slice(at, at + PER_CALL);
    site.call(chain, encode.enrol(some), GAS.base + some.length * GAS.enrol, 'enrol');
  }
  site.next();
  const hot = hotProducts(options);
  for (let first = 0; first < hot; first += PER_CALL) {
    const count = Math.min(PER_CALL, hot - first);
    const data = encode.registerMany(first, count, deployer.address);
    site.call(chain, data, GAS.base + count * GAS.register, 'register');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { chain, hot } };
}

/** The hash of a document that stays off the chain. */
function documentOf(seed: number, index: number): Hex {
  return toHex(keccak_256(new TextEncoder().encode(`document ${index} of ${seed}`)));
}

function drive(context: WorkloadContext<Options>, { chain, hot }: Deployment): Driver {
  const { accounts, options, seed } = context;
  const sender = senderPicker(accounts.length, options.contention);
  const journeys = new Journeys(options, accounts.length, seed);
  const hotOf = objectPicker(Math.max(1, hot), { ...options.contention, share: 1 });

  function hotEntry(index: number, random: Random): Written {
    const document = documentOf(seed, index);
    return { action: 'log', product: hotOf(index, random), to: accounts[0]!, place: 0, document };
  }

  /** Whoever the product goes to is the sender of the step that hands it on. */
  function written(index: number, step: Step): Written {
    const { product, slot } = step;
    const action = journeys.actionOf(step);
    const next = journeys.handOverFrom(slot + 1);
    const to = accounts[sender(journeys.indexOf({ product, slot: next }))]!;
    const place = journeys.placeAfter(slot);
    return { action, product: hot + product, to, place, document: documentOf(seed, index) };
  }

  return {
    sender,
    intent(index, random) {
      const step = journeys.stepAt(index);
      const what = step === null ? hotEntry(index, random) : written(index, step);
      return {
        from: sender(index),
        to: chain,
        valueWei: 0n,
        data: call(what),
        gasLimit: gas[what.action],
        action: what.action,
      };
    },
    wait(index) {
      const step = journeys.stepAt(index);
      if (step === null || step.slot === 0) return null;
      return { after: journeys.indexOf({ product: step.product, slot: step.slot - 1 }) };
    },
    awaited(index) {
      const step = journeys.stepAt(index);
      return step !== null && step.slot + 1 < journeys.lengthOf(step.product);
    },
    writes: ({ data }) => [`${isLog(data) ? 'log' : 'product'} ${numberOf(data, 0)}`],
  };
}

const supplyChain: Workload<Options, Deployment, Before> = {
  name: 'supply-chain',
  summary:
    "Products from hand to hand on OpenZeppelin's AccessControl: register, handOver, inspect, certify, recall, log",
  module: import.meta.url,
  options,
  actions: ACTIONS,
  errors: () => errorsOf(artifact('SupplyChain')),
  requirements: () => ({ accounts: 2, valueWei: 0n, gasLimit: Math.max(...Object.values(gas)) }),
  setup,
  drive,
  oracle,
};

export default supplyChain;
