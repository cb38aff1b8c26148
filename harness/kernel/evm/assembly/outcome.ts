/** What an opcode outside the loop says of how to go on; the last three also tell how a call ended. */

/** With the next opcode. */
export const GO_ON: u32 = 0;
/** In another frame: a call began. */
export const ENTERED: u32 = 1;
/** The execution is given up; see BLOCKED in source.ts. */
export const GIVE_UP: u32 = 2;
/** It returned; it reverted; it halted exceptionally, with all gas gone (Yellow Paper, section 9.4.2). */
export const RETURNED: u32 = 3;
export const REVERTED: u32 = 4;
export const HALTED: u32 = 5;
