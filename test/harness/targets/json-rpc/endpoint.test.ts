import { describe, expect, it } from 'vitest';
import { LakhError } from '../../../../harness/std/errors.ts';
import { headersFrom, isEndpoint, parseEndpoint } from '../../../../harness/targets/json-rpc/endpoint.ts';
import { rpcOptions } from '../../../../harness/targets/json-rpc/options.ts';

describe('parseEndpoint', () => {
  it.each([
    ['http://127.0.0.1:8545', 'http', 'http://127.0.0.1:8545'],
    ['https://eth.example.org/v2/0123456789abcdef', 'http', 'https://eth.example.org'],
    ['https://eth.example.org:8443/?apikey=0123456789abcdef', 'http', 'https://eth.example.org:8443'],
    ['http://alice:opensesame@node.example.org:8545/', 'http', 'http://node.example.org:8545'],
    ['wss://eth.example.org/ws/0123456789abcdef', 'websocket', 'wss://eth.example.org'],
    ['/var/run/geth.ipc', 'ipc', 'ipc:/var/run/geth.ipc'],
    ['ipc:///var/run/geth.ipc', 'ipc', 'ipc:/var/run/geth.ipc'],
    ['./geth.ipc', 'ipc', 'ipc:./geth.ipc'],
    ['geth.ipc', 'ipc', 'ipc:geth.ipc'],
  ])('%s is %s, shown as %s', (text, kind, shown) => {
    expect(isEndpoint(text)).toBe(true);
    expect(parseEndpoint(text)).toMatchObject({ kind, shown });
  });

  it('makes credentials in the URL a header, and takes them out of the address', () => {
    const endpoint = parseEndpoint('http://alice:open%40sesame@node.example.org/rpc');
    expect(endpoint.address).toBe('http://node.example.org/rpc');
    expect(endpoint.headers.authorization).toBe(
      `Basic ${Buffer.from('alice:open@sesame').toString('base64')}`,
    );
  });

  it('takes its secrets out of what others say', () => {
    const headers = { authorization: 'Bearer token-of-ours' };
    const { redact } = parseEndpoint(
      'https://u:pass-word@eth.example.org/v2/0123456789abcdef?key=fedcba98',
      headers,
    );
    const said = redact(
      'Cannot POST /v2/0123456789abcdef?key=fedcba98 for u:pass-word with Bearer token-of-ours (token-of-ours)',
    );
    for (const secret of ['0123456789abcdef', 'fedcba98', 'pass-word', 'token-of-ours']) {
      expect(said).not.toContain(secret);
    }
    expect(said).toContain('Cannot POST /v2/');
  });

  it.each(['', 'localhost:8545', 'ftp://example.org', 'file:///etc/passwd', 'node'])('refuses %j', (text) => {
    expect(isEndpoint(text)).toBe(false);
  });
});

describe('rpcOptions', () => {
  it('fills in every default', () => {
    expect(rpcOptions.parse({ url: 'http://127.0.0.1:8545' })).toEqual({
      url: 'http://127.0.0.1:8545',
      connections: 64,
      timeout: 10_000,
      poll: 100,
      maxBatch: 1000,
      finality: false,
      reorgDepth: 8,
      headersEnv: 'LAKH_RPC_HEADERS',
    });
  });

  it('refuses unknown keys and bad URLs without showing them', () => {
    const { error } = rpcOptions.safeParse({ url: ['htp://alice:opensesame@x'], speed: 1 });
    expect(error?.message).toMatch(/speed/);
    expect(error?.message).toMatch(/must be an http/);
    expect(error?.message).not.toMatch(/opensesame/);
  });
});

describe('headersFrom', () => {
  it('reads one header a line', () => {
    const text = 'Authorization: Bearer a:b c\r\n\n  X-Key :  1\n';
    expect(headersFrom('H', { H: text })).toEqual({ authorization: 'Bearer a:b c', 'x-key': '1' });
    expect(headersFrom('H', {})).toEqual({});
  });

  it('names the line that is none, and not its text', () => {
    const read = () => headersFrom('H', { H: 'A: b\nhunter2hunter2' });
    expect(read).toThrow(LakhError);
    expect(read).toThrow(/^line 2 of H is not a header$/);
  });
});
