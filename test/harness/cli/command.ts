/** Runs the real command line in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

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
    const command = ['--import', 'tsx', 'harness/cli/main.ts', ...args];
    execFile(process.execPath, command, { cwd: ROOT, env, timeout: 25_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ exitCode, stdout, stderr });
    });
  });
}
