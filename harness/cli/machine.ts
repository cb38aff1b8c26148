/** Which machine this is, as far as its speed is concerned. */
import os from 'node:os';
import { runtimeName } from '../std/runtime.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly platform: string;
}

export function thisMachine(): Machine {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    node: runtimeName(),
    platform: `${process.platform} ${process.arch}`,
  };
}
