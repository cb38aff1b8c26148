/** Owns the way from the bytes of a request to the bytes of its answer, whatever carried them. */
import { createKernel, type Kernel } from '../kernel/index.ts';
import type { Answer } from '../spec/stage.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import {
  ascii,
  ByteWriter,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACKET,
  RequestScan,
} from '../targets/json-bytes/index.ts';
import {
  type Call,
  envelope,
  INTERNAL_ERROR,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  PARSE_ERROR,
  type Refusal,
  readCall,
  refusalText,
} from './calls.ts';
import type { Limits } from './limits.ts';
import type { NodeLink } from './node-link.ts';
import { shapeProblem } from './shape.ts';

/** Whoever can be told of news: a WebSocket. */
export interface Subscriber {
  /** `"result":...` or `"error":...`. */
  subscribe(params: readonly unknown[]): Promise<string>;
  unsubscribe(params: readonly unknown[]): Promise<string>;
}

/** Nothing is signed here: the smallest table will do. */
const HASHING_ONLY = 4;
const HASH_BYTES = 32;
const BEFORE_ID = ascii('{"jsonrpc":"2.0","id":');
const BEFORE_HASH = ascii(',"result":"0x');
const BEHIND_HASH = ascii('"}');
/** Of the answer to one transaction, with some room. */
const ANSWER_BYTES = 128;
const TRANSACTION_REFUSED = -32000;

export class Answerer {
  private readonly node: NodeLink;
  private readonly limits: Limits;
  private readonly scan: RequestScan;
  private readonly kernel: Kernel = createKernel({ windowBits: HASHING_ONLY });

  private readonly bug: (message: string) => void;

  /** `bug` hears of what was thrown and should not have been. */
  constructor(node: NodeLink, limits: Limits, bug: (message: string) => void) {
    this.bug = bug;
    this.node = node;
    this.limits = limits;
    this.scan = new RequestScan(limits.batch);
  }

  close(): void {
    this.kernel.close();
  }

  /** `null` where nothing was asked that is answered: notifications alone. Never rejects. */
  async answer(body: Buffer, subscriber?: Subscriber): Promise<Buffer | null> {
    try {
      const isJson = this.scan.read(body);
      if (this.scan.isTooLong) return refused(tooLong(this.limits));
      const { count } = this.scan;
      if (isJson && count > 0 && this.scan.rawEnds().length === count) return await this.send(body);
      return await this.parse(body, subscriber);
    } catch (error) {
      if (error instanceof LakhError) return refused({ code: INTERNAL_ERROR, message: error.message });
      this.bug(error instanceof Error ? `${error.stack}` : messageOf(error));
      return refused({ code: INTERNAL_ERROR, message: 'internal error' });
    }
  }

  /** All are transactions, found in the bytes: no object is made for any of them. */
  private async send(body: Buffer): Promise<Buffer> {
    const { scan } = this;
    // What the scan holds is the next request's from the first `await` on.
    const { isBatch, count } = scan;
    const starts = scan.starts.slice(0, count);
    const stops = scan.ends.slice(0, count);
    const bytes = scan.raw.slice(0, scan.rawLength);
    const ends = scan.rawEnds().slice();
    const hashes = this.kernel.keccak256Batch(bytes, ends);
    const answers = await this.node.submit(bytes, ends);
    const out = new ByteWriter(ANSWER_BYTES * count);
    if (isBatch) out.byte(OPEN_BRACKET);
    for (let index = 0; index < count; index++) {
      if (index > 0) out.byte(COMMA);
      const id = body.subarray(starts[index], stops[index]);
      const refusal = refusalOf(answers[index]!);
      if (refusal === null) {
        out.bytes(BEFORE_ID);
        out.bytes(id);
        out.bytes(BEFORE_HASH);
        out.hex(hashes, HASH_BYTES * index, HASH_BYTES * (index + 1));
        out.bytes(BEHIND_HASH);
      } else out.text(envelope(id.toString('latin1'), refusalText(refusal)));
    }
    if (isBatch) out.byte(CLOSE_BRACKET);
    return out.written();
  }

  private async parse(body: Buffer, subscriber: Subscriber | undefined): Promise<Buffer | null> {
    const problem = shapeProblem(body, this.limits);
    if (problem !== null) return refused({ code: INVALID_REQUEST, message: `the request is ${problem}` });
    let request: unknown;
    try {
      request = JSON.parse(body.toString());
    } catch {
      return refused({ code: PARSE_ERROR, message: 'the request is no JSON' });
    }
    if (!Array.isArray(request)) {
      const [answer] = await this.answerAll([readCall(request)], subscriber);
      return answer === undefined ? null : Buffer.from(answer);
    }
    if (request.length === 0) return refused({ code: INVALID_REQUEST, message: 'the batch is empty' });
    if (request.length > this.limits.batch) return refused(tooLong(this.limits));
    const answers = await this.answerAll(request.map(readCall), subscriber);
    return answers.length === 0 ? null : Buffer.from(`[${answers.join(',')}]`);
  }

  /** In order; what stands between two calls about subscriptions goes to the node together. */
  private async answerAll(calls: readonly Call[], subscriber: Subscriber | undefined): Promise<string[]> {
    const texts: string[] = [];
    let plain: Exclude<Call['call'], Refusal>[] = [];
    let places: number[] = [];
    const ask = async () => {
      if (plain.length === 0) return;
      const [asked, at] = [plain, places];
      [plain, places] = [[], []];
      const answers = await this.node.texts(asked);
      for (const [i, place] of at.entries()) texts[place] = answers[i]!;
    };
    for (const [index, { call }] of calls.entries()) {
      if ('code' in call) texts[index] = refusalText(call);
      else if (call.method !== 'eth_subscribe' && call.method !== 'eth_unsubscribe') {
        plain.push(call);
        places.push(index);
      } else {
        await ask();
        texts[index] = await aboutSubscription(call, subscriber);
      }
    }
    await ask();
    return calls.flatMap(({ id }, index) => (id === null ? [] : [envelope(id, texts[index]!)]));
  }
}

function aboutSubscription(
  { method, params }: Exclude<Call['call'], Refusal>,
  subscriber: Subscriber | undefined,
): Promise<string> | string {
  if (subscriber === undefined) {
    return refusalText({
      code: METHOD_NOT_FOUND,
      message: `${method} takes a WebSocket: notifications not supported`,
    });
  }
  return method === 'eth_subscribe' ? subscriber.subscribe(params) : subscriber.unsubscribe(params);
}

function refusalOf(answer: Answer): Refusal | null {
  if (answer.outcome === 'accepted') {
    return answer.alreadyKnown ? { code: TRANSACTION_REFUSED, message: 'already known' } : null;
  }
  return { code: TRANSACTION_REFUSED, message: answer.message };
}

function tooLong({ batch }: Limits): Refusal {
  return { code: INVALID_REQUEST, message: `batch too large: more than ${batch} calls` };
}

/** The answer to what is not even a call. */
export function refused(refusal: Refusal): Buffer {
  return Buffer.from(envelope('null', refusalText(refusal)));
}
