/** What a run did to the DAO, told from the outcomes of its indices alone. */
import type { RunFacts } from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import type { Campaigns } from './drive.ts';
import { votesOf } from './electorate.ts';
import type { Parameter } from './proposal.ts';

/** A value that the last executed decision may have left behind. */
export interface Decided {
  readonly certain: Set<number>;
  readonly possible: Set<number>;
}

export interface Replay {
  /** Campaigns whose proposal was scheduled, in the order of their indices. */
  readonly campaigns: readonly number[];
  readonly paid: { ether: bigint; token: bigint };
  /** What was perhaps paid on top, by executions of unknown fate. */
  readonly perhaps: { ether: bigint; token: bigint };
  readonly decided: Readonly<Record<Parameter, Decided>>;
  /** The last delegate of each account that delegated. */
  readonly delegates: ReadonlyMap<number, number>;
  /** Accounts of whose delegations nobody knows which one was the last. */
  readonly doubtful: ReadonlySet<number>;
}

export function replay(campaigns: Campaigns, facts: RunFacts): Replay {
  const found: number[] = [];
  const paid = { ether: 0n, token: 0n };
  const perhaps = { ether: 0n, token: 0n };
  const decided = { votingPeriod: noneYet(), quorumNumerator: noneYet(), proposalThreshold: noneYet() };
  const delegates = new Map<number, number>();
  const doubtful = new Set<number>();
  const gaps = new Set<number>();

  function delegated(index: number): void {
    const { from, to } = campaigns.delegation(campaigns.schedule.place(index));
    const outcome = facts.outcome(index);
    // The nonce of one that was refused may have gone to a later one, before those already under way.
    if (outcome === OUTCOME.none) gaps.add(from);
    else if (outcome === OUTCOME.uncertain || gaps.has(from)) doubtful.add(from);
    if (outcome === OUTCOME.succeeded) delegates.set(from, to);
  }

  function executed(index: number, campaign: number): void {
    const outcome = facts.outcome(index);
    if (outcome !== OUTCOME.succeeded && outcome !== OUTCOME.uncertain) return;
    const certain = outcome === OUTCOME.succeeded;
    const { kind, amount, parameter } = campaigns.proposal(campaign);
    if (kind === 'ether' || kind === 'token') (certain ? paid : perhaps)[kind] += amount;
    if (parameter) decided[parameter.name][certain ? 'certain' : 'possible'].add(parameter.value);
  }

  for (let index = 0; index < facts.scheduled; index++) {
    const place = campaigns.schedule.place(index);
    const action = campaigns.action(place, index);
    if (action === 'propose') found.push(place.campaign);
    else if (action === 'delegate') delegated(index);
    else if (action === 'execute') executed(index, place.campaign);
  }
  return { campaigns: found, paid, perhaps, decided, delegates, doubtful };
}

function noneYet(): Decided {
  return { certain: new Set(), possible: new Set() };
}

/** ProposalState of IGovernor. */
export const STATE = { pending: 0, active: 1, defeated: 3, succeeded: 4, queued: 5, executed: 7 } as const;

/** Whether a holder voted, as far as it is known. */
export interface Cast {
  readonly holder: number;
  readonly voted: boolean;
}

/** What must be true of one proposal. */
export interface Expected {
  readonly campaign: number;
  readonly proposed: boolean;
  /** Votes against, for and abstaining. */
  readonly tally: readonly [bigint, bigint, bigint];
  readonly casts: readonly Cast[];
  /** The states that it may be in: while nobody queues it, time alone decides. */
  readonly states: readonly number[];
  readonly executed: boolean;
}

/** `null` where the fate of one of its steps is unknown. */
export function expectedOf(campaigns: Campaigns, facts: RunFacts, campaign: number): Expected | null {
  const { schedule } = campaigns;
  const tally: [bigint, bigint, bigint] = [0n, 0n, 0n];
  const casts: Cast[] = [];
  const happened = { propose: false, queue: false, execute: false };
  for (let step = 0; step < schedule.length; step++) {
    const index = schedule.index(campaign, step);
    const place = schedule.place(index);
    const action = campaigns.action(place, index);
    if (action === 'delegate') continue;
    const outcome = index < facts.scheduled ? facts.outcome(index) : OUTCOME.none;
    if (outcome === OUTCOME.uncertain) return null;
    const succeeded = outcome === OUTCOME.succeeded;
    if (action === 'propose' || action === 'queue' || action === 'execute') {
      happened[action] = succeeded;
      continue;
    }
    const holder = campaigns.holder(place, index);
    casts.push({ holder, voted: succeeded });
    if (succeeded) tally[campaigns.support(place)] += votesOf(holder);
  }
  const { propose: proposed, queue, execute: executed } = happened;
  return { campaign, proposed, tally, casts, executed, states: statesOf(queue, executed, tally) };
}

/** Quorum is not looked at: where it is missed, nobody could have queued. */
function statesOf(queued: boolean, executed: boolean, [against, inFavour]: readonly bigint[]): number[] {
  if (executed) return [STATE.executed];
  if (queued) return [STATE.queued];
  const open = [STATE.pending, STATE.active, STATE.defeated];
  return inFavour! > against! ? [...open, STATE.succeeded] : open;
}
