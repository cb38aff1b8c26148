/** The contention of a workload as something to vary: what says how much, and workloads that have none. */
import type { Catalog } from '../plan/index.ts';
import type { Plan } from '../spec/plan.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';

/** `workload` of a scenario. */
type Section = Readonly<Record<string, unknown>>;

/** A scenario may say more of contention than its share. */
export function meetingAt(section: Section | undefined, share: number): Section {
  const given = section?.contention;
  const more = typeof given === 'object' && given !== null;
  return { ...section, contention: more ? { ...given, share } : share };
}

/**
 * Says of a workload without the option what is the matter, in place of a key that nobody has written.
 *
 * @throws LakhError `bad-scenario`, and what `plan` throws
 */
export function plannedMeeting(plan: () => Plan, section: Section | undefined, catalog: Catalog): Plan {
  const name = String(section?.name);
  if (catalog.workloads.find((one) => one.name === name)?.reads) {
    throw new LakhError('bad-scenario', `${name} sends no transactions: there is nothing to execute`, {
      hint: '`lakh list workloads` names the others',
    });
  }
  try {
    return plan();
  } catch (error) {
    if (!isLakhError(error) || !/^\s*workload\.contention: unknown key/m.test(messageOf(error))) throw error;
    throw new LakhError('bad-scenario', `${name} has no contention that could be varied`, {
      hint: 'give another workload, such as --workload erc20',
    });
  }
}
