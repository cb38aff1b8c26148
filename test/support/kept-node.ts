/** `lakh serve --data` as a process that is killed, and a client that remembers all that it was told. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HDNodeWallet } from 'ethers';
import { WebSocket } from 'ws';

const MAIN = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const PHRASE = 'test test test test test test test test test test test junk';
export const SENDERS = Array.from({ length: 4 }, (_, index) =>
  HDNodeWallet.fromPhrase(PHRASE, '', `m/44'/60'/0'/0/${index}`),
);

export interface Head {
  readonly number: string;
  readonly hash: string;
  readonly stateRoot: string;
}

export interface KeptNode {
  readonly url: string;
  readonly child: ChildProcess;
  /** How it ended, and all it said on stderr. */
  readonly ended: Promise<{ code: number | null; stderr: string }>;
  ask<T>(method: string, ...params: unknown[]): Promise<T>;
  askAll(calls: readonly { method: string; params: readonly unknown[] }[]): Promise<unknown[]>;
}

/** `limit`: bytes that any of its files may have. Throws what it said where it does not start. */
export async function startKept(data: string, flags: readonly string[], limit?: number): Promise<KeptNode> {
  const args = [MAIN, 'serve', '--data', data, '--port', '0', '--json', '--threads', '2', ...flags];
  const command = [process.execPath, ...args];
  if (limit !== undefined) command.unshift('prlimit', `--fsize=${limit}`);
  const child = spawn(command[0]!, command.slice(1), { env: { ...process.env, NO_COLOR: '1' } });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  await new Promise<void>((ready) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('\n')) ready();
    });
    void ended.then(() => ready());
  });
  const { url } = JSON.parse(stdout || '{}') as { url?: string };
  if (url === undefined) throw new Error(`the node did not start: ${stdout}${stderr}`);
  const post = async (body: unknown) =>
    (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as unknown;
  const askAll: KeptNode['askAll'] = async (calls) => {
    const batch = calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }));
    return ((await post(batch)) as { result: unknown }[]).map(({ result }) => result);
  };
  return {
    url,
    child,
    ended,
    askAll,
    ask: async <T>(method: string, ...params: unknown[]) => (await askAll([{ method, params }]))[0] as T,
  };
}

/** Writes `value` to `slot`, and logs it: test/harness/engines/ethereumjs/fixtures.ts. */
const STORE = '36156015576020356000355560003560206000a1005b5f5ffd';
const word = (value: number) => value.toString(16).padStart(64, '0');

/** What a client was told, by the number of the block; of those that the chain took back, nothing. */
export class Client {
  readonly heads = new Map<number, Head>();
  readonly receipts = new Map<number, string>();
  readonly transactions = new Map<string, number>();
  reverts = 0;
  private contract: string | null = null;
  private sent = 0;
  /** Blocks may be taken back at any moment: what is heard counts for nothing. */
  private doubtful = false;
  private answered: () => void = () => {};

  /** Listens and sends until the node is gone; what is asked then fails, and that is all. */
  async load(node: KeptNode): Promise<void> {
    const socket = new WebSocket(node.url.replace('http', 'ws'));
    socket.on('error', () => {});
    socket.on('message', (data) => this.hear(JSON.parse(String(data)) as Message));
    socket.on('close', () => this.answered());
    this.doubtful = false;
    try {
      await once(socket, 'open');
      socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}');
      for (;;) {
        await this.send(node);
        await this.look(node);
        if (this.sent % 7 === 0) await this.goBack(node, socket);
      }
    } catch {
      socket.terminate();
    }
  }

  /** The highest block that it was told of. */
  get highest(): number {
    return Math.max(0, ...this.heads.keys());
  }

  /** What is not there, or not as it was told. */
  async missing(node: KeptNode): Promise<string[]> {
    const faults: string[] = [];
    const check = async <K>(
      what: ReadonlyMap<K, unknown>,
      method: string,
      asked: (key: K) => unknown[],
      now: (answer: never) => unknown,
    ) => {
      const keys = [...what.keys()];
      for (let from = 0; from < keys.length; from += 500) {
        const some = keys.slice(from, from + 500);
        const answers = await node.askAll(some.map((key) => ({ method, params: asked(key) })));
        for (const [index, key] of some.entries()) {
          const [told, there] = [
            what.get(key),
            answers[index] === null ? null : now(answers[index] as never),
          ];
          if (told !== there)
            faults.push(`${method} ${String(key)}: told ${String(told)}, now ${String(there)}`);
        }
      }
    };
    const hashes = new Map([...this.heads].map(([number, { hash }]) => [number, hash]));
    const hex = (number: number) => `0x${number.toString(16)}`;
    await check(
      hashes,
      'eth_getBlockByNumber',
      (n) => [hex(n), false],
      ({ hash }: Head) => hash,
    );
    await check(
      this.receipts,
      'eth_getBlockReceipts',
      (n) => [hex(n)],
      (receipts: unknown) => JSON.stringify(receipts),
    );
    await check(
      this.transactions,
      'eth_getTransactionReceipt',
      (hash) => [hash],
      ({ blockNumber }: { blockNumber: string }) => Number(blockNumber),
    );
    return faults;
  }

  private hear({ id, params }: Message): void {
    if (id === REVERT) this.answered();
    if (params === undefined || this.doubtful) return;
    const { number, hash, stateRoot } = params.result;
    this.heads.set(Number(number), { number, hash, stateRoot });
  }

  /** Blocks above `number` never were. */
  private forget(number: number): void {
    for (const known of [...this.heads.keys()]) if (known > number) this.heads.delete(known);
    for (const known of [...this.receipts.keys()]) if (known > number) this.receipts.delete(known);
    for (const [hash, known] of [...this.transactions]) if (known > number) this.transactions.delete(hash);
  }

  private async send(node: KeptNode): Promise<void> {
    const sender = SENDERS[this.sent++ % SENDERS.length]!;
    const first = Number(await node.ask<string>('eth_getTransactionCount', sender.address, 'pending'));
    const raws = await Promise.all(Array.from({ length: 8 }, (_, n) => this.signed(sender, first + n)));
    await node.askAll(raws.map((raw) => ({ method: 'eth_sendRawTransaction', params: [raw] })));
  }

  private signed(sender: HDNodeWallet, nonce: number): Promise<string> {
    const common = { type: 2, chainId: 31337, nonce, maxFeePerGas: 3e9, maxPriorityFeePerGas: 1e9 };
    const value = Math.floor(Math.random() * 50);
    const random = Math.random();
    if (random < 0.1) {
      const data = `0x60${word(STORE.length / 2).slice(-2)}8060095f395ff3${STORE}`;
      return sender.signTransaction({ ...common, gasLimit: 200_000, data });
    }
    const to =
      this.contract !== null && random < 0.6 ? this.contract : `0x${word(0xabc000 + value).slice(24)}`;
    const data = to === this.contract ? `0x${word(value)}${word(Math.floor(random * 9))}` : '0x';
    return sender.signTransaction({
      ...common,
      to,
      data,
      value: data === '0x' ? value : 0,
      gasLimit: 100_000,
    });
  }

  /** Reads the receipts of the newest block. */
  private async look(node: KeptNode): Promise<void> {
    const number = Number(await node.ask<string>('eth_blockNumber'));
    const block = await node.ask<Head | null>('eth_getBlockByNumber', `0x${number.toString(16)}`, false);
    const receipts = await node.ask<Told[] | null>('eth_getBlockReceipts', `0x${number.toString(16)}`);
    if (block === null || receipts === null) return;
    this.heads.set(number, block);
    this.receipts.set(number, JSON.stringify(receipts));
    for (const { transactionHash, contractAddress } of receipts) {
      this.transactions.set(transactionHash, number);
      if (contractAddress !== null) this.contract = contractAddress;
    }
  }

  /**
   * Takes some blocks back. Until the answer nothing is known of those above; it comes by the socket, behind all news of
   * them.
   */
  private async goBack(node: KeptNode, socket: WebSocket): Promise<void> {
    const id = await node.ask<string>('evm_snapshot');
    const number = Number(await node.ask<string>('eth_blockNumber'));
    await this.send(node);
    await this.look(node);
    this.doubtful = true;
    this.forget(number - 1);
    const answer = new Promise<void>((resolve) => {
      this.answered = resolve;
    });
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: REVERT, method: 'evm_revert', params: [id] }));
    await answer;
    if (socket.readyState !== socket.OPEN) throw new Error('the node is gone');
    this.doubtful = false;
    this.contract = null;
    this.reverts++;
  }
}

const REVERT = 2;

/** An answer, or news. */
interface Message {
  readonly id?: number;
  readonly params?: { readonly result: Head };
}

interface Told {
  readonly transactionHash: string;
  readonly contractAddress: string | null;
}
