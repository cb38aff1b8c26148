/** Owns the engine's end of a port: reads questions, puts them to the node, replies. */
import type { MessagePort } from 'node:worker_threads';
import type { Hex } from '../../spec/intent.ts';
import { threadCpuMicros } from '../../std/cpu.ts';
import { answerTexts, errorText, resultText } from './answer-texts.ts';
import { blockColumns } from './columns.ts';
import type { Node } from './node.ts';
import { RpcError } from './rpc-error.ts';
import { Subscriptions } from './subscriptions.ts';
import {
  type Push,
  packVerdicts,
  type Question,
  type Reply,
  type RpcCall,
  type RpcResult,
  unpackTransactions,
} from './wire.ts';

type Asked = Question & { readonly id: number };

/** Answers whatever comes through `port` until it closes. A failure that is no refusal ends the thread. */
export function servePort(port: MessagePort, node: Node): void {
  let unwatch: () => void = () => {};
  const push = (message: Push) => port.postMessage(message);
  const bug = (message: string) => push({ kind: 'bug', message });
  let subscriptions: Subscriptions | null = null;
  const subscribed = () => {
    subscriptions ??= new Subscriptions(node, (notices) => push({ kind: 'notices', notices }));
    return subscriptions;
  };

  async function reply(question: Question): Promise<Reply> {
    switch (question.kind) {
      case 'submit': {
        const raws = unpackTransactions(question.bytes, question.ends);
        return { kind: 'answers', ...packVerdicts(await node.door.submit(raws, question.hints)) };
      }
      case 'nonce':
        return { kind: 'nonce', nonce: await node.pendingNonce(question.address) };
      case 'rpc':
        return { kind: 'results', results: await answerAll(node, question.calls) };
      case 'cpu':
        return { kind: 'cpu', micros: await threadCpuMicros() };
      case 'conflicts':
        return { kind: 'conflicts', found: question.blocks.map((number) => node.past.conflicts(number)) };
      case 'execution':
        return { kind: 'execution', summary: node.work.summary(question.from, question.to) };
      case 'causes':
        return { kind: 'causes', found: await Promise.all(question.hashes.map(node.revertCause)) };
      case 'watch':
        unwatch = watch(node, push);
        return { kind: 'done' };
      case 'texts':
        return { kind: 'texts', texts: await answerTexts(node.chain, question.calls, bug) };
      case 'subscribe':
        return { kind: 'texts', texts: [subscribe(subscribed(), question.subscription, question.params)] };
      case 'unsubscribe':
        subscriptions?.remove(question.ids);
        return { kind: 'done' };
      case 'close':
        await node.close();
        return { kind: 'done' };
      case 'link':
        servePort(question.port, node);
        return { kind: 'done' };
    }
  }

  port.on('message', ({ id, ...question }: Asked) => {
    void reply(question).then((answer) => port.postMessage({ id, ...answer }));
  });
  port.on('close', () => {
    unwatch();
    subscriptions?.close();
  });
}

function subscribe(subscriptions: Subscriptions, id: string, params: readonly unknown[]): string {
  try {
    subscriptions.add(id, params);
    return resultText(id);
  } catch (error) {
    if (error instanceof RpcError) return errorText(error);
    throw error;
  }
}

function watch(node: Node, push: (message: Push) => void): () => void {
  return node.onBlock((block) => {
    push({ kind: 'head', number: block.number });
    push({ kind: 'block', block: blockColumns(block) });
  });
}

async function answerAll(node: Node, calls: readonly RpcCall[]): Promise<RpcResult[]> {
  const results: RpcResult[] = [];
  for (const { method, params } of calls) {
    try {
      results.push({ result: await node.chain.answer(method, params) });
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      results.push({
        error: { code: error.code, message: error.message, ...(error.data && { data: error.data as Hex }) },
      });
    }
  }
  return results;
}
