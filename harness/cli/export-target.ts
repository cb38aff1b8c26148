/** Where an exported script sends: the URL of the plan's target, without anything secret. */
import type { Plan } from '../spec/plan.ts';
import { parseEndpoint, type RpcOptions } from '../targets/json-rpc/index.ts';

const WITHOUT_URL: Readonly<Record<string, string>> = {
  engine:
    'target: the engine is a chain inside lakh, without a URL that k6 could send to; give the URL of a chain, as in --target http://127.0.0.1:8545',
  anvil:
    'target: an anvil that lakh starts ends with the export, and all that is prepared on it; start one yourself and give its URL, as in --target http://127.0.0.1:8545',
};

/** Why nothing can be exported for this target, for people. */
export function targetProblems({ target: { name, options } }: Plan): string[] {
  if (name !== 'rpc')
    return [WITHOUT_URL[name] ?? `target: k6 needs the URL of a chain, and ${name} has none`];
  const urls = urlsOf(options as RpcOptions);
  if (urls.length > 1) return ['target.url: a k6 script sends to one URL; give one of them'];
  if (parseEndpoint(urls[0]!).kind === 'http') return [];
  return ['target.url: a k6 script sends by HTTP; give the http or https URL of the node'];
}

export interface ExportTarget {
  /** `null` where it may hold a key: the script then asks for it. */
  readonly url: string | null;
  readonly timeoutMs: number;
  /** The variable whose headers lakh sends and the script does not. */
  readonly headersEnv: string;
}

/** The plan must be one that has no problems. */
export function exportTarget({ target: { options } }: Plan): ExportTarget {
  const { timeout: timeoutMs, headersEnv } = options as RpcOptions;
  const [url = ''] = urlsOf(options as RpcOptions);
  const { shown } = parseEndpoint(url);
  // User, password, path and query: keys of providers stand in any of them.
  const open = new URL(url).href === new URL(shown).href;
  return { url: open ? shown : null, timeoutMs, headersEnv };
}

function urlsOf({ url }: RpcOptions): readonly string[] {
  return typeof url === 'string' ? [url] : url;
}
