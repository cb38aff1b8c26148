import { Writable } from 'node:stream';
import { describe, it } from 'vitest';
import { sinkChecks } from '../../harness/conformance/index.ts';
import { terminalSink } from '../../harness/sinks/index.ts';

/** Takes what it is given, or for ever asks to be left alone. */
function stream(drains: boolean): Writable {
  return new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      if (drains) done();
    },
  });
}

describe.each([
  ['on a terminal', true, true],
  ['in a pipe', false, true],
  ['on a terminal that does not keep up', true, false],
  ['in a pipe that does not keep up', false, false],
] as const)('the terminal sink %s', (_, isTty, drains) => {
  const checks = sinkChecks(() => terminalSink({ stream: stream(drains), color: true, isTty, columns: 80 }));
  for (const { name, run } of checks) it(name, run);
});
