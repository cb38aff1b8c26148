/** A JSON-RPC request to the sink, as bytes, to the bytes of its answer. */
import type { Kernel } from '../../kernel/index.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import {
  ascii,
  type ByteWriter,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACKET,
  RequestScan,
} from '../json-bytes/index.ts';
import { answerTo, blockAsked, NOTHING_EXECUTED, type NullChain } from '../null/index.ts';
import { writeHeader, writeReceipts } from './block-text.ts';

interface Call {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** JSON-RPC 2.0, 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

const RAW = /^0x(?:[0-9a-f]{2})+$/i;
const HASH_BYTES = 32;
const BEFORE_ID = ascii('{"jsonrpc":"2.0","id":');
const BEFORE_RESULT = ascii(',"result":');
const BEFORE_HASH = ascii(',"result":"0x');
const BEHIND_HASH = ascii('"}');
const BEHIND = ascii('}');

/** Blocks grow to what came in since the last one: they are written as they are, not made of objects. */
const WRITERS: Readonly<Record<string, typeof writeHeader>> = {
  eth_getBlockByNumber: writeHeader,
  eth_getBlockReceipts: writeReceipts,
};

/** Takes transactions in and answers reads; a batch is answered as a batch. */
export class Answerer {
  private readonly chain: NullChain;
  private readonly kernel: Kernel;
  private readonly scan = new RequestScan();

  constructor(chain: NullChain, kernel: Kernel) {
    this.chain = chain;
    this.kernel = kernel;
  }

  /** Plain transactions are found in the bytes; every other call is cut out and parsed, and is answered in its turn. */
  answer(body: Buffer, out: ByteWriter): void {
    if (this.scan.read(body)) this.answerScanned(body, out);
    else this.answerText(body.toString(), out);
  }

  /** As `answer`, all parsed. */
  answerText(text: string, out: ByteWriter): void {
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch {
      writeFailure(out, null, PARSE_ERROR, 'no JSON');
      return;
    }
    if (Array.isArray(request)) this.answerBatch(request, out);
    else this.answerCall(request as Call | null, out);
  }

  private answerBatch(request: readonly unknown[], out: ByteWriter): void {
    out.byte(OPEN_BRACKET);
    for (const [i, call] of request.entries()) {
      if (i > 0) out.byte(COMMA);
      this.answerCall(call as Call | null, out);
    }
    out.byte(CLOSE_BRACKET);
  }

  private answerScanned(body: Buffer, out: ByteWriter): void {
    const { scan } = this;
    const hashes = this.kernel.keccak256Batch(scan.raw.subarray(0, scan.rawLength), scan.rawEnds());
    let taken = 0;
    let plain = 0;
    const takeIn = () => {
      if (plain > taken) this.chain.blocks.take(hashes.subarray(HASH_BYTES * taken, HASH_BYTES * plain));
      taken = plain;
    };
    if (scan.isBatch) out.byte(OPEN_BRACKET);
    for (let i = 0; i < scan.count; i++) {
      if (i > 0) out.byte(COMMA);
      const from = scan.starts[i]!;
      if (scan.isPlain[i] === 1) {
        out.bytes(BEFORE_ID);
        out.part(body, from, scan.ends[i]!);
        out.bytes(BEFORE_HASH);
        out.hex(hashes, HASH_BYTES * plain, HASH_BYTES * (plain + 1));
        out.bytes(BEHIND_HASH);
        plain++;
      } else {
        // A transaction among them must not overtake those before it.
        takeIn();
        this.answerCall(JSON.parse(body.toString('utf8', from, scan.ends[i])), out);
      }
    }
    takeIn();
    if (scan.isBatch) out.byte(CLOSE_BRACKET);
  }

  private answerCall(call: Call | null, out: ByteWriter): void {
    const { id = null, method, params } = call ?? {};
    const given = Array.isArray(params) ? params : [];
    if (typeof method !== 'string') writeFailure(out, id, INVALID_REQUEST, 'no method');
    else if (method === 'eth_sendRawTransaction') this.take(id, given[0], out);
    else this.answerRead(id, method, given, out);
  }

  private answerRead(id: unknown, method: string, params: readonly unknown[], out: ByteWriter): void {
    const write = params[1] === true ? undefined : WRITERS[method];
    const block = write && blockAsked(this.chain.blocks, params[0]);
    if (write && block) {
      openSuccess(out, id);
      write(out, block);
      out.bytes(BEHIND);
      return;
    }
    const result = answerTo(this.chain, method, params);
    if (result === undefined) writeFailure(out, id, METHOD_NOT_FOUND, `${method}: ${NOTHING_EXECUTED}`);
    else writeSuccess(out, id, result);
  }

  /** The answer is the transaction's own hash, as a node's would be; the signature is not looked at. */
  private take(id: unknown, raw: unknown, out: ByteWriter): void {
    if (typeof raw !== 'string' || !RAW.test(raw)) {
      writeFailure(out, id, INVALID_PARAMS, 'no transaction');
      return;
    }
    const hash = this.kernel.keccak256(fromHex(raw));
    this.chain.blocks.take(hash);
    writeSuccess(out, id, toHex(hash));
  }
}

function openSuccess(out: ByteWriter, id: unknown): void {
  out.bytes(BEFORE_ID);
  out.text(JSON.stringify(id));
  out.bytes(BEFORE_RESULT);
}

function writeSuccess(out: ByteWriter, id: unknown, result: unknown): void {
  openSuccess(out, id);
  out.text(JSON.stringify(result));
  out.bytes(BEHIND);
}

function writeFailure(out: ByteWriter, id: unknown, code: number, message: string): void {
  out.text(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
}
