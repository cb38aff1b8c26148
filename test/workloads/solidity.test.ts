import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isLakhError } from '../../harness/std/index.ts';
import { contractInFile } from '../../workloads/contract-file.ts';
import { compileSolidity } from '../../workloads/solidity/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PRAGMA = '// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.24;\n';

let folder: string;
let project: string;
let projects = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-solidity-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  project = join(folder, String(projects++));
  put('package.json', '{}');
});

function put(name: string, text: string): string {
  const path = join(project, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name.endsWith('.sol') ? PRAGMA + text : text);
  return path;
}

function cache(): string[] {
  return readdirSync(join(project, '.cache/lakh/solc'));
}

function refusal(compile: () => unknown): { code: string; message: string; hint: string } {
  try {
    compile();
  } catch (error) {
    if (isLakhError(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('compileSolidity', () => {
  it('finds imports beside the file, above it, by the name of a package, and inside of that', () => {
    put('node_modules/@acme/parts/One.sol', 'import "./Two.sol"; contract One is Two {}');
    put(
      'node_modules/@acme/parts/Two.sol',
      'abstract contract Two { function two() external pure returns (uint256) { return 2; } }',
    );
    put('lib/Above.sol', 'library Above { function four() internal pure returns (uint256) { return 4; } }');
    put('contracts/Beside.sol', 'interface Beside { function three() external; }');
    const path = put(
      'contracts/Mine.sol',
      `// import "./Nowhere.sol";
       import {Beside} from "./Beside.sol";
       import * as Lib from '../lib/Above.sol';
       import {One as Uno} from "@acme/parts/One.sol";
       contract Mine is Uno, Beside { function three() external {} function four() external pure returns (uint256) { return Lib.Above.four(); } }`,
    );
    const { name, abi, bytecode } = compileSolidity(path);
    expect(name).toBe('Mine');
    expect(abi.fragments.map((fragment) => fragment.format('sighash')).sort()).toEqual([
      'four()',
      'three()',
      'two()',
    ]);
    expect(bytecode).toMatch(/^0x60[0-9a-f]+$/);
  });

  it('compiles once; a change in an import, or in the settings, is another contract', () => {
    put('Part.sol', 'uint256 constant SIZE = 1;');
    const path = put('Mine.sol', 'import "./Part.sol"; contract Mine { uint256 public size = SIZE; }');
    const first = compileSolidity(path);
    expect(cache()).toHaveLength(1);
    expect(compileSolidity(path).bytecode).toBe(first.bytecode);
    expect(cache()).toHaveLength(1);
    put('Part.sol', 'uint256 constant SIZE = 2;');
    expect(compileSolidity(path).bytecode).not.toBe(first.bytecode);
    expect(compileSolidity(path, { optimizerRuns: 0 }).bytecode).not.toBe(first.bytecode);
    expect(cache()).toHaveLength(3);
  });

  it('does without a cache that is damaged', () => {
    const path = put('Mine.sol', 'contract Mine { uint256 public size; }');
    const { bytecode } = compileSolidity(path);
    const [only] = cache();
    writeFileSync(join(project, '.cache/lakh/solc', only!), '[{"na');
    expect(compileSolidity(path).bytecode).toBe(bytecode);
    expect(JSON.parse(readFileSync(join(project, '.cache/lakh/solc', only!), 'utf8'))).toHaveLength(1);
  });

  it('does not load the compiler a second time, and leaves no listener behind the first', async () => {
    const path = put('Mine.sol', 'contract Mine { uint256 public size; }');
    const script = `
      import { compileSolidity } from ${JSON.stringify(join(ROOT, 'workloads/solidity/index.ts'))};
      import { createRequire } from 'node:module';
      compileSolidity(${JSON.stringify(path)});
      const loaded = Object.keys(createRequire(import.meta.url).cache).some((name) => name.includes('soljson'));
      process.stdout.write(JSON.stringify([loaded, process.listenerCount('unhandledRejection')]));`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const load = async () =>
      JSON.parse((await promisify(execFile)(process.execPath, args, { cwd: ROOT })).stdout);
    expect(await load()).toEqual([true, 0]);
    expect(await load()).toEqual([false, 0]);
  });

  it('says what the compiler says', () => {
    const path = put('Mine.sol', 'contract Mine { function f() public { x = 1; } }');
    const { code, message, hint } = refusal(() => compileSolidity(path));
    expect(code).toBe('contract-unusable');
    expect(message).toMatch(
      /^Mine\.sol does not compile:\nDeclarationError: Undeclared identifier\.\n.*--> Mine\.sol:3:/,
    );
    expect(hint).toContain('0.8.37');
    expect(readdirSync(project)).not.toContain('.cache');
  });

  it.each<[string, string, RegExp]>([
    [
      'an import that is nowhere',
      'import "./No.sol"; contract Mine {}',
      /neither beside the file, nor in node_modules/,
    ],
    [
      'several contracts, none of which has the name of the file',
      'contract A {} contract B {}',
      /does not say which contract is meant; there are A, B/,
    ],
    [
      'a library to be linked',
      'library L { function f() public {} } contract Mine { function g() public { L.f(); } }',
      /waits for a library/,
    ],
  ])('refuses %s', (_, text, message) => {
    const path = put('Mine.sol', text);
    expect(refusal(() => compileSolidity(path))).toMatchObject({
      code: 'contract-unusable',
      message: expect.stringMatching(message),
    });
  });

  it('takes the contract that is asked for', () => {
    const path = put('Mine.sol', 'contract A {} contract B { uint256 public b; }');
    expect(compileSolidity(path, { contract: 'B' }).abi.hasFunction('b()')).toBe(true);
    expect(contractInFile(`${path}#A`)).toMatchObject({ name: 'A', abi: [] });
    expect(refusal(() => compileSolidity(path, { contract: 'C' })).message).toContain(
      'no contract C; there are A, B',
    );
  });

  it('says that a file is not there', () => {
    expect(refusal(() => compileSolidity(join(project, 'None.sol'))).code).toBe('file-unreadable');
  });
});
