/** The offered rate over time: straight pieces, so that arrivals and due times are closed forms of each other. */

/** A stretch in which the rate goes straight from `from` to `to` transactions a second. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly durationNs: number;
}

/** A rate over time: N(t) arrivals until t, and its inverse. */
export interface Rate {
  readonly totalNs: number;
  /** N(totalNs), a real number. */
  readonly totalArrivals: number;
  /** The time at which N reaches `arrivals`; Infinity past the end. */
  timeNs(arrivals: number): number;
}

interface Piece extends Segment {
  readonly startNs: number;
  readonly arrivalsBefore: number;
  readonly arrivals: number;
}

const S = 1e9;

/** A rate made of segments that follow each other. */
export function piecewiseRate(segments: readonly Segment[]): Rate {
  const pieces: Piece[] = [];
  let startNs = 0;
  let arrivalsBefore = 0;
  for (const segment of segments) {
    const arrivals = ((segment.from + segment.to) / 2) * (segment.durationNs / S);
    pieces.push({ ...segment, startNs, arrivalsBefore, arrivals });
    startNs += segment.durationNs;
    arrivalsBefore += arrivals;
  }
  return {
    totalNs: startNs,
    totalArrivals: arrivalsBefore,
    timeNs(arrivals) {
      const piece = pieces.find((p) => arrivals < p.arrivalsBefore + p.arrivals);
      return piece
        ? piece.startNs + timeWithin(piece, arrivals - piece.arrivalsBefore)
        : Number.POSITIVE_INFINITY;
    },
  };
}

/** Solves from*t + (to-from)*t^2/(2T) = arrivals for t, in the form that keeps its digits when the slope is small. */
function timeWithin(piece: Piece, arrivals: number): number {
  const { from, to, durationNs } = piece;
  if (arrivals === 0) return 0;
  if (from === to) return (arrivals / from) * S;
  const slope = (to - from) / (durationNs / S);
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * arrivals));
  return ((2 * arrivals) / (from + root)) * S;
}
