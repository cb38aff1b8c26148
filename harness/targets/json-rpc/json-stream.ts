/** JSON values out of a byte stream that splits and glues them: what geth and its kin speak over IPC. */

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Feeds on chunks, calls `onValue` with the bytes of every whole top-level object or array, in order.
 * Works on bytes, as a chunk may end inside a character; what stands between values is skipped.
 */
export function jsonSplitter(onValue: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let depth = 0;
  let inString = false;
  let escaped = false;

  return (chunk) => {
    let start = depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === 0) start = i;
        depth++;
      } else if (depth === 0) {
      } else if (byte === QUOTE) {
        inString = true;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth--;
        if (depth > 0) continue;
        parts.push(chunk.subarray(start, i + 1));
        const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
        parts = [];
        start = -1;
        onValue(bytes);
      }
    }
    if (start >= 0) parts.push(chunk.subarray(start));
  };
}
