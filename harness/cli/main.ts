#!/usr/bin/env node
/** The entry of the command line. */
import type { ExitCode } from '../spec/exit-codes.ts';
import { failureOf, leave } from './exit.ts';
import { program } from './program.ts';

async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await program(argv);
  } catch (thrown) {
    const failure = failureOf(thrown, process.env.LAKH_LOG === 'debug');
    process.stderr.write(`${failure.text}\n`);
    if (wantsJson(argv)) process.stdout.write(`${JSON.stringify(failure.json)}\n`);
    return failure.exitCode;
  }
}

/** Asked of the bare arguments, as the error may be that they cannot be parsed. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.includes('--json') || /^(1|true|yes|on)$/i.test(process.env.LAKH_JSON ?? '');
}

// A reader that went away (`lakh ... | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

await leave(await main(process.argv.slice(2)));
