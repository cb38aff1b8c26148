/** The plan as the record keeps it. */
import type { Plan } from '../spec/plan.ts';
import type { RunRecord } from '../spec/record.ts';

/** Plain JSON: bigint as decimal text, addresses without what lets somebody in. */
export function planToJson(plan: Plan): RunRecord['plan'] {
  const json = JSON.stringify(plan, (_, value) => {
    if (typeof value === 'bigint') return value.toString();
    return typeof value === 'string' ? withoutCredentials(value) : value;
  });
  return JSON.parse(json);
}

/** Protocol and host of a URL; user, path and query often hold a key. Other text stays as it is. */
function withoutCredentials(text: string): string {
  if (!/^(https?|wss?):\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname, search } = new URL(text);
  return `${protocol}//${host}${pathname === '/' && search === '' ? '' : '/***'}`;
}
