/** Loaded into each thread of a Node.js process before its program: writes down its heap, to be read from outside. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

const EVERY_MS = 1000;
const path = join(process.env.LAKH_BENCH_HEAPS, `${threadId}.json`);

setInterval(() => {
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(path, JSON.stringify({ heapUsed, external }));
}, EVERY_MS).unref();
