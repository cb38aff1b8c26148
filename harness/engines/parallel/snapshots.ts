/** Owns the states to which the engine can return: what has to be put back, as long as a snapshot may need it. */
import { type Machine, Undo, type UndoPiece } from '../../kernel/evm/index.ts';

/** What changed between one snapshot and the next, and at which block it was taken. */
interface Segment {
  readonly id: number;
  readonly number: number;
  readonly pieces: UndoPiece[];
}

export class Snapshots {
  private readonly undo: Undo;
  private readonly segments: Segment[] = [];
  private taken = 0;

  constructor(machine: Machine) {
    this.undo = new Undo(machine);
  }

  /** Of the state after the block of this number. */
  take(number: number): number {
    const id = ++this.taken;
    this.segments.push({ id, number, pieces: [] });
    return id;
  }

  /** Before a block is sealed. */
  keep(): void {
    const segment = this.segments.at(-1);
    if (segment === undefined) return;
    const piece = this.undo.keep(segment.id);
    if (piece.bytes.length > 0) segment.pieces.push(piece);
  }

  /** Whether it was taken and neither it nor an earlier one was used. */
  has(id: number): boolean {
    return this.segments.some((segment) => segment.id === id);
  }

  /** Makes the cells what they were; the snapshot and those after it are used up. */
  putBack(id: number): void {
    const gone = this.segments.splice(this.segments.findIndex((segment) => segment.id === id));
    this.undo.putBack(gone.flatMap(({ pieces }) => pieces));
  }

  /** Whether a snapshot was taken at one of the `many` blocks from this number on. */
  anyWithin(number: number, many: number): boolean {
    return this.segments.some((segment) => segment.number >= number && segment.number < number + many);
  }
}
