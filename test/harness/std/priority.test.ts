import { getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

const PRIORITY = new URL('../../../dist/harness/std/priority.js', import.meta.url);

describe.skipIf(process.platform !== 'linux')('a thread that gives way', () => {
  it('has others of its process go first, and takes nobody along', async () => {
    const before = getPriority();
    const script = `import(${JSON.stringify(fileURLToPath(PRIORITY))}).then(({ giveWay }) => {
      giveWay();
      require('node:worker_threads').parentPort.postMessage(require('node:os').getPriority());
    })`;
    const thread = new Worker(script, { eval: true });
    const own = await new Promise((resolve) => thread.once('message', resolve));
    expect(own).toBe(Math.min(19, before + 10));
    expect(getPriority()).toBe(before);
  });
});
