/** Runs a kit on a plugin that is broken on purpose. */
import { type ConformanceCheck, failedChecks } from '../../harness/conformance/index.ts';

/** The names of the checks that failed, of those whose name fits `only`. */
export async function failedNames(checks: readonly ConformanceCheck[], only = /./): Promise<string[]> {
  const failed = await failedChecks(checks.filter(({ name }) => only.test(name)));
  return failed.map(({ name }) => name);
}

/** What the one check with this name says; empty when it passes. */
export async function complaint(checks: readonly ConformanceCheck[], name: string): Promise<string> {
  const chosen = checks.filter((check) => check.name === name);
  if (chosen.length !== 1) throw new Error(`${chosen.length} checks have the name ${name}`);
  const [failed] = await failedChecks(chosen);
  return failed?.message ?? '';
}
