/** What docs/serve.md says of methods and limits is what there is. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../harness/serve/limits.ts';
import { stillNode } from '../harness/targets/engine/node-fixtures.ts';
import { documentText, firstCodes, sectionOf } from './markdown.ts';

const page = documentText('docs/serve.md');

describe('the node', () => {
  it('answers the methods that are listed, and no others', async () => {
    const { chain } = await stillNode();
    const listed = firstCodes(sectionOf(page, 'What it answers'));
    expect(listed.sort()).toEqual([...chain.methodNames, 'eth_subscribe', 'eth_unsubscribe'].sort());
  });

  it('has the limits that are listed', () => {
    const MIB = 2 ** 20;
    const text = sectionOf(page, 'Limits').replaceAll(',', '');
    for (const said of [
      `${LIMITS.bodyBytes / MIB} MiB ${LIMITS.values} values ${LIMITS.depth} levels`,
      `${LIMITS.batch} calls`,
      `${LIMITS.requestsAtOnce} over HTTP ${LIMITS.pipelined} of them on one connection ${LIMITS.bodyBytesAtOnce / MIB} MiB; ${LIMITS.messagesAtOnce} on`,
      `${LIMITS.connections} of which ${LIMITS.sockets} WebSockets`,
      `${LIMITS.headMs / 1_000} s for its head ${LIMITS.requestMs / 1_000} s for all`,
      `${LIMITS.idleMs / 60_000} minutes; a WebSocket must answer a ping in ${LIMITS.pingMs / 1_000} s`,
      `${LIMITS.answerBytesAtOnce / MIB} MiB; ${LIMITS.unreadBytes / MIB} MiB on one`,
      `${LIMITS.subscriptions} subscriptions`,
    ]) {
      expect(text).toContain(said);
    }
  });
});
