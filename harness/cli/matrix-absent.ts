/** Which targets of a matrix can be had on this machine, and why the others cannot. */
import { requireEngine } from '../engines/index.ts';
import type { MatrixTarget } from '../matrix/index.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { findAnvil } from '../targets/anvil/index.ts';
import { findGeth } from '../targets/geth/index.ts';

/**
 * @param geth the path that was named: a mistake in it is the user's, and no absence
 * @returns why each of those that are absent is
 * @throws LakhError `target-missing` where `geth` is no program, and where not one target is there
 */
export function absentTargets(
  targets: readonly MatrixTarget[],
  geth: string | undefined,
  environment: NodeJS.ProcessEnv,
): Map<MatrixTarget, string> {
  if (geth !== undefined) findGeth(geth, environment);
  const look: Partial<Record<MatrixTarget, () => unknown>> = {
    edr: () => requireEngine('edr'),
    anvil: () => findAnvil(environment),
    geth: () => findGeth(geth, environment),
  };
  const absent = new Map<MatrixTarget, string>();
  for (const target of targets) {
    const why = whyNot(look[target]);
    if (why !== null) absent.set(target, why);
  }
  if (absent.size < targets.length) return absent;
  throw new LakhError('target-missing', [...absent.values()].join('; '), {
    hint: 'none of the targets is there: sequential and parallel come with lakh',
  });
}

function whyNot(look: (() => unknown) | undefined): string | null {
  try {
    look?.();
    return null;
  } catch (error) {
    if (!isLakhError(error) || error.code !== 'target-missing') throw error;
    return error.hint === '' ? error.message : `${error.message} (${error.hint})`;
  }
}
