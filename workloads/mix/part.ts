/** One workload inside a mix: the whole's accounts turned, so that the parts' senders do not meet, and its own indices. */
import type { Address, RunFacts, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import type { Turns } from './turns.ts';

export interface Part {
  readonly workload: Workload;
  readonly options: unknown;
  /** Its place in the mix. */
  readonly place: number;
  /** How far its accounts are turned against those of the whole. */
  readonly turn: number;
  /** Deployer transactions of the parts before it. */
  readonly deployed: number;
}

/** What the part knows of the run. */
export function contextOf(part: Part, whole: WorkloadContext<unknown>): WorkloadContext<unknown> {
  const { accounts, deployer } = whole;
  return {
    ...whole,
    options: part.options,
    accounts: accounts.map((_, account) => accounts[outside(part, account, accounts.length)]!),
    deployer: { ...deployer, nonce: deployer.nonce + part.deployed },
  };
}

/** The whole's number of an account of the part; one past the last is the deployer in both. */
export function outside({ turn }: Part, account: number, count: number): number {
  return account === count ? account : (account + turn) % count;
}

/** The run, as if the part's intents were all there is; `uncertain` are the whole's accounts of unknown fate. */
export function factsOf(
  part: Part,
  turns: Turns,
  accounts: readonly Address[],
  whole: RunFacts,
  uncertain: ReadonlySet<number>,
): RunFacts {
  const count = accounts.length;
  const prefix = `${part.workload.name}.`.length;
  const inside = (account: number) => (account + count - part.turn) % count;
  return {
    scheduled: turns.countOf(part.place, whole.scheduled),
    shared: true,
    outcome: (local) => whole.outcome(turns.indexOf(part.place, local)),
    intent(local) {
      const intent = whole.intent(turns.indexOf(part.place, local));
      return { ...intent, from: inside(intent.from), action: intent.action.slice(prefix) };
    },
    feesWei: (account) => whole.feesWei(outside(part, account, count)),
    unknown: (account) => uncertain.has(outside(part, account, count)),
    included: (account) => whole.included(outside(part, account, count)),
  };
}
