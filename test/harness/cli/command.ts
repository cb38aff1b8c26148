/** Runs the real command line in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { failureOf } from '../../../harness/cli/exit.ts';
import { program } from '../../../harness/cli/program.ts';
import { buildIsFresh } from '../../support/fresh-build.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What is built starts in a fifth of the time. */
const MAIN = buildIsFresh() ? ['dist/harness/cli/main.js'] : ['--import', 'tsx', 'harness/cli/main.ts'];

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What it says and how it ends; the LAKH_ variables are those given and no others. */
export function lakh(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LAKH_'));
  const env = { ...Object.fromEntries(inherited), ...variables };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...MAIN, ...args],
      { cwd: ROOT, env, timeout: 25_000 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ exitCode, stdout, stderr });
      },
    );
  });
}

/** The same in this process, which saves seconds: for what says all that it has to say by `program`. */
export async function lakhHere(
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<Outcome> {
  for (const name of Object.keys(process.env)) if (name.startsWith('LAKH_')) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += text;
      return true;
    }),
  );
  try {
    const exitCode = await program(args);
    return { exitCode, ...said };
  } catch (error) {
    const { exitCode, text } = failureOf(error, false);
    return { exitCode, stdout: said.stdout, stderr: `${said.stderr}${text}\n` };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
