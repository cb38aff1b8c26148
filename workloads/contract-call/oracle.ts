/** What must be true of the user's contracts: nonces add up, and what the option `expect` says of views. */
import { AbiCoder } from 'ethers';
import type { Address, Check, Hex, Oracle, OracleReader, RunFacts } from '../../harness/spec/index.ts';
import { hold, type NoncesBefore, noncesAddUp, noncesBefore, succeeded } from '../oracle-parts.ts';
import { contractOf, contractsOf, functionOf } from './contracts.ts';
import type { Expectation, Options } from './options.ts';

/** Where each contract stands, by its name. */
export interface Deployment {
  readonly addresses: Readonly<Record<string, Address>>;
}

export interface Before extends NoncesBefore {
  /** What each expectation read, in the order of the options. */
  readonly views: readonly Hex[];
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts, options }, deployment, reader) {
    return { ...(await noncesBefore(accounts, reader)), views: await readViews(options, deployment, reader) };
  },

  async after({ accounts, options }, deployment, before, facts, reader) {
    const nonces = await noncesAddUp(accounts, before, facts, reader);
    if (options.expect.length === 0) return [nonces];
    const now = await readViews(options, deployment, reader);
    const calls = callsByAction(facts);
    return [nonces, ...options.expect.map((one, at) => asExpected(one, before.views[at]!, now[at]!, calls))];
  },
};

function readViews(options: Options, { addresses }: Deployment, reader: OracleReader): Promise<Hex[]> {
  const contracts = contractsOf(options);
  const calls = options.expect.map(({ contract: name, call, args }) => {
    const contract = known(contractOf(contracts, name));
    const view = known(functionOf(contract, call));
    const encoded = AbiCoder.defaultAbiCoder().encode(view.inputs, args);
    return { to: addresses[contract.name]!, data: `${view.selector}${encoded.slice(2)}` as Hex };
  });
  return calls.length === 0 ? Promise.resolve([]) : reader.calls(calls);
}

/** The options were checked when the plan was made. */
export function known<Thing>(found: { readonly found: Thing } | { readonly problem: string }): Thing {
  if ('found' in found) return found.found;
  throw new Error(found.problem);
}

interface Calls {
  readonly succeeded: number;
  readonly uncertain: number;
}

function callsByAction(facts: RunFacts): Map<string, Calls> {
  const calls = new Map<string, Calls>();
  for (const { intent, uncertain } of succeeded(facts)) {
    const known = calls.get(intent.action) ?? { succeeded: 0, uncertain: 0 };
    calls.set(intent.action, {
      succeeded: known.succeeded + (uncertain ? 0 : 1),
      uncertain: known.uncertain + (uncertain ? 1 : 0),
    });
  }
  return calls;
}

function asExpected(one: Expectation, before: Hex, now: Hex, calls: ReadonlyMap<string, Calls>): Check {
  const view = one.contract === undefined ? one.call : `${one.contract}.${one.call}`;
  const name = one.growsBy ? `${view} grew by its calls` : `${view} stays`;
  if (!one.growsBy)
    return hold(
      name,
      [now],
      (value) => value === before,
      (value) => `it is ${value}, it was ${before}`,
    );
  const { least, most } = growth(one.growsBy, calls);
  const from = firstWord(before);
  const grown = firstWord(now) - from;
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return hold(
    name,
    [grown],
    (value) => value >= least && value <= most,
    (value) => `it grew by ${value} from ${from}, ${range} expected`,
  );
}

/** Calls of unknown fate may have counted, or not. */
function growth(growsBy: Readonly<Record<string, bigint>>, calls: ReadonlyMap<string, Calls>) {
  let least = 0n;
  let most = 0n;
  for (const [action, amount] of Object.entries(growsBy)) {
    const { succeeded, uncertain } = calls.get(action) ?? { succeeded: 0, uncertain: 0 };
    const [certain, perhaps] = [amount * BigInt(succeeded), amount * BigInt(uncertain)];
    least += certain + (perhaps < 0n ? perhaps : 0n);
    most += certain + (perhaps > 0n ? perhaps : 0n);
  }
  return { least, most };
}

/** Differences come out right for signed and unsigned types alike, as far as they fit into 255 bits. */
function firstWord(answer: Hex): bigint {
  return BigInt.asIntN(256, BigInt(answer.slice(0, 66)));
}
