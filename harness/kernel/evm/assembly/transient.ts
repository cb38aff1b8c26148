/** Transient storage (EIP-1153): what one transaction keeps by account and key until its end. */
import { rememberWord } from './journal';
import { Lookup, newLookup } from './lookup';
import { takeForTransaction } from './overlay';
import { copy, equal, setZero } from './u256';

/** u32 entry of the account, 12 bytes unused, 32 bytes key, 32 bytes value. */
const KEY: usize = 16;
const VALUE: usize = 48;
const BYTES: usize = 80;

let words: Lookup = changetype<Lookup>(0);

/** Once a thread. */
export function attachTransient(): void {
  words = newLookup();
}

export function clearTransient(): void {
  if (words.count != 0) words.clear();
}

/** TLOAD: replaces the key at `top` by its value. */
export function loadTransient(owner: usize, top: usize): void {
  const entry = words.entryAt(placeOf(owner, top));
  if (entry == 0) setZero(top);
  else copy(top, entry + VALUE);
}

/** TSTORE, to be taken back by a revert. */
export function storeTransient(owner: usize, key: usize, value: usize): void {
  const place = placeOf(owner, key);
  let entry = words.entryAt(place);
  if (entry == 0) {
    entry = takeForTransaction(BYTES);
    store<u32>(entry, <u32>owner);
    copy(entry + KEY, key);
    setZero(entry + VALUE);
    words.put(place, tagOf(owner, key), entry);
  }
  rememberWord(entry + VALUE);
  copy(entry + VALUE, value);
}

function tagOf(owner: usize, key: usize): u32 {
  const low = (load<u64>(key) ^ (<u64>owner << 32)) * 0x9e3779b97f4a7c15 ^ load<u64>(key, 8);
  const high = (load<u64>(key, 16) * 0xbf58476d1ce4e5b9) ^ load<u64>(key, 24);
  const mixed = ((low ^ (low >> 31)) * 0x94d049bb133111eb) + high * 0x9e3779b97f4a7c15;
  return <u32>(mixed >> 32);
}

/** Where the word stands, or would. */
function placeOf(owner: usize, key: usize): usize {
  const tag = tagOf(owner, key);
  let place = words.first(tag);
  while (true) {
    const entry = words.entryAt(place);
    if (entry == 0 || (load<u32>(entry) == <u32>owner && equal(entry + KEY, key))) return place;
    place = words.after(place, tag);
  }
}
