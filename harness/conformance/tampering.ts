/** Lies about a chain and about a run, of which an oracle must notice every one. */
import type { OracleReader, RpcRequest, RunFacts } from '../spec/index.ts';
import { OUTCOME } from '../spec/index.ts';

/** What an oracle read: `balances`, `nonces`, `calls`, or the JSON-RPC method. */
export type Reading = string;

/** A reader that notes in `read` what is asked of it, as far as a lie about it can be told. */
export function listeningReader(reader: OracleReader, read: Set<Reading>): OracleReader {
  return intercepted(reader, (kind, answer) => {
    if (altered(answer) !== undefined) read.add(kind);
    return answer;
  });
}

/** A reader whose first answer of this kind is wrong by one; all others are right. */
export function lyingReader(reader: OracleReader, lie: Reading): OracleReader {
  let told = false;
  return intercepted(reader, (kind, answer) => {
    const wrong = kind === lie && !told ? altered(answer) : undefined;
    if (wrong === undefined) return answer;
    told = true;
    return wrong;
  });
}

/** The same run, of which one inclusion was never seen. */
export function withoutInclusion(facts: RunFacts, index: number): RunFacts {
  const { from } = facts.intent(index);
  return {
    ...facts,
    outcome: (of) => (of === index ? OUTCOME.none : facts.outcome(of)),
    included: (account) => facts.included(account) - (account === from ? 1 : 0),
  };
}

type Intercept = (kind: Reading, answer: unknown) => unknown;

function intercepted(reader: OracleReader, intercept: Intercept): OracleReader {
  const request: RpcRequest = async (method, params) =>
    intercept(method, await reader.request(method, params));
  const list =
    <Asked, T>(kind: Reading, read: (asked: readonly Asked[]) => Promise<T[]>) =>
    async (asked: readonly Asked[]) =>
      intercept(kind, await read(asked)) as T[];
  return {
    sample: reader.sample,
    request,
    balances: list('balances', reader.balances),
    nonces: list('nonces', reader.nonces),
    calls: list('calls', reader.calls),
  };
}

/** A well-formed answer that is wrong by one; `undefined` for what has no such neighbour. */
function altered(answer: unknown): unknown {
  if (typeof answer === 'bigint') return answer ^ 1n;
  if (typeof answer === 'number') return answer ^ 1;
  if (answer === '0x') return '0x01';
  if (typeof answer === 'string' && /^0x[0-9a-fA-F]+$/.test(answer)) {
    return answer.slice(0, -1) + (Number.parseInt(answer.at(-1)!, 16) ^ 1).toString(16);
  }
  if (!Array.isArray(answer) || answer.length === 0) return undefined;
  const [first, ...rest] = answer;
  const wrong = altered(first);
  // A list of objects, such as logs: one of them is missing.
  return wrong === undefined ? rest : [wrong, ...rest];
}
