/** `lakh serve`: the engine as a node, until somebody ends it. */
import { serve } from '../serve/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { logLevelOf } from './environment.ts';
import { makeLog } from './log.ts';
import { readSecrets } from './secrets.ts';
import { type ServeArguments, type Served, serveOptions } from './serve-options.ts';

export type { ServeArguments } from './serve-options.ts';

const WEI_PER_ETHER = 10n ** 18n;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** More than these are not listed. */
const SHOWN_ACCOUNTS = 20;

/** @throws LakhError for what cannot be served, and `target-failed` when the chain is lost */
export async function serveCommand(given: ServeArguments): Promise<ExitCode> {
  const log = makeLog(logLevelOf(process.env));
  const { mnemonic } = await readSecrets(process.env);
  const served = await serveOptions(given, mnemonic);
  const signal = firstSignal();
  try {
    const server = await serve({ ...served, log: (message) => log.error(message) });
    try {
      const { url, client } = server;
      const shown = { url, client, isPublic: mnemonic === undefined };
      process.stdout.write(given.json ? `${JSON.stringify(asJson(served, shown))}\n` : asText(served, shown));
      const lost = await Promise.race([server.lost, signal.came.then(() => null)]);
      if (lost !== null) throw lost;
      return EXIT.ok;
    } finally {
      await server.close();
    }
  } finally {
    signal.release();
  }
}

/** A second signal ends the process as ever, and so does any after `release`. */
function firstSignal(): { readonly came: Promise<void>; release(): void } {
  let stop = () => {};
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
  const came = new Promise<void>((resolve) => {
    stop = () => {
      release();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
  });
  return { came, release };
}

interface Shown {
  readonly url: string;
  readonly client: string;
  /** Whether everybody knows the mnemonic. */
  readonly isPublic: boolean;
}

function asJson({ accounts, chain }: Served, { url, client }: Shown) {
  return {
    url,
    ws: wsOf(url),
    client,
    chainId: chain.chainId,
    accounts: accounts.map(({ address }) => address),
  };
}

/** The keys are not shown: who needs them has the mnemonic. */
function asText({ accounts, chain }: Served, { url, client, isPublic }: Shown): string {
  const lines = [`${client}, chain ${chain.chainId}, ${pace(chain)}`, ''];
  if (accounts.length > 0) {
    const ether = accounts[0]!.balanceWei / WEI_PER_ETHER;
    lines.push(
      `${accounts.length} accounts with ${ether} ether each, keys at m/44'/60'/0'/0/i of ${
        isPublic ? 'the public mnemonic "test test ... junk":' : 'your mnemonic:'
      }`,
    );
    if (isPublic) lines.push('everybody has them; send nothing of value there on any other chain');
    for (const [index, { address }] of accounts.slice(0, SHOWN_ACCOUNTS).entries())
      lines.push(`  ${index}  ${address}`);
    if (accounts.length > SHOWN_ACCOUNTS) lines.push(`  and ${accounts.length - SHOWN_ACCOUNTS} more`);
    lines.push('');
  }
  lines.push(`listening on ${url} and ${wsOf(url)}`, '');
  return lines.join('\n');
}

function wsOf(url: string): string {
  return url.replace(/^http/, 'ws');
}

function pace({ blocks, blockTime }: Served['chain']): string {
  if (blocks === 'interval') return `a block every ${blockTime} ms`;
  return blocks === 'full' ? 'a block whenever a transaction waits' : 'blocks by evm_mine alone';
}
