/** SLOAD and SSTORE, each with its gas. Transient storage is in transient.ts. */
import { addRefund } from './context';
import { BERLIN, ISTANBUL } from './fork';
import { charge, frame, FRAME_FLAGS, FRAME_SELF, gasLeft, STATIC } from './frame';
import { clearRefund, coldSlotGas, fork, resetGas, SET_GAS, STIPEND, warmSlotGas } from './gas';
import { GIVE_UP, GO_ON, HALTED } from './outcome';
import {
  ENTRY_FLAGS, ENTRY_READ, readSlotInto, setFlags, SLOT_NOW, SLOT_ORIGINAL, slotEntryOf, WARM, writeSlot,
} from './overlay';
import { copy, equal, isZero } from './u256';

/** SLOAD: replaces the key at `word` by the value. */
export function loadSlot(word: usize): u32 {
  const entry = slotEntryOf(load<u32>(frame, FRAME_SELF), word);
  if (!charge(warmSlotGas)) return HALTED;
  if (!warmSlot(entry)) return HALTED;
  if (load<u8>(entry, ENTRY_READ) == 0 && !readSlotInto(entry)) return GIVE_UP;
  copy(word, entry + SLOT_NOW);
  return GO_ON;
}

/** Charges for a slot that is cold (EIP-2929) and warms it. */
// @ts-ignore: decorator
@inline
function warmSlot(entry: usize): bool {
  if (coldSlotGas == 0 || load<u8>(entry, ENTRY_FLAGS) & <u8>WARM) return true;
  setFlags(entry, WARM);
  return charge(coldSlotGas);
}

/** SSTORE. */
export function storeSlot(key: usize, value: usize): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  const net = fork >= ISTANBUL;
  if (net && gasLeft <= STIPEND) return HALTED;
  const entry = slotEntryOf(load<u32>(frame, FRAME_SELF), key);
  if (!warmSlot2(entry)) return HALTED;
  if (!readSlotInto(entry)) return GIVE_UP;
  if (!(net ? chargeNet(entry, value) : chargeGross(entry, value))) return HALTED;
  if (!equal(entry + SLOT_NOW, value)) writeSlot(entry, value);
  return GO_ON;
}

/** As above, of the full price: SSTORE's warm price is part of what follows. */
function warmSlot2(entry: usize): bool {
  if (fork < BERLIN || load<u8>(entry, ENTRY_FLAGS) & <u8>WARM) return true;
  setFlags(entry, WARM);
  return charge(coldSlotGas + warmSlotGas);
}

/** Before Istanbul: by whether it becomes something or not (Yellow Paper, appendix H). */
function chargeGross(entry: usize, value: usize): bool {
  const wasZero = isZero(entry + SLOT_NOW), becomesZero = isZero(value);
  if (!wasZero && becomesZero) addRefund(clearRefund);
  return charge(wasZero && !becomesZero ? SET_GAS : resetGas);
}

/** By what the whole transaction changes (EIP-2200, prices of EIP-2929 and EIP-3529). */
function chargeNet(entry: usize, value: usize): bool {
  const now = entry + SLOT_NOW, original = entry + SLOT_ORIGINAL;
  if (equal(now, value)) return charge(warmSlotGas);
  const wasZero = isZero(original);
  if (equal(original, now)) {
    if (!wasZero && isZero(value)) addRefund(clearRefund);
    return charge(wasZero ? SET_GAS : resetGas);
  }
  if (!wasZero) {
    if (isZero(now)) addRefund(-clearRefund);
    else if (isZero(value)) addRefund(clearRefund);
  }
  if (equal(original, value)) addRefund(<i64>((wasZero ? SET_GAS : resetGas) - warmSlotGas));
  return charge(warmSlotGas);
}
