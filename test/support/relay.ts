/** A way to a node that answers at any path, and that may answer some questions in the node's place. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Relay {
  readonly url: string;
  close(): void;
}

/** `instead` says what the answer to a question is, or `null` where the node is to be asked. */
export async function startRelay(url: string, instead: (question: string) => string | null): Promise<Relay> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = { 'content-type': 'application/json' };
    const answer =
      instead(body) ?? (await fetch(url, { method: 'POST', headers, body }).then((from) => from.text()));
    response.writeHead(200, headers).end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
