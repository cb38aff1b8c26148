/** The small server of the live outputs: where it listens, and whom it answers. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type HttpServer, serveHttp } from '../../../harness/sinks/http-server.ts';
import { isLoopback, parseAddress } from '../../../harness/std/address.ts';

const USUAL = { host: '127.0.0.1', port: 9464 };

describe('an address', () => {
  it.each([
    ['8080', '127.0.0.1', 8080],
    ['0', '127.0.0.1', 0],
    ['127.0.0.1', '127.0.0.1', 9464],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['localhost:80', '127.0.0.1', 80],
    ['[::1]:80', '::1', 80],
    ['[::]', '::', 9464],
    ['0.0.0.0:80', '0.0.0.0', 80],
  ])('%s', (text, host, port) => {
    expect(parseAddress(text, USUAL)).toEqual({ host, port });
  });

  it.each([
    'scenario.yaml',
    '65536',
    '127.0.0.1:',
    ':80',
    'http://127.0.0.1',
    '300.0.0.1',
    '::1',
    '-1',
    'a b',
  ])('%s is none', (text) => {
    expect(parseAddress(text, USUAL)).toBeNull();
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.0.7', false],
    ['::ffff:127.0.0.1', false],
  ])('%s is loopback: %s', (host, loopback) => {
    expect(isLoopback({ host, port: 0 })).toBe(loopback);
  });
});

describe('the server', () => {
  async function withServer(use: (server: HttpServer) => Promise<void>): Promise<void> {
    const server = await serveHttp(
      { host: '127.0.0.1', port: 0 },
      { '/yes': (response) => response.end('yes') },
    );
    try {
      await use(server);
    } finally {
      await server.close();
    }
  }

  it('answers the paths that it has, to GET', () =>
    withServer(async ({ url }) => {
      const answer = await fetch(`${url}yes?query`);
      expect([answer.status, await answer.text()]).toEqual([200, 'yes']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect((await fetch(`${url}no`)).status).toBe(404);
      expect((await fetch(`${url}constructor`)).status).toBe(404);
      expect((await fetch(`${url}yes`, { method: 'POST' })).status).toBe(405);
    }));

  it.each([
    ['localhost:1', 200],
    ['127.0.0.1', 200],
    ['[::1]:1', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example:80', 421],
  ])('asked for as %s answers %i', (host, status) =>
    withServer(async ({ url }) => {
      const got = await new Promise((answered, failed) => {
        request(`${url}yes`, { headers: { host } }, (response) => {
          response.resume();
          answered(response.statusCode);
        })
          .on('error', failed)
          .end();
      });
      expect(got).toBe(status);
    }));

  it('says so when its port is taken, or its address is of no use', () =>
    withServer(async ({ url }) => {
      const port = Number(new URL(url).port);
      await expect(serveHttp({ host: '127.0.0.1', port }, {})).rejects.toMatchObject({
        code: 'address-unusable',
        message: `cannot listen on 127.0.0.1, port ${port}: another program listens there`,
        hint: 'name another port, or 0 for any that is free',
      });
      await expect(serveHttp({ host: '192.0.2.1', port: 0 }, {})).rejects.toMatchObject({
        code: 'address-unusable',
        message: expect.stringContaining('no address of this machine'),
      });
    }));
});
