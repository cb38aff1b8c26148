/** A workload under examination: bound to options, seed and accounts, with nothing that it could write into. */
import type { Address, Driver, Intent, Requirements, Setup, Workload } from '../spec/index.ts';
import { keyedRandom, STREAM } from '../std/index.ts';
import { accountsFromSeed } from '../wallet/index.ts';
import { frozenCopy } from './frozen.ts';
import { parsedOptions } from './options-checks.ts';

export interface WorkloadKit {
  /** Options as they would stand in a scenario; default `{}`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** How many accounts send; default 10, or as many as the workload needs. */
  readonly accounts?: number;
  readonly seed?: number;
  /** How many intents are looked at; every action must occur among them. Default 1000. */
  readonly intents?: number;
  /** How many intents are executed, on the embedded chain, for the oracle. Default 100. */
  readonly executed?: number;
}

export interface Subject {
  readonly workload: Workload;
  readonly given: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly intents: number;
  readonly executed: number;
  readonly options: unknown;
  readonly requirements: Requirements;
  /** What the workload declares with these options. */
  readonly actions: readonly string[];
  readonly accounts: readonly Address[];
  setup(): Setup<unknown>;
  /** A new driver, whose deployment came over as it does to a thread. */
  driver(workload?: Workload): Driver;
  /** The i-th intent of this driver, with the random numbers that belong to it. */
  intent(driver: Driver, index: number): Intent;
}

const ACCOUNTS = 10;
const CHAIN_ID = 1337;

/** Throws where the options of the kit do not fit. */
export function subjectOf(workload: Workload, kit: WorkloadKit): Subject {
  const { options: given = {}, seed = 1, intents = 1000, executed = 100 } = kit;
  const options = frozenCopy(parsedOptions(workload.options, given));
  const requirements = workload.requirements(options);
  const count = kit.accounts ?? Math.max(ACCOUNTS, requirements.accounts);
  const addresses = accountsFromSeed(seed, count + 1).addresses;
  const accounts = frozenCopy(addresses.slice(0, count));
  const deployer = Object.freeze({ address: addresses[count]!, nonce: 0 });
  const context = Object.freeze({ options, seed, chainId: CHAIN_ID, accounts, deployer });
  const setup = () => workload.setup(context);
  return {
    workload,
    given,
    seed,
    intents,
    executed,
    options,
    requirements,
    actions: actionsOf(workload, options),
    accounts,
    setup,
    driver: (of = workload) => of.drive(context, structuredClone(setup().deployment)),
    intent: (driver, index) => driver.intent(index, keyedRandom(seed, STREAM.intent, index)),
  };
}

/** The actions that a workload declares with these options. */
export function actionsOf(workload: Workload, options: unknown): readonly string[] {
  return workload.actionsOf?.(options) ?? workload.actions;
}
