/** What compilers say of a script for k6, and a real k6 where there is one. */
import { execFile } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INSTALL = join(ROOT, 'scripts/install-k6.sh');
const NO_GO = 3;

/** As strict as it gets. The DOM is there for `console` alone, which the types of k6 leave to it. */
const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  // The types of k6 themselves do not stand exactOptionalPropertyTypes.
  skipLibCheck: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['k6'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
};

/** Types are looked for upwards from the script: its folder gets this project's packages. */
function withPackages(script: string): void {
  const packages = join(dirname(script), 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(ROOT, 'node_modules'), packages);
}

/** Every error and warning of a strict check. */
export function typeErrors(script: string): string[] {
  withPackages(script);
  const program = ts.createProgram([script], OPTIONS);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

interface Esbuild {
  build(options: object): Promise<{
    readonly errors: readonly unknown[];
    readonly warnings: readonly unknown[];
    readonly metafile: {
      readonly outputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
    };
  }>;
}

/** Bundles as k6 does, by the esbuild that tsx brings; returns what is left to import. */
export async function importsOfBundle(script: string): Promise<string[]> {
  const esbuild = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild') as Esbuild;
  const { errors, warnings, metafile } = await esbuild.build({
    entryPoints: [script],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['k6', 'k6/*'],
    logLevel: 'silent',
  });
  if (errors.length + warnings.length > 0) throw new Error(JSON.stringify([errors, warnings]));
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

/** K6_BIN, then the k6 in PATH, then the pinned one, built first where it is not there yet; `null` where Go is missing. */
export function installedK6(): Promise<string | null> {
  const inPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'k6'));
  const there = process.env.K6_BIN ?? inPath.find((path) => existsSync(path));
  if (there !== undefined) return Promise.resolve(there);
  return new Promise((resolve, reject) => {
    execFile(INSTALL, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else if (error.code === NO_GO) resolve(null);
      else reject(new Error(`k6 does not build: ${stderr.slice(-1000)}`));
    });
  });
}

export interface K6Outcome {
  readonly exitCode: number;
  readonly output: string;
}

export function runK6(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<K6Outcome> {
  return new Promise((resolve) => {
    const given = ['run', '--quiet', '--no-usage-report', '--address', '', ...args];
    execFile(program, given, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, output: `${stdout}\n${stderr}` });
    });
  });
}
