/** The first place at which two values differ, for people. */

/** Where `one` and `other` differ first, depth first; undefined where they are the same. */
export function differenceOf(one: unknown, other: unknown, path = ''): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (!isComposite(one) || !isComposite(other)) return `${path}: ${shown(one)}, not ${shown(other)}`;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    const within = /^\d+$/.test(key) ? `${path}[${key}]` : `${path}${path && '.'}${key}`;
    const found = differenceOf(one[key], other[key], within);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? 'missing';
}
