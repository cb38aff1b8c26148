/** Owns answers as JSON text, ready to stand in an envelope: whoever serves them passes them on as they are. */
import { messageOf } from '../../std/errors.ts';
import type { Chain } from './chain.ts';
import { RpcError } from './rpc-error.ts';
import type { RpcCall } from './wire.ts';

/** Characters of all results of a batch together; what comes past it is refused, as geth does. */
const MOST_TEXT = 128 * 2 ** 20;
const TOO_LARGE = new RpcError(-32003, 'response too large: ask for less at once');

export function resultText(result: unknown): string {
  return `"result":${JSON.stringify(result ?? null)}`;
}

export function errorText({ code, message, data }: Pick<RpcError, 'code' | 'message' | 'data'>): string {
  return `"error":${JSON.stringify({ code, message, data })}`;
}

/**
 * One text a call, in order: `"result":...` or `"error":...`.
 *
 * @param bug hears of what was thrown and is no refusal
 */
export async function answerTexts(
  chain: Chain,
  calls: readonly RpcCall[],
  bug: (message: string) => void,
): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  for (const { method, params } of calls) {
    const text = length > MOST_TEXT ? errorText(TOO_LARGE) : await answerText(chain, method, params, bug);
    length += text.length;
    texts.push(text);
  }
  return texts;
}

async function answerText(
  chain: Chain,
  method: string,
  params: readonly unknown[],
  bug: (message: string) => void,
): Promise<string> {
  try {
    return resultText(await chain.answer(method, params));
  } catch (error) {
    if (error instanceof RpcError) return errorText(error);
    bug(`${method}: ${error instanceof Error ? error.stack : messageOf(error)}`);
    return errorText(new RpcError(-32603, `internal error in ${method}`));
  }
}
