/** Where the geth program is on this machine. */
import { delimiter, join } from 'node:path';
import { LakhError } from '../../std/errors.ts';
import { isProgram } from '../started/index.ts';

const HINT =
  'install go-ethereum, or set LAKH_GETH to its path; in a checkout of lakh, scripts/install-geth.sh builds one where Go is';

/**
 * The path of geth: the one named, then from LAKH_GETH, then from PATH.
 * Throws `target-missing` when there is none, or when what was named is no program.
 */
export function findGeth(named: string | undefined, environment: NodeJS.ProcessEnv): string {
  const variable = environment.LAKH_GETH?.trim() || undefined;
  const chosen = named ?? variable;
  if (chosen !== undefined) {
    if (isProgram(chosen)) return chosen;
    const by = named === undefined ? 'LAKH_GETH is' : 'geth was to be';
    throw new LakhError('target-missing', `${by} ${chosen}, which is no program that can be run`, {
      hint: HINT,
    });
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, 'geth')).find(isProgram);
  if (found !== undefined) return found;
  throw new LakhError('target-missing', 'geth is not installed', { hint: HINT });
}
