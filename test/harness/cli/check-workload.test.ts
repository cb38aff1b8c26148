import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../harness/cli/exit.ts';
import { program } from '../../../harness/cli/program.ts';
import { EXIT } from '../../../harness/spec/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The command in this process: what it writes, and how `main` would end. */
async function check(...args: string[]) {
  const written: string[] = [];
  const write = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const ending = await program(['check-workload', ...args]).then(
      (exitCode) => ({ exitCode, stderr: '' }),
      (error) => ({ exitCode: failureOf(error, false).exitCode, stderr: failureOf(error, false).text }),
    );
    return { ...ending, stdout: written.join('') };
  } finally {
    write.mockRestore();
  }
}

const TRANSFERS = JSON.stringify(new URL('../../../workloads/transfers.ts', import.meta.url).href);

/** The workload transfers with something about it changed. */
function changed(name: string, change: string): string {
  const path = join(folder, `${name}.ts`);
  writeFileSync(
    path,
    `import transfers from ${TRANSFERS};
     const { module, ...rest } = transfers;
     export default { ...rest, name: '${name}', ${change} };`,
  );
  return path;
}

describe('check-workload', () => {
  it('prints a line a check', async () => {
    const { exitCode, stdout, stderr } = await check('transfers', '--set', 'workload.pattern=ring');
    expect({ exitCode, stderr }).toEqual({ exitCode: EXIT.ok, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.slice(0, -1).every((line) => /^ok {6}\S/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe(`transfers passes ${lines.length - 1} checks`);
  });

  it('says what a workload does wrong, without a stack', async () => {
    const path = changed(
      'random',
      'drive: (...given) => ({ ...transfers.drive(...given), sender: () => Math.random() })',
    );
    const { exitCode, stdout, stderr } = await check(path, '--accounts', '4');
    expect({ exitCode, stderr }).toEqual({ exitCode: EXIT.badInput, stderr: '' });
    expect(stdout).toMatch(/\nFAILED {2}pure: .*\n {10}the driver must be pure, but uses Math\.random\n/);
    expect(stdout).toMatch(/\nok {6}intents do not depend on what was asked before\n/);
    expect(stdout).toMatch(/\nrandom fails [1-9]\d* of \d+ checks\n$/);
    expect(stdout).not.toMatch(/\n\s+at /);
  });

  it('gives one JSON object', async () => {
    const path = changed('blind', 'oracle: { before: async () => null, after: async () => [] }');
    const { exitCode, stdout } = await check(path, '--json');
    expect(exitCode).toBe(EXIT.badInput);
    const { workload, passed, checks } = JSON.parse(stdout);
    expect({ workload, passed }).toEqual({ workload: 'blind', passed: false });
    expect(checks.filter((one: { passed: boolean }) => !one.passed)).toContainEqual({
      name: 'the oracle passes on a chain that did what was asked',
      passed: false,
      message: 'the oracle makes no check',
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      'options that are wrong',
      ['transfers', '--set', 'workload.pattern=star'],
      /workload\.pattern: must be one of/,
    ],
    ['an unknown workload', ['transfer'], /did you mean transfers\?/],
    ['a module that is not there', ['./none.ts'], /there is no file/],
    ['options that are missing', ['contract-call'], /workload\.calls: is missing/],
    [
      'accounts that are text',
      ['transfers', '--accounts', 'many'],
      /accounts\.count: must be a whole number/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await check(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: EXIT.badInput, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('tells what a contract of the workload lacks as an error of its own', async () => {
    writeFileSync(join(folder, 'Bad.sol'), 'contract Bad { uint256 x = y; }');
    const path = join(folder, 'bad.mts');
    const library = JSON.stringify(new URL('../../../harness/index.ts', import.meta.url).href);
    writeFileSync(
      path,
      `import { compileSolidity } from ${library}; export default compileSolidity(new URL('./Bad.sol', import.meta.url));`,
    );
    const { exitCode, stderr } = await check(path);
    expect(exitCode).toBe(EXIT.badInput);
    expect(stderr).toMatch(/^lakh: Bad\.sol does not compile:\nDeclarationError: Undeclared/);
    expect(stderr).not.toContain('bug of lakh');
  });
});
