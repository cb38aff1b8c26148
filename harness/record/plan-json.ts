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

const LET_IN = '***';
/** Providers put the key of an account into the path or the query: long, and letters mixed with digits. */
const TOKEN = /^(?=.*\d)(?=.*[a-z])[\w-]{16,}$/i;

/** Takes user, password, query and key-like path segments out of a URL; other text stays as it is. */
function withoutCredentials(text: string): string {
  if (!/^(https?|wss?):\/\//i.test(text) || !URL.canParse(text)) return text;
  const url = new URL(text);
  const path = url.pathname.split('/').map((part) => (TOKEN.test(part) ? LET_IN : part));
  const query = url.search === '' ? '' : `?${LET_IN}`;
  return `${url.protocol}//${url.host}${path.join('/')}${query}`;
}
