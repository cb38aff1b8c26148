import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initCode } from '../../workloads/artifact.ts';
import { readArtifact } from '../../workloads/artifact-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-artifact-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const abi = [{ type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'nonpayable' }];
const evm = { bytecode: { object: '6001' } };
const output = { contracts: { 'a.sol': { A: { abi, evm }, I: { abi, evm: { bytecode: { object: '' } } } } } };

describe('readArtifact', () => {
  it.each<[string, unknown, string]>([
    ['hardhat', { contractName: 'A', abi, bytecode: '0x6001', deployedBytecode: '0x00' }, 'A'],
    ['foundry', { abi, bytecode: { object: '0x6001', linkReferences: {} }, metadata: {} }, 'foundry'],
    ['solc', output, 'A'],
    ['build-info', { id: '1', output }, 'A'],
    ['of-one', { abi, evm }, 'of-one'],
    ['ours', { name: 'A', compiler: 'x', sourceHash: 'y', abi, bytecode: '0x6001' }, 'A'],
  ])('reads %s', (name, content, contract) => {
    const read = readArtifact(pathToFileURL(file(`${name}.json`, content)));
    expect(read).toMatchObject({ name: contract, bytecode: '0x6001' });
    expect(read.abi.hasFunction('f()')).toBe(true);
  });

  it('reads a bare ABI, which cannot be deployed', () => {
    const read = readArtifact(file('bare.json', abi));
    expect(read).toMatchObject({ name: 'bare', bytecode: '0x' });
    expect(() => initCode(read, [])).toThrow(/bare has no bytecode/);
  });

  it('takes the one that is asked for', () => {
    expect(readArtifact(file('out.json', output), 'I').bytecode).toBe('0x');
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"abi": [', /it is no JSON/],
    ['no ABI', { bytecode: '0x' }, /it holds no ABI/],
    ['nothing', 'null', /it holds no ABI/],
    ['bytecode that is none', { abi, bytecode: '0x6xyz' }, /is no hexadecimal text/],
    ['bytecode that is not linked', { abi, bytecode: '0x60__$abc$__' }, /waits for a library/],
    ['several to choose from', { contracts: { a: { A: { abi, evm }, B: { abi, evm } } } }, /there are A, B/],
  ])('refuses %s', (name, content, message) => {
    const path = file(`${name}.json`, content);
    expect(() => readArtifact(path)).toThrow(
      expect.objectContaining({ code: 'contract-unusable', message: expect.stringMatching(message) }),
    );
  });

  it('says that a file is not there', () => {
    const missing = expect.objectContaining({ code: 'file-unreadable' });
    expect(() => readArtifact(join(folder, 'none.json'))).toThrow(missing);
  });
});
