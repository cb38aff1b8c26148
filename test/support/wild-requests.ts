/** Requests that no client should send, from a seed: bytes, and what of an answer may be expected. */
import { keyedRandom } from '../../harness/std/random.ts';

type Random = ReturnType<typeof keyedRandom>;

const METHODS = [
  ...['eth_chainId', 'eth_call', 'eth_estimateGas', 'eth_getBalance', 'eth_getLogs', 'eth_newFilter'],
  ...[
    'eth_getFilterChanges',
    'eth_getFilterLogs',
    'eth_uninstallFilter',
    'eth_getBlockByNumber',
    'eth_getProof',
  ],
  ...[
    'eth_getBlockReceipts',
    'eth_getTransactionByHash',
    'eth_feeHistory',
    'eth_sendRawTransaction',
    'eth_subscribe',
  ],
  ...[
    'eth_unsubscribe',
    'eth_getTransactionByBlockNumberAndIndex',
    'eth_getStorageAt',
    'web3_sha3',
    'txpool_content',
  ],
  ...[
    'evm_mine',
    'evm_revert',
    'evm_snapshot',
    'evm_increaseTime',
    'evm_setNextBlockTimestamp',
    'eth_nothing',
  ],
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', ''],
];

/** Of the kinds that methods read, and of others. */
function value(random: Random, depth = 0): unknown {
  const hex = (digits: number) =>
    `0x${Array.from({ length: digits }, () => random.below(16).toString(16)).join('')}`;
  const kinds: (() => unknown)[] = [
    () => null,
    () => random.below(2) === 0,
    () => random.below(2 ** 32) * (random.below(2) === 0 ? 1 : -0.5),
    () => 1e300,
    () => hex(40),
    () => hex(64),
    () => hex(random.below(12)),
    () => ['latest', 'earliest', 'pending', 'newHeads', 'logs', '', '0x', '\u0000', '💥'][random.below(9)],
    () => 'z'.repeat(random.below(2_000)),
    () => ({ to: hex(40), data: hex(2 * random.below(80)), value: hex(4), gas: hex(random.below(8)) }),
    () => ({ fromBlock: '0x0', address: value(random, depth + 1), topics: value(random, depth + 1) }),
    () => ({ ['__proto__']: value(random, depth + 1), toString: 1, length: -1, blockHash: hex(64) }),
    () => Array.from({ length: random.below(4) }, () => (depth > 3 ? null : value(random, depth + 1))),
  ];
  return kinds[random.below(kinds.length)]!();
}

function call(random: Random): unknown {
  const whole: Record<string, unknown> = {
    jsonrpc: '2.0',
    id: random.below(1_000),
    method: METHODS[random.below(METHODS.length)],
    params: Array.from({ length: random.below(4) }, () => value(random)),
  };
  // Half of them have something wrong with the envelope.
  if (random.below(2) === 0) whole[['jsonrpc', 'id', 'method', 'params'][random.below(4)]!] = value(random);
  if (random.below(8) === 0) delete whole[['jsonrpc', 'id', 'method', 'params'][random.below(4)]!];
  return whole;
}

/** The index-th of a seed; up to a few kilobytes. */
export function wildRequest(seed: number, index: number): Buffer {
  const random = keyedRandom(seed, index);
  const body = (): Buffer => {
    switch (random.below(6)) {
      case 0:
        return Buffer.from(JSON.stringify(Array.from({ length: random.below(12) }, () => call(random))));
      case 1:
        return Buffer.from(JSON.stringify(value(random)) ?? '');
      case 2:
        return Buffer.from(Array.from({ length: random.below(64) }, () => random.below(256)));
      default:
        return Buffer.from(JSON.stringify(call(random)));
    }
  };
  const bytes = body();
  // A third of them are damaged: cut off, or with bytes that are others.
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, random.below(bytes.length + 1));
    case 1:
      for (let hits = 1 + random.below(3); hits > 0 && bytes.length > 0; hits--) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      return bytes;
    default:
      return bytes;
  }
}

/** Whether it is what JSON-RPC 2.0 allows to answer: one response, or an array of them. */
export function isResponse(text: string): boolean {
  const answer: unknown = JSON.parse(text);
  const all = Array.isArray(answer) ? answer : [answer];
  return all.length > 0 && all.every(isOne);
}

function isOne(answer: unknown): boolean {
  const { jsonrpc, id, result, error } = answer as Record<string, unknown>;
  if (jsonrpc !== '2.0' || id === undefined) return false;
  if (error === undefined) return result !== undefined;
  const { code, message } = error as { code: unknown; message: unknown };
  // An internal error is a bug of ours, whatever was asked.
  return result === undefined && Number.isInteger(code) && code !== -32603 && typeof message === 'string';
}
