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
/** u32: first of the accounts that changed since the last root; see changes.ts. */
export const CONTROL_CHANGED: usize = CONTROL + 192;
/** By size of node, u32 lock and u32 first lot: free nodes of tries that any thread may take; see trie-nodes.ts. */
export const CONTROL_FREE_NODES: usize = CONTROL + 256;
/** u32 each: how many threads arrived, how often all did; see barrier.ts. */
export const CONTROL_BARRIER: usize = CONTROL + 320;
export const CONTROL_BARRIERS_PASSED: usize = CONTROL + 384;
/** The root under way: three counters of pieces of work 64 bytes apart, and where the pieces are; see state-root.ts. */
export const CONTROL_ROOT_COUNTERS: usize = CONTROL + 448;
export const CONTROL_ROOT_WORK: usize = CONTROL + 640;
/** 32 bytes: the last root of the state. */
export const CONTROL_STATE_ROOT: usize = CONTROL + 704;
/** Words from here on, 64 bytes apart where threads contend for them, are the scheduler's. */
export const CONTROL_SCHEDULER: usize = CONTROL + 1024;
