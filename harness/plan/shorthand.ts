/** The short forms of a scenario, written out: names, target URLs, a bare batch size. */

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any scheme: what is wrong with a URL is for the rpc target to say, which does not show it. */
const RPC_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|\.ipc$/i;

/**
 * Writes short forms out, and leaves out sections that YAML made empty (`load:` with every line a comment).
 * Anything that is no mapping comes back as it is, for the plan to refuse.
 */
export function writtenOut(input: unknown): unknown {
  if (!isMapping(input)) return input;
  const scenario = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
  if (typeof scenario.workload === 'string') scenario.workload = { name: scenario.workload };
  if (typeof scenario.target === 'string') scenario.target = targetOf(scenario.target);
  if (isMapping(scenario.target) && scenario.target.name === undefined && 'url' in scenario.target) {
    scenario.target = { name: 'rpc', ...scenario.target };
  }
  if (scenario.batch !== undefined && !isMapping(scenario.batch)) scenario.batch = { size: scenario.batch };
  return scenario;
}

function targetOf(text: string): Mapping {
  return RPC_ADDRESS.test(text) ? { name: 'rpc', url: text } : { name: text };
}
