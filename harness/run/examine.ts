/** What is asked of the chain when the load is over: the oracle, reasons of reverts, conflicts, its work. */
import type { Meters } from '../measure/index.ts';
import type { Chain, Plan, RunRecord } from '../spec/index.ts';
import { isLakhError, messageOf } from '../std/errors.ts';
import { actualWindow } from './assemble.ts';
import { measureConflicts } from './conflicts.ts';
import { factsOf } from './facts.ts';
import type { HostedResult } from './generator-host.ts';
import type { Driven } from './load.ts';
import type { Ready } from './prepare.ts';
import { explainReverts } from './reverts.ts';
import type { RunParts } from './run.ts';

/** What the chain tells about the run when it is over: reasons of reverts, conflicts, how blocks were made. Its silence costs no record. */
export async function examine(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  { context, deployment }: Ready,
  { observer, loadEndNs, ending }: Driven,
  meters: Meters,
): Promise<Pick<RunRecord, 'reverts' | 'conflicts' | 'execution'>> {
  const nothing = { reverts: [], conflicts: null, execution: null };
  if (parts.workload.reads || ending === 'target-lost' || parts.abort.aborted) return nothing;
  const { workload } = parts;
  try {
    const { blocks } = observer.rows();
    const execution = (await chain.execution?.(blocks[0]?.number ?? 0, blocks.at(-1)?.number ?? 0)) ?? null;
    if (parts.brief) return { ...nothing, execution };
    const reverts = await explainReverts(chain, meters.reverted.list(), workload, plan.workload.options);
    const driver = workload.drive(context, deployment);
    const window = actualWindow(plan, loadEndNs);
    const conflicts = await measureConflicts({
      chain,
      driver,
      senders: context.accounts,
      blocks,
      window,
    });
    return { reverts, conflicts, execution };
  } catch (error) {
    if (!isLakhError(error)) throw error;
    parts.log(`the chain could not be asked about reverts and conflicts: ${messageOf(error)}`);
    return nothing;
  }
}

/** Whether the chain's state is what the workload says. */
export async function checkOracle(
  plan: Plan,
  parts: RunParts,
  ready: Ready,
  results: readonly HostedResult[],
  ending: RunRecord['ending'],
): Promise<RunRecord['oracle']> {
  const unread = { passed: true, checks: 0, failures: [], read: false };
  if (!plan.oracle.check || ending === 'target-lost' || parts.abort.aborted) return unread;
  const { workload } = parts;
  const { context, deployment, before, reader } = ready;
  try {
    const facts = factsOf(results, workload.drive(context, deployment), plan.seed);
    const checks = await workload.oracle.after(context, deployment, before, facts, reader);
    const failures = checks.filter((check) => !check.passed).map((check) => `${check.name}: ${check.detail}`);
    return { passed: failures.length === 0, checks: checks.length, failures, read: true };
  } catch (error) {
    // The figures are there and must not be lost: not because the chain cannot be read any more, nor to a faulty oracle.
    const message = messageOf(error);
    parts.log(`the oracle could not be checked: ${message}`);
    if (isLakhError(error)) return unread;
    return { passed: false, checks: 0, failures: [`the oracle itself failed: ${message}`], read: false };
  }
}
