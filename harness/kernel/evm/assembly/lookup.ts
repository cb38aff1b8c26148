/**
 * An open-addressing table of one thread that is emptied at once: a place counts only where it bears the table's
 * present generation. Places are 16 bytes: u64 tag with the generation above it, u32 entry.
 */
import { take } from './arena';

const PLACE: usize = 16;
const ENTRY: usize = 8;
const FIRST_PLACES: u32 = 1024;

// @ts-ignore: decorator
@unmanaged
export class Lookup {
  places: usize;
  mask: u32;
  count: u32;
  generation: u32;

  /** Forgets every entry. */
  clear(): void {
    this.count = 0;
    this.generation++;
    if (this.generation != 0) return;
    // After 2^32 rounds old places would pass for new ones.
    memory.fill(this.places, 0, (<usize>this.mask + 1) * PLACE);
    this.generation = 1;
  }

  /** The first place where the tag stands, or where it would go: `entryAt` tells which. */
  // @ts-ignore: decorator
  @inline
  first(tag: u32): usize {
    return this.from((tag * 0x9e3779b1) >> 7, tag);
  }

  /** The next place of the same tag, for tags that do not tell entries apart. */
  after(place: usize, tag: u32): usize {
    return this.from(<u32>((place - this.places) / PLACE) + 1, tag);
  }

  // @ts-ignore: decorator
  @inline
  private from(start: u32, tag: u32): usize {
    const generation = this.generation;
    const wanted = (<u64>generation << 32) | tag;
    const mask = this.mask;
    let at = start & mask;
    while (true) {
      const place = this.places + <usize>at * PLACE;
      const seen = load<u64>(place);
      if (seen == wanted || <u32>(seen >> 32) != generation) return place;
      at = (at + 1) & mask;
    }
  }

  /** The entry at a place, 0 where the place is free. */
  // @ts-ignore: decorator
  @inline
  entryAt(place: usize): usize {
    return load<u32>(place, 4) == this.generation ? <usize>load<u32>(place, ENTRY) : 0;
  }

  /** Fills a free place that `first` or `after` gave. */
  put(place: usize, tag: u32, entry: usize): void {
    store<u64>(place, (<u64>this.generation << 32) | tag);
    store<u32>(place, <u32>entry, ENTRY);
    if (++this.count > this.mask >> 1) this.grow();
  }

  /** Twice the places. What the old ones took is lost, which is less than the new ones take. */
  private grow(): void {
    const old = this.places;
    const oldPlaces: usize = <usize>this.mask + 1;
    this.mask = this.mask * 2 + 1;
    this.places = take((<usize>this.mask + 1) * PLACE);
    for (let i: usize = 0; i < oldPlaces; i++) {
      const from = old + i * PLACE;
      if (load<u32>(from, 4) != this.generation) continue;
      const tag = load<u32>(from);
      let place = this.first(tag);
      while (this.entryAt(place) != 0) place = this.after(place, tag);
      store<u64>(place, load<u64>(from));
      store<u32>(place, load<u32>(from, ENTRY), ENTRY);
    }
  }
}

export function newLookup(): Lookup {
  const lookup = changetype<Lookup>(take(offsetof<Lookup>()));
  lookup.places = take(<usize>FIRST_PLACES * PLACE);
  lookup.mask = FIRST_PLACES - 1;
  lookup.generation = 1;
  return lookup;
}
