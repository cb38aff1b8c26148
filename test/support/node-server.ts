/** The engine as a node, in this process, for tests that drive it with clients. */
import { readFileSync } from 'node:fs';
import { serveOptions, TEST_MNEMONIC } from '../../harness/cli/serve-options.ts';
import { type Limits, type NodeServer, serve } from '../../harness/serve/index.ts';

export { TEST_MNEMONIC };

export interface TestNode extends NodeServer {
  readonly ws: string;
  /** What the server logged: nothing, unless there is a bug. */
  readonly logged: readonly string[];
  /** One call; the whole answer. */
  ask(method: string, ...params: unknown[]): Promise<Answer>;
  /** A body of any kind. */
  post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Response>;
}

export interface Answer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: string };
}

/** On a free port; `flags` as on the command line, without dashes. */
export async function startNode(
  flags: Record<string, string> = {},
  limits: Partial<Limits> = {},
  mining = true,
): Promise<TestNode> {
  const logged: string[] = [];
  const served = await serveOptions({ flags: { port: '0', ...flags }, expose: false, mining });
  const server = await serve({ ...served, limits, log: (message) => logged.push(message) });
  const post = (body: string | Uint8Array, headers = {}) =>
    fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return {
    ...server,
    ws: server.url.replace('http', 'ws'),
    logged,
    post,
    async ask(method, ...params) {
      const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
      return (await response.json()) as Answer;
    },
  };
}

const artifact = new URL('../../workloads/contracts/artifacts/Token.json', import.meta.url);

/** OpenZeppelin's ERC-20, which anyone may mint. */
export const TOKEN = JSON.parse(readFileSync(artifact, 'utf8')) as {
  readonly abi: readonly object[];
  readonly bytecode: `0x${string}`;
};
