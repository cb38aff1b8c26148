/** What all threads of one engine share besides cells: where things are, and the block under way. Each on its own words. */
import { CONTROL } from './arena';

/** u32: tables of cells, and how many cells there are. */
export const CONTROL_ACCOUNTS: usize = CONTROL;
export const CONTROL_SLOTS: usize = CONTROL + 4;
export const CONTROL_CODES: usize = CONTROL + 8;
export const CONTROL_ACCOUNT_COUNT: usize = CONTROL + 64;
export const CONTROL_SLOT_COUNT: usize = CONTROL + 128;
/** u32: the block's context, see block.ts. */
export const CONTROL_BLOCK: usize = CONTROL + 12;
/** u32: root node of the trie of accounts. */
export const CONTROL_TRIE: usize = CONTROL + 16;
/** Words from here on, 64 bytes apart where threads contend for them, are the scheduler's. */
export const CONTROL_SCHEDULER: usize = CONTROL + 1024;
