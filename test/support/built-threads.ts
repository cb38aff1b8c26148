/** Threads start from the build where it is newer than every source, which saves them compiling. */
import { startThreadsFromBuild } from '../../harness/std/module.ts';
import { buildIsFresh } from './fresh-build.ts';

if (buildIsFresh()) startThreadsFromBuild();
