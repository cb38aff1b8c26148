/** Owns a look at the shape of JSON before it is parsed: what would take too much memory or stack is not. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Why the text is refused; `null` where it may be parsed, which says nothing of whether it is JSON. */
export function shapeProblem(text: Uint8Array, limits: { depth: number; values: number }): string | null {
  let depth = 0;
  let values = 1;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    if (inside) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inside = false;
      continue;
    }
    switch (byte) {
      case QUOTE:
        inside = true;
        break;
      case COMMA:
        values++;
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        values++;
        if (++depth > limits.depth) return `nested deeper than ${limits.depth}`;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
    }
    if (values > limits.values) return `more than ${limits.values} values`;
  }
  return null;
}
