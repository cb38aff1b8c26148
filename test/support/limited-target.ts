/** A target of known capacity, for `--target`: the null target, whose blocks take so much a second and no more. */

import type { Target } from '../../harness/spec/index.ts';
import nullTarget, { type NullOptions } from '../../harness/targets/null/index.ts';

const limited: Target<NullOptions> = { ...nullTarget, name: 'limited', module: import.meta.url };
export default limited;
