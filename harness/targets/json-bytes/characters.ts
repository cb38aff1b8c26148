/** The bytes that JSON and hexadecimal are made of. */

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const LOWER_E = 0x65;
export const LOWER_U = 0x75;
export const LOWER_X = 0x78;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
/** Below it are the control characters, which no JSON string holds as they are. */
export const BLANK = 0x20;

/** Lower-case digits by value. */
export const DIGITS = new TextEncoder().encode('0123456789abcdef');
/** Values by digit, of either case; -1 for what is none. */
export const NIBBLES = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  NIBBLES[digit.charCodeAt(0)] = value;
  NIBBLES[digit.toUpperCase().charCodeAt(0)] = value;
}

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
