/**
 * ethpandaops' spamoor drives a node. To build it, in a checkout of
 * github.com/ethpandaops/spamoor: `go build -o spamoor ./cmd/spamoor`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Driven, WorkloadName } from './clients.ts';
import { BLOCK_S, type RunningNode } from './contestants.ts';

const SCENARIOS: Readonly<Record<WorkloadName, string>> = { transfers: 'eoatx', erc20: 'erc20tx' };
const WALLETS = 100;

/** Sends `count` transactions, as many a second as `rate`, and waits until it saw all of them in blocks. */
export async function bySpamoor(
  program: string,
  node: RunningNode,
  workload: WorkloadName,
  count: number,
  rate: number,
): Promise<Driven> {
  const child = spawn(
    program,
    [
      ...[
        SCENARIOS[workload],
        '--rpchost',
        node.url,
        '--privkey',
        node.funderKey,
        '--seed',
        `lakh ${workload}`,
      ],
      ...['--count', `${count}`, '--throughput', `${rate * BLOCK_S}`, '--slot-duration', `${BLOCK_S}s`],
      ...['--max-wallets', `${WALLETS}`, '--max-pending', `${count}`, '--rebroadcast', '0'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close');
  let [startedAt, text] = [0, ''];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      text = `${text}${line}\n`.slice(-2000);
      // Behind the funding of its wallets.
      if (line.includes('starting scenario')) startedAt = Date.now();
    });
  }
  const [code] = (await closed) as [number | null];
  if (code !== 0 || startedAt === 0) throw new Error(`spamoor ended with ${code}: ${text}`);
  return { startedAt, accepted: null, seconds: (Date.now() - startedAt) / 1000, refused: 0 };
}
