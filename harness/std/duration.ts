/** Durations as people write them ("250ms", "2s", "1.5m", "1h"), and milliseconds as code wants them. */
import { z } from 'zod';

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const PATTERN = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(us|ms|s|m|h)\s*$/;
/** Node's timers count in 31 bits; a longer wait would fire at once. */
const MAX_MS = 2 ** 31 - 1;
const TOO_LONG = 'must be at most 24 days';
const FORM = 'must be a duration such as "250ms", "2s", "1.5m" or "1h", or a number of milliseconds';

const said = { error: ({ input }: { readonly input?: unknown }) => problem(input) };

/**
 * A duration in a scenario or in options: text with a unit, or a number of milliseconds (0 is allowed).
 * Input: `string | number`; output: milliseconds. Its JSON Schema exists for `io: 'input'`.
 *
 * @example z.strictObject({ timeout: durationMs.default(5000) }).parse({ timeout: '1.5s' }) // { timeout: 1500 }
 */
export const durationMs = z
  .union([z.number(said).min(0, said).max(MAX_MS, said), z.string(said).regex(PATTERN, said)], said)
  .transform((value, context) => {
    const ms = typeof value === 'number' ? value : parse(value);
    if (ms <= MAX_MS) return ms;
    context.issues.push({ code: 'custom', input: value, message: TOO_LONG });
    return z.NEVER;
  });

/** As `durationMs`, but 0 is refused. */
export const positiveMs = durationMs.refine((ms) => ms > 0, 'must be more than 0');

function parse(text: string): number {
  const [, figure, unit] = PATTERN.exec(text) as unknown as [string, string, keyof typeof UNITS];
  // Rounded to picoseconds, so that "0.1s" is 100 and not 100.00000000000001.
  return Number((Number(figure) * UNITS[unit]).toFixed(9));
}

function problem(input: unknown): string {
  if (typeof input === 'string') {
    return /^\s*\d+(\.\d+)?\s*$/.test(input)
      ? `needs a unit: "${input.trim()}s" or "${input.trim()}ms"`
      : `${FORM}${input.length > 30 ? '' : ` (got "${input}")`}`;
  }
  if (typeof input !== 'number' || Number.isNaN(input)) return FORM;
  return input < 0 ? `must not be negative (got ${input})` : TOO_LONG;
}

/** The shortest text that `durationMs` reads back as `ms` (to the microsecond): 1500 -> "1.5s", 61000 -> "61s". */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  for (const unit of ['h', 'm', 's'] as const) {
    const figure = ms / UNITS[unit];
    const short = Number(figure.toFixed(3));
    if (Math.abs(figure) >= 1 && Math.abs(figure - short) < 1e-9) return `${short}${unit}`;
  }
  return `${Number(ms.toFixed(3))}ms`;
}
