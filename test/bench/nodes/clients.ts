/** What drives a node: `lakh run` by a plan, autocannon with transactions signed before, and a tool of others. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openCorpus } from '../../../harness/corpus/index.ts';
import { BUILT_IN, makePlan, run } from '../../../harness/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { toHex } from '../../../harness/std/hex.ts';
import { cli, temporaryFolder } from '../../support/cli.ts';
import { planParts } from '../../support/plan-parts.ts';
import type { RunningNode } from './contestants.ts';

export type WorkloadName = 'transfers' | 'erc20';

export interface Driven {
  /** Wall clock, milliseconds: when the load began, behind funding and set-up. */
  readonly startedAt: number;
  /** What the client was told that the node accepts, and in how many seconds; `null` where the client does not tell. */
  readonly accepted: number | null;
  readonly seconds: number;
  /** What was refused or got no answer. */
  readonly refused: number;
}

const ACCOUNTS = 200;

export interface Plan {
  readonly workload: WorkloadName;
  /** Transactions a second; or as many under way as `inFlight` says. */
  readonly load: { readonly rate: number } | { readonly inFlight: number };
  readonly seconds: number;
}

/**
 * In batches of a hundred over HTTP; funding and set-up come first. What a run asks of the chain when its load is over,
 * traces of its blocks above all, is left out: it would be counted as CPU time of the load.
 */
export async function recordBy(
  node: RunningNode,
  { workload, load, seconds }: Plan,
  seed: number,
): Promise<RunRecord> {
  const out = temporaryFolder();
  const plan = makePlan(
    {
      workload,
      target: { name: 'rpc', url: node.url, timeout: '1m' },
      load: { ...load, duration: `${seconds}s` },
      accounts: { count: ACCOUNTS },
      batch: { size: 100, linger: '20ms' },
      oracle: { check: false },
      // How late the client is, depends on what else the machine does.
      validity: { lagP99: '1m' },
      ...{ seed, out },
    },
    BUILT_IN,
  );
  try {
    return (await run(plan, planParts(plan, { secrets: { funderKey: node.funderKey }, brief: true }))).record;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

export async function byLakh(node: RunningNode, plan: Plan, seed: number): Promise<Driven> {
  const { startedAt, ledger, window } = await recordBy(node, plan, seed);
  return {
    startedAt: Date.parse(startedAt),
    accepted: ledger.accepted,
    seconds: (window.endNs - window.startNs) / 1e9,
    refused: ledger.rejected + ledger.unanswered,
  };
}

export interface Signed {
  /** The sender, by its number. */
  readonly account: number;
  readonly raw: string;
}

/** Funds and sets up on the node, and signs `count` transactions, by `lakh presign`. */
export async function presigned(
  node: RunningNode,
  workload: WorkloadName,
  count: number,
  seed: number,
): Promise<Signed[]> {
  const folder = temporaryFolder();
  const path = join(folder, 'corpus');
  try {
    const { code, stderr } = await cli(
      [
        ...['presign', '--workload', workload, '--in-flight', '1', '--transactions', `${count}`],
        ...['--signer', 'keyed', '--accounts', `${ACCOUNTS}`, '--seed', `${seed}`, '--out', path],
        ...['--target', node.url, '--set', 'target.timeout=1m'],
      ],
      { LAKH_FUNDER_KEY: node.funderKey },
    );
    if (code !== 0) throw new Error(`lakh presign ended with ${code}: ${stderr}`);
    return signedIn(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function signedIn(path: string): Signed[] {
  const corpus = openCorpus(path);
  const signed: Signed[] = [];
  for (let block = corpus.next(); block !== null; block = corpus.next()) {
    for (let at = 0, from = 0; at < block.count; from = block.end[at++]!) {
      signed.push({ account: block.account[at]!, raw: toHex(block.raw.subarray(from, block.end[at])) });
    }
  }
  corpus.close();
  return signed;
}

/**
 * Each of `connections` sends the transactions of senders of its own, `batch` in a body, the next when the answer is
 * there: what a sender signed comes in its order.
 */
export async function byAutocannon(
  node: RunningNode,
  signed: readonly Signed[],
  batch: number,
  connections: number,
): Promise<Driven> {
  const lanes = Array.from({ length: connections }, () => [] as string[]);
  for (const { account, raw } of signed) lanes[account % connections]!.push(raw);
  const bodies = lanes.map((raws) => bodiesOf(raws, batch));
  let [accepted, refused] = [0, 0];
  const onResponse = (_status: number, text: string) => {
    const answers = [JSON.parse(text)].flat() as { result?: unknown }[];
    const good = answers.filter(({ result }) => typeof result === 'string').length;
    accepted += good;
    refused += answers.length - good;
    endedAt = Date.now();
  };
  let lane = 0;
  let [startedAt, endedAt] = [0, 0];
  const result = await autocannon()({
    url: node.url,
    connections,
    // Each connection ends with the last of its bodies: how many those are, its set-up says.
    amount: connections,
    timeout: 60,
    setupClient(client) {
      const mine = bodies[lane++]!;
      client.responseMax = mine.length;
      client.setRequests(
        mine.map((body) => ({
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          onResponse,
        })),
      );
      // All are set up before the first of them connects.
      startedAt = Date.now();
    },
  });
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`autocannon had ${result.errors} errors and ${result.non2xx} answers that are not 2xx`);
  }
  return { startedAt, accepted, refused, seconds: (endedAt - startedAt) / 1000 };
}

function bodiesOf(raws: readonly string[], batch: number): string[] {
  const call = (raw: string, id: number) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_sendRawTransaction',
    params: [raw],
  });
  return Array.from({ length: Math.ceil(raws.length / batch) }, (_, at) => {
    const calls = raws.slice(batch * at, batch * (at + 1)).map(call);
    return JSON.stringify(batch === 1 ? calls[0] : calls);
  });
}

/** What is used of autocannon 9.0.0, which has no types. */
type Autocannon = (options: {
  url: string;
  connections: number;
  amount: number;
  timeout: number;
  setupClient(client: { responseMax: number; setRequests(requests: object[]): void }): void;
}) => Promise<{ errors: number; non2xx: number }>;

function autocannon(): Autocannon {
  return createRequire(import.meta.url)('autocannon') as Autocannon;
}
