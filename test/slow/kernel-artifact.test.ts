import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('kernel.wasm is what its sources compile to', { timeout: 120_000 }, async () => {
  const script = ['scripts/build-kernel.mjs', '--check'];
  await expect(promisify(execFile)(process.execPath, script, { cwd: ROOT })).resolves.toMatchObject({
    stderr: '',
  });
});
