/** The engines that can be had here: edr is an optional dependency, and what needs it says in a line that it is skipped. */
import { ENGINE_NAMES, type EngineName, requireEngine } from '../../harness/engines/index.ts';

export const HAVE_EDR = isHere('edr');
export const ENGINES_HERE = ENGINE_NAMES.filter((name) => name !== 'edr' || HAVE_EDR);

if (!HAVE_EDR) process.stderr.write('skipped: the engine edr, as @nomicfoundation/edr is not installed\n');

function isHere(name: EngineName): boolean {
  try {
    requireEngine(name);
    return true;
  } catch {
    return false;
  }
}
