/** What it takes to start a node, talk to it, and end it with the run, whichever program it is. */
export { type Owned, ownChain } from './chain.ts';
export { type Guarded, guard } from './guardian.ts';
export { talkOptions } from './options.ts';
export { freePorts, listens } from './port.ts';
export { isProgram } from './program.ts';
