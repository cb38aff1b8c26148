/** UTC, to the second: `2026-01-06 12:00:00`. */
export function momentOf(startedAt: string): string {
  return startedAt.replace('T', ' ').replace(/\.\d+Z$/, '');
}
