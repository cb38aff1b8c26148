/** Which Node this is, and how its garbage is collected. */

/**
 * Each thread collects its own garbage, and none helps: where threads are more than cores, helpers take turns with what is
 * due and are waited for. V8 takes it from the command line only.
 */
export const OWN_GARBAGE = '--single-threaded-gc';

/** What of the command line of Node another process of ours should have too. */
export function inheritedFlags(): string[] {
  return process.execArgv.filter((argument) => argument === OWN_GARBAGE);
}

/** As `v20.20.2`, with what changes how fast it is. */
export function runtimeName(): string {
  return [process.version, ...inheritedFlags()].join(' ');
}
