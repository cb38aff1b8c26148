/** Counts of transactions, many at a time: into ledgers, series, actions and accounts. */
import type { ActionCounts, Meters } from '../measure/index.ts';
import type { Ledger } from '../spec/index.ts';
import { Fees } from './fees.ts';
import { type InFlight, STATE } from './in-flight.ts';

export class Tally {
  /** Names by number. */
  readonly actions: string[] = [];
  readonly fees: Fees;
  /** Transactions included, by account. */
  readonly includedBy: number[];
  private readonly counts: ActionCounts[] = [];
  private readonly meters: Meters;
  private readonly table: InFlight;
  private readonly inWindow: (timeNs: number) => boolean;

  constructor(meters: Meters, table: InFlight, accounts: number, inWindow: (timeNs: number) => boolean) {
    this.meters = meters;
    this.table = table;
    this.inWindow = inWindow;
    this.fees = new Fees(accounts);
    this.includedBy = new Array(accounts).fill(0);
  }

  arrival(admitted: boolean, inWindow: boolean): void {
    countArrival(this.meters.ledger, admitted);
    if (inWindow) countArrival(this.meters.windowLedger, admitted);
  }

  /** One of this action goes out; the number of the action. */
  sent(action: string): number {
    let number = this.actions.indexOf(action);
    if (number < 0) {
      number = this.actions.push(action) - 1;
      this.counts.push(this.meters.action(action));
    }
    this.counts[number]!.count++;
    return number;
  }

  slot(stage: keyof Ledger, slot: number, by = 1): void {
    this.all(stage, by, this.table.state[slot]! & STATE.inWindow ? by : 0);
  }

  /** So many, and so many of them due inside the window. */
  all(stage: keyof Ledger, all: number, ofWindow: number): void {
    this.meters.ledger[stage] += all;
    this.meters.windowLedger[stage] += ofWindow;
  }

  /** Counts the inclusions of one block in (`by` 1) or out again (-1), everywhere that inclusions are counted. */
  inclusions(slots: readonly number[], by: 1 | -1): void {
    if (slots.length === 0) return;
    const { table } = this;
    const seenNs = table.seenNs[slots[0]!]!;
    let [succeeded, ofWindow, succeededOfWindow, gas] = [0, 0, 0, 0];
    for (const slot of slots) {
      const state = table.state[slot]!;
      const account = table.account[slot]!;
      const used = table.gasUsed[slot]!;
      const action = this.counts[table.action[slot]!]!;
      gas += used;
      action.gasUsed += by * used;
      this.includedBy[account]! += by;
      this.fees.add(account, by * used, table.gasPriceWei[slot]!);
      if (state & STATE.inWindow) ofWindow++;
      if (state & STATE.unanswered) this.slot('unansweredSeen', slot, by);
      if ((state & STATE.succeeded) === 0) action.reverted += by;
      else {
        action.succeeded += by;
        succeeded++;
        if (state & STATE.inWindow) succeededOfWindow++;
      }
    }
    const included = slots.length;
    this.all('included', by * included, by * ofWindow);
    this.all('succeeded', by * succeeded, by * succeededOfWindow);
    this.all('reverted', by * (included - succeeded), by * (ofWindow - succeededOfWindow));
    this.at(seenNs, by * included, by * succeeded, by * gas);
  }

  private at(seenNs: number, included: number, succeeded: number, gas: number): void {
    const { series, windowCounts } = this.meters;
    series.add('included', seenNs, included);
    series.add('gas', seenNs, gas);
    series.add('succeeded', seenNs, succeeded);
    if (!this.inWindow(seenNs)) return;
    windowCounts.included += included;
    windowCounts.gas += gas;
    windowCounts.succeeded += succeeded;
  }
}

function countArrival(ledger: Ledger, admitted: boolean): void {
  ledger.scheduled++;
  if (admitted) ledger.admitted++;
  else ledger.dropped++;
}
