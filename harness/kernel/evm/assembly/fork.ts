/** The forks by number, in their order. Petersburg is what tests call ConstantinopleFix. */
export const FRONTIER: u32 = 0;
export const HOMESTEAD: u32 = 1;
export const TANGERINE: u32 = 2;
export const SPURIOUS: u32 = 3;
export const BYZANTIUM: u32 = 4;
export const PETERSBURG: u32 = 5;
export const ISTANBUL: u32 = 6;
export const BERLIN: u32 = 7;
export const LONDON: u32 = 8;
export const PARIS: u32 = 9;
export const SHANGHAI: u32 = 10;
export const CANCUN: u32 = 11;
export const PRAGUE: u32 = 12;
export const OSAKA: u32 = 13;
