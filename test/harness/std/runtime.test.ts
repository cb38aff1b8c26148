import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const RUNTIME = fileURLToPath(new URL('../../../dist/harness/std/runtime.js', import.meta.url));

function asked(...flags: string[]): unknown {
  const script = `import(${JSON.stringify(RUNTIME)}).then((m) => console.log(JSON.stringify([m.runtimeName(), m.inheritedFlags()])))`;
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' }));
}

describe('the runtime', () => {
  it('bears in its name how garbage is collected, which other processes of ours inherit', () => {
    expect(asked('--single-threaded-gc', '--no-warnings')).toEqual([
      `${process.version} --single-threaded-gc`,
      ['--single-threaded-gc'],
    ]);
    expect(asked('--no-warnings')).toEqual([process.version, []]);
  });
});
