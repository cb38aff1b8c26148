/**
 * Deals signatures out among threads. To verify with a key costs about as much as a signature, once for all of it that
 * are verified together: so all of one sender go to one thread, as far as the shares stay even.
 */
import { NO_HINT } from '../../spec/engine.ts';

/** Which signatures, by place and ascending, belong to one of `shares` shares; the same whoever asks. */
export function shareOf(hints: ArrayLike<number>, share: number, shares: number): number[] {
  const most = Math.ceil(hints.length / shares);
  const loads = new Uint32Array(shares);
  const shareOfSender = new Map<number, number>();
  const mine: number[] = [];
  for (let at = 0; at < hints.length; at++) {
    const hint = hints[at]!;
    let to = shareOfSender.get(hint);
    if (to === undefined || loads[to] === most) {
      to = loads.indexOf(Math.min(...loads));
      if (hint !== NO_HINT) shareOfSender.set(hint, to);
    }
    loads[to]!++;
    if (to === share) mine.push(at);
  }
  return mine;
}
