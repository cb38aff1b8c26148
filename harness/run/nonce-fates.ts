/** What becomes of nonces: those that nobody answered for are asked of the chain, one question an account at a time. */
import type { Address, Session } from '../spec/index.ts';
import type { Clock } from '../std/clock.ts';
import type { NonceLanes } from '../wallet/index.ts';
import type { NonceFate } from './tracker.ts';

const RESYNC_AFTER_NS = 1e9;

interface NonceFatesParts {
  readonly addresses: readonly Address[];
  readonly lanes: NonceLanes;
  readonly session: Session;
  readonly clock: Clock;
}

export class NonceFates {
  private readonly parts: NonceFatesParts;
  private readonly asking = new Set<number>();
  private ended = false;

  constructor(parts: NonceFatesParts) {
    this.parts = parts;
  }

  note(account: number, nonce: number, fate: NonceFate): void {
    const { lanes } = this.parts;
    if (fate === 'used') lanes.confirm(account, nonce);
    else if (fate === 'free') lanes.giveBack(account, nonce);
    else {
      lanes.doubt(account, nonce);
      if (fate === 'stale') this.ask(account);
      else this.askLater(account);
    }
  }

  end(): void {
    this.ended = true;
  }

  private askLater(account: number): void {
    const { clock } = this.parts;
    clock.wake(clock.nowNs() + RESYNC_AFTER_NS, () => this.ask(account));
  }

  /** Asks for the account's next nonce, again while nobody answers. */
  private ask(account: number): void {
    const { lanes, session, addresses } = this.parts;
    if (this.ended || this.asking.has(account) || !lanes.hasDoubts(account)) return;
    this.asking.add(account);
    session.pendingNonce(addresses[account]!).then(
      (pending) => {
        this.asking.delete(account);
        lanes.resync(account, pending);
      },
      () => {
        this.asking.delete(account);
        this.askLater(account);
      },
    );
  }
}
