/**
 * What things cost, by fork: the table of static costs and stack bounds that the interpreter's loop reads, and the
 * figures of what is charged as it happens. Numbers are those of execution-specs.
 */
import { take } from './arena';
import {
  BERLIN, BYZANTIUM, CANCUN, HOMESTEAD, ISTANBUL, LONDON, OSAKA, PETERSBURG, SHANGHAI, SPURIOUS, TANGERINE,
} from './fork';

/** Stack bounds are in bytes, 32 an item. */
const ITEM: u32 = 32;
const STACK_ITEMS: u32 = 1024;

/**
 * One opcode: u16 gas, u16 bytes that must be on the stack, u32 how many more there may be. The sum of both bounds
 * leaves room for what is pushed. An opcode that the fork does not know wants more than a stack can hold.
 */
export const RULE: usize = 8;
export let rules: usize = 0;

export let fork: u32 = 0;
/** Of a warm slot or account from Berlin on (EIP-2929), else of every SLOAD; what the cold ones cost besides. */
export let warmSlotGas: u64 = 0;
export let coldSlotGas: u64 = 0;
export let warmAccountGas: u64 = 0;
export let coldAccountGas: u64 = 0;
/** SSTORE: of a slot that this transaction changes first, and the refund where it becomes zero. */
export let resetGas: u64 = 0;
export let clearRefund: i64 = 0;
export let callGas: u64 = 0;
export let exponentByteGas: u64 = 0;

export const SET_GAS: u64 = 20000;
export const STIPEND: u64 = 2300;
export const CALL_VALUE_GAS: u64 = 9000;
export const NEW_ACCOUNT_GAS: u64 = 25000;
export const KECCAK_WORD_GAS: u64 = 6;
export const COPY_WORD_GAS: u64 = 3;
export const INIT_WORD_GAS: u64 = 2;
export const DEPOSIT_GAS: u64 = 200;
export const SELF_DESTRUCT_REFUND: i64 = 24000;
export const MAX_CODE: usize = 0x6000;
export const MAX_INIT_CODE: usize = 2 * MAX_CODE;

/** Once a thread. */
export function attachGas(): void {
  rules = take(256 * RULE);
  fork = u32.MAX_VALUE;
}

/** Lays the tables out anew where the fork is another one. */
export function setFork(next: u32): void {
  if (next == fork) return;
  fork = next;
  const berlin = next >= BERLIN;
  warmSlotGas = berlin ? 100 : next >= ISTANBUL ? 800 : next >= TANGERINE ? 200 : 50;
  coldSlotGas = berlin ? 2000 : 0;
  warmAccountGas = berlin ? 100 : 0;
  coldAccountGas = berlin ? 2500 : 0;
  resetGas = berlin ? 2900 : 5000;
  clearRefund = next >= LONDON ? 4800 : 15000;
  callGas = berlin ? 0 : next >= TANGERINE ? 700 : 40;
  exponentByteGas = next >= SPURIOUS ? 50 : 10;
  for (let op: u32 = 0; op < 256; op++) forbid(op);
  allowFrontier();
  allowLater(next);
}

function forbid(op: u32): void {
  store<u64>(rules + <usize>op * RULE, 0xffff << 16);
}

/** An opcode that pops and pushes so many items. */
function allow(op: u32, gas: u32, pops: u32, pushes: u32): void {
  const most = pushes > pops ? STACK_ITEMS - (pushes - pops) : STACK_ITEMS;
  const rule = rules + <usize>op * RULE;
  store<u16>(rule, <u16>gas);
  store<u16>(rule, <u16>(pops * ITEM), 2);
  store<u32>(rule, (most - pops) * ITEM, 4);
}

function allowRange(from: u32, to: u32, gas: u32, pops: u32, pushes: u32): void {
  for (let op = from; op <= to; op++) allow(op, gas, pops, pushes);
}

function allowFrontier(): void {
  allow(0x00, 0, 0, 0);
  allow(0x01, 3, 2, 1);
  allow(0x02, 5, 2, 1);
  allow(0x03, 3, 2, 1);
  allowRange(0x04, 0x07, 5, 2, 1);
  allowRange(0x08, 0x09, 8, 3, 1);
  allow(0x0a, 10, 2, 1);
  allow(0x0b, 5, 2, 1);
  allowRange(0x10, 0x14, 3, 2, 1);
  allow(0x15, 3, 1, 1);
  allowRange(0x16, 0x18, 3, 2, 1);
  allow(0x19, 3, 1, 1);
  allow(0x1a, 3, 2, 1);
  allow(0x20, 30, 2, 1);
  allow(0x30, 2, 0, 1);
  allow(0x31, 20, 1, 1);
  allowRange(0x32, 0x34, 2, 0, 1);
  allow(0x35, 3, 1, 1);
  allow(0x36, 2, 0, 1);
  allow(0x37, 3, 3, 0);
  allow(0x38, 2, 0, 1);
  allow(0x39, 3, 3, 0);
  allow(0x3a, 2, 0, 1);
  allow(0x3b, 20, 1, 1);
  allow(0x3c, 20, 4, 0);
  allow(0x40, 20, 1, 1);
  allowRange(0x41, 0x45, 2, 0, 1);
  allow(0x50, 2, 1, 0);
  allow(0x51, 3, 1, 1);
  allowRange(0x52, 0x53, 3, 2, 0);
  allow(0x54, 0, 1, 1);
  allow(0x55, 0, 2, 0);
  allow(0x56, 8, 1, 0);
  allow(0x57, 10, 2, 0);
  allowRange(0x58, 0x5a, 2, 0, 1);
  allow(0x5b, 1, 0, 0);
  allowRange(0x60, 0x7f, 3, 0, 1);
  for (let n: u32 = 1; n <= 16; n++) {
    allow(0x7f + n, 3, n, n + 1);
    allow(0x8f + n, 3, n + 1, n + 1);
  }
  for (let topics: u32 = 0; topics <= 4; topics++) allow(0xa0 + topics, 375 * (topics + 1), topics + 2, 0);
  allow(0xf0, 32000, 3, 1);
  allowRange(0xf1, 0xf2, 0, 7, 1);
  allow(0xf3, 0, 2, 0);
  allow(0xff, 0, 1, 0);
}

function allowLater(next: u32): void {
  // From Berlin on these are charged by what is warm.
  const external: u32 = next >= BERLIN ? 0 : next >= TANGERINE ? 700 : 20;
  allow(0x31, next >= BERLIN ? 0 : next >= ISTANBUL ? 700 : next >= TANGERINE ? 400 : 20, 1, 1);
  allow(0x3b, external, 1, 1);
  allow(0x3c, external, 4, 0);
  if (next >= TANGERINE) allow(0xff, 5000, 1, 0);
  if (next >= HOMESTEAD) allow(0xf4, 0, 6, 1);
  if (next >= BYZANTIUM) {
    allow(0x3d, 2, 0, 1);
    allow(0x3e, 3, 3, 0);
    allow(0xfa, 0, 6, 1);
    allow(0xfd, 0, 2, 0);
  }
  if (next >= PETERSBURG) {
    allowRange(0x1b, 0x1d, 3, 2, 1);
    allow(0x3f, next >= BERLIN ? 0 : next >= ISTANBUL ? 700 : 400, 1, 1);
    allow(0xf5, 32000, 4, 1);
  }
  if (next >= ISTANBUL) {
    allow(0x46, 2, 0, 1);
    allow(0x47, 5, 0, 1);
  }
  if (next >= LONDON) allow(0x48, 2, 0, 1);
  if (next >= SHANGHAI) allow(0x5f, 2, 0, 1);
  if (next >= CANCUN) {
    allow(0x49, 3, 1, 1);
    allow(0x4a, 2, 0, 1);
    allow(0x5c, 100, 1, 1);
    allow(0x5d, 100, 2, 0);
    allow(0x5e, 3, 3, 0);
  }
  if (next >= OSAKA) allow(0x1e, 5, 1, 1);
}
