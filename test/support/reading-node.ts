/** A node on loopback that answers reads as a chain of 100 empty blocks would; a test says where it does not. */
import {
  type JsonRpcServer,
  type ScriptedCall,
  type ScriptedReply,
  startJsonRpcServer,
  type Treatment,
} from './json-rpc-server.ts';

export const HEAD = 100;
const hash = (number: number) => `0x${number.toString(16).padStart(64, '0')}`;

/** Whether it is a read of the load. The run itself asks for the newest block, for the first, and for balances in batches. */
export function isRead([call, ...others]: readonly ScriptedCall[]): boolean {
  if (!call || others.length > 0) return false;
  const { method, params } = call;
  if (method === 'eth_getBlockByNumber') return params[0] !== 'latest' && Number(params[0]) > 0;
  return ['eth_call', 'eth_getBalance', 'eth_getLogs'].includes(method);
}

export function rightAnswer({ method, params }: ScriptedCall): ScriptedReply {
  switch (method) {
    case 'eth_chainId':
      return { result: '0x539' };
    case 'web3_clientVersion':
      return { result: 'reading/1' };
    case 'eth_gasPrice':
    case 'eth_getBalance':
      return { result: '0x7' };
    case 'eth_getTransactionCount':
      return { result: '0x0' };
    case 'eth_getLogs':
      return { result: [] };
    case 'eth_call':
      return { result: (params[0] as { data: string }).data };
    case 'eth_getBlockByNumber': {
      const number = params[0] === 'latest' ? HEAD : Number(params[0]);
      const names = { number: `0x${number.toString(16)}`, hash: hash(number), parentHash: hash(number - 1) };
      const gas = { gasLimit: '0x1c9c380', gasUsed: '0x0', baseFeePerGas: '0x7' };
      return { result: { ...names, ...gas, timestamp: '0x1', transactions: [] } };
    }
    default:
      return { error: { code: -32601, message: `there is no ${method}` } };
  }
}

/** `treat` is asked of each read of the load; without it, or where it says nothing, the answer is right. */
export function startReadingNode(
  treat: (call: ScriptedCall) => Treatment | undefined = () => undefined,
): Promise<JsonRpcServer> {
  return startJsonRpcServer({
    reply: rightAnswer,
    treat: (calls) => (isRead(calls) ? (treat(calls[0]!) ?? {}) : {}),
  });
}

/** The ids of the reads that came, ascending. */
export function readIds({ requests }: JsonRpcServer): number[] {
  return requests
    .filter(isRead)
    .map(([call]) => Number(call!.id))
    .sort((a, b) => a - b);
}

/** A treatment that answers a read with this instead. */
export function answering(reply: object): (call: ScriptedCall) => Treatment {
  return ({ id }) => ({ body: JSON.stringify({ jsonrpc: '2.0', id, ...reply }) });
}
