/** The flags of `lakh serve`. */
import type { Argv } from 'yargs';
import type { ExitCode } from '../spec/exit-codes.ts';
import { JSON_OUTPUT, wantsJson } from './run-flags.ts';
import type { ServeArguments } from './serve.ts';

export function serveCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands.command('serve', 'run the engine as a node, for any client', serveFlags, async (given) => {
    const { serveCommand } = await import('./serve.ts');
    finish(await serveCommand(serveArguments(given)));
  });
}

function serveFlags(command: Argv) {
  const flag = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
  return command
    .option('host', flag('the address to listen on, else 127.0.0.1'))
    .option('port', flag('0 for any that is free, else 8545'))
    .option('expose', { type: 'boolean', describe: 'let it listen beyond this machine' })
    .option('engine', flag('what executes the transactions, else parallel'))
    .option('threads', flag('threads that execute, for the engine parallel; else one a core'))
    .option('data', flag('a folder where the chain is kept; it goes on where it was'))
    .option('chain-id', flag('else what the genesis says, or 31337'))
    .option('accounts', flag('how many accounts have ether, else 10'))
    .option('balance', flag('ether of each of them, else 10000'))
    .option('block-time', flag('a block every so often: 500ms, 2s; else whenever a transaction waits'))
    .option('no-mining', { type: 'boolean', describe: 'blocks by evm_mine alone' })
    .option('gas-limit', flag('of a block, else what the genesis says, or 100000000'))
    .option('base-fee', flag('in gwei, else what the genesis says, or 1'))
    .option('pool', flag('transactions that wait at most, else 50000'))
    .option('keep', flag('blocks that stay readable, else 4096'))
    .option('genesis', flag("a file in geth's format: its accounts come beside the others"))
    .option('json', JSON_OUTPUT);
}

function serveArguments(given: Readonly<Record<string, unknown>>): ServeArguments {
  return {
    flags: given,
    expose: given.expose === true,
    mining: given['no-mining'] !== true,
    json: wantsJson(given),
  };
}
