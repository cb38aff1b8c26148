/** The text of a k6 script, as a person would write it. */
import type { Address } from '../../spec/intent.ts';
import { commented, literal, quoted } from './literal.ts';
import type { K6Load } from './load.ts';
import type { K6Thresholds } from './thresholds.ts';

export const TRANSACTIONS_FILE = 'transactions.txt';
/** With this a script of ours begins; whoever changes one takes the line out. */
export const MARK = '// Exported by lakh';

export interface K6ScriptParts {
  /** The version that exports. */
  readonly lakh: string;
  /** What is sent where, in a line. */
  readonly title: string;
  readonly load: K6Load;
  readonly thresholds: K6Thresholds;
  readonly chainId: number;
  /** Without anything secret; `null` where it has to be given each time. */
  readonly url: string | null;
  /** How long an answer may take. */
  readonly timeout: string;
  /** The sender of the first transaction and its nonce. */
  readonly first: { readonly sender: Address; readonly nonce: number };
  /** What else is other than in a run of lakh, a sentence each. */
  readonly notes: readonly string[];
}

export function k6Script(parts: K6ScriptParts): string {
  const { load } = parts;
  const closed = load.windowMs === null;
  const sections = [
    `${MARK} ${parts.lakh}. A later export overwrites a file with this line; without it, your changes stay.`,
    header(parts),
    imports(closed, parts.url),
    constants(parts),
    METRICS,
    options(parts),
    SETUP,
    iteration(load.warmupMs > 0, closed),
    ...(closed ? [WAIT] : []),
    ask(parts.timeout),
  ];
  return `${sections.join('\n\n')}\n`;
}

function header({ title, url, thresholds, notes }: K6ScriptParts): string {
  const run = url === null ? 'k6 run -e RPC_URL=http://... script.ts' : 'k6 run script.ts';
  const leftOut = thresholds.withoutCounterpart.map(({ expression, why }) => `${expression}: ${why}.`);
  const lines = [
    title,
    '',
    `  ${run}`,
    '',
    ...(url === null ? [] : ['Another address of the same chain: k6 run -e RPC_URL=http://... script.ts']),
    'The transactions are signed for nonces that follow each other: each can be sent once, to this chain alone.',
    'To run again, export again. TypeScript needs k6 0.57 or newer.',
    ...(notes.length > 0 ? ['', 'Other than in a run of lakh:', ...notes.map((note) => `- ${note}`)] : []),
    ...(leftOut.length > 0
      ? ['', 'Thresholds left out, as k6 has none like them:', ...leftOut.map((one) => `- ${one}`)]
      : []),
  ];
  return `/**\n${lines.map((line) => ` * ${commented(line)}`.trimEnd()).join('\n')}\n */`;
}

function imports(closed: boolean, url: string | null): string {
  const names = ['check', ...(url === null ? ['fail'] : []), 'type JSONValue', ...(closed ? ['sleep'] : [])];
  return `import { ${names.join(', ')} } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';`;
}

function constants({ url, chainId, first, load }: K6ScriptParts): string {
  const otherwise =
    url === null ? "fail('say where the node is: k6 run -e RPC_URL=http://...')" : quoted(url);
  const warmup = load.warmupMs > 0 ? `\nconst WARMUP_MS = ${load.warmupMs};` : '';
  return `const RPC_URL = __ENV.RPC_URL ?? ${otherwise};
const CHAIN_ID = ${chainId};${warmup}
/** Whose the first transaction is, and the nonce that it is signed for. */
const FIRST = { sender: ${quoted(first.sender)}, nonce: ${first.nonce} };

/** A signed transaction a line, kept once for all VUs. */
const transactions = new SharedArray('transactions', () => open('./${TRANSACTIONS_FILE}').trim().split('\\n'));`;
}

const METRICS = `const sent = new Counter('sent');
/** The node answered with a hash. */
const accepted = new Counter('accepted');
/** The node said no: a JSON-RPC error, which comes with status 200, or another status. */
const rejected = new Counter('rejected');
const rejectedRate = new Rate('rejected_rate');
/** Nothing came back, or nothing that is JSON-RPC. */
const unanswered = new Counter('unanswered');
const unansweredRate = new Rate('unanswered_rate');
/** From sent to answered, of those accepted and of those rejected. */
const submit = new Trend('submit', true);
const rejection = new Trend('rejection', true);`;

function options({ load, thresholds }: K6ScriptParts): string {
  const hasThresholds = Object.keys(thresholds.byMetric).length > 0;
  const given = hasThresholds ? `\n  thresholds: ${literal(thresholds.byMetric, '  ')},` : '';
  return `export const options: Options = {
  scenarios: {
    load: ${literal(load.scenario, '    ')},
  },${given}
  summaryTrendStats: ['min', 'avg', 'med', 'p(90)', 'p(99)', 'p(99.9)', 'max'],
};`;
}

const SETUP = `/** Does not begin where nothing would be taken: on another chain, or when the transactions were sent before. */
export function setup(): void {
  const chainId = ask('eth_chainId', []).result;
  if (chainId === undefined) exec.test.abort('no chain answers');
  if (Number(chainId) !== CHAIN_ID) {
    exec.test.abort(\`this is chain \${Number(chainId)}, and the transactions are signed for \${CHAIN_ID}\`);
  }
  const nonce = Number(ask('eth_getTransactionCount', [FIRST.sender, 'pending']).result);
  if (nonce !== FIRST.nonce) {
    exec.test.abort(\`the first nonce is \${FIRST.nonce}, but \${FIRST.sender} is at \${nonce}: export again\`);
  }
}`;

function iteration(warmup: boolean, closed: boolean): string {
  const tags = warmup ? ', tags' : '';
  const phase = warmup
    ? `
  const phase = Date.now() - exec.scenario.startTime < WARMUP_MS ? 'warmup' : 'window';
  const tags = { phase };`
    : '';
  return `/** Sends the next transaction: each once, in the order of the file. */
export default function (): void {
  const transaction = transactions[exec.scenario.iterationInTest];
  // k6 may begin an iteration more than there are arrivals.
  if (transaction === undefined) return;${phase}
  sent.add(1${tags});
  const answer = ask('eth_sendRawTransaction', [transaction]${tags});
  const taken = typeof answer.result === 'string';
  const refused = answer.refusal !== undefined;
  check(answer, { 'the node took the transaction': () => taken }${tags});
  rejectedRate.add(refused${tags});
  unansweredRate.add(!taken && !refused${tags});
  if (taken) {
    accepted.add(1${tags});
    submit.add(answer.tookMs${tags});${closed ? '\n    waitForBlock(answer.result);' : ''}
  } else if (refused) {
    rejected.add(1${tags});
    rejection.add(answer.tookMs${tags});
    tell(\`rejected: \${answer.refusal}\`);
  } else {
    unanswered.add(1${tags});
    tell('unanswered');
  }
}

let told = false;

/** Once a VU: the log is not for thousands of lines that say the same. */
function tell(what: string): void {
  if (!told) console.warn(what);
  told = true;
}`;
}

const WAIT = `/** A closed load: the next transaction goes when this one is in a block. */
function waitForBlock(hash: string): void {
  while (!ask('eth_getTransactionReceipt', [hash]).result) sleep(0.1);
}`;

function ask(timeout: string): string {
  return `interface Answer {
  readonly result?: JSONValue;
  /** Why the node said no. */
  readonly refusal?: string;
  readonly tookMs: number;
}

/** One question by JSON-RPC. Neither result nor refusal: no answer. */
function ask(method: string, params: string[], tags: { [name: string]: string } = {}): Answer {
  const question = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'Content-Type': 'application/json' };
  const response = http.post(RPC_URL, question, { headers, timeout: ${quoted(timeout)}, tags });
  const tookMs = response.timings.duration;
  const said = parsed(response.body);
  if (said?.error) return { refusal: JSON.stringify(said.error), tookMs };
  if (response.status >= 400) return { refusal: \`HTTP status \${response.status}\`, tookMs };
  return said?.result === undefined ? { tookMs } : { result: said.result, tookMs };
}

function parsed(body: string | ArrayBuffer | null): { result?: JSONValue; error?: JSONValue } | null {
  try {
    return JSON.parse(String(body));
  } catch {
    return null;
  }
}`;
}
